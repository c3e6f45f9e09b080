/** Most phrases of one line. */
const MOST_PHRASES = 8;

/** The phrases of a line: `;` separates them, empty ones and repetitions are left out. */
export function phrasesOf(line: string): string[] {
  const phrases = line.split(';').map((phrase) => phrase.trim().replace(/\s+/g, ' ')).filter((phrase) => phrase !== '');
  return [...new Set(phrases)].slice(0, MOST_PHRASES);
}

/** A piece of a line; `isUnknown` pieces are words that the model does not know. */
export interface Piece {
  readonly text: string;
  readonly isUnknown: boolean;
}

/** A line cut at the words that are unknown, wherever they occur as whole words. */
export function markUnknown(line: string, unknownWords: readonly string[]): Piece[] {
  const unknown = new Set(unknownWords.map((word) => word.toLowerCase()));
  const pieces: Piece[] = [];
  for (const text of line.split(/([\p{L}\p{N}'’-]+)/u)) {
    if (text === '') continue;
    const isUnknown = unknown.has(text.toLowerCase());
    const last = pieces.at(-1);
    if (last !== undefined && last.isUnknown === isUnknown) pieces[pieces.length - 1] = { text: last.text + text, isUnknown };
    else pieces.push({ text, isUnknown });
  }
  return pieces;
}

/** What the arrow keys walk through in the phrase box. */
export interface HistoryPosition {
  /** Position in the earlier phrases, the latest first; -1 is what is being typed. */
  readonly index: number;
  readonly draft: string;
}

export const AT_DRAFT: HistoryPosition = { index: -1, draft: '' };

/** One step back (1) or forth (-1) in the earlier phrases; null at the end. */
export function walkHistory(
  earlier: readonly string[], at: HistoryPosition, direction: 1 | -1, text: string,
): { readonly at: HistoryPosition; readonly text: string } | null {
  const index = at.index + direction;
  if (index < -1 || index >= earlier.length) return null;
  const draft = at.index === -1 ? text : at.draft;
  return { at: { index, draft }, text: index === -1 ? draft : earlier[index] };
}
