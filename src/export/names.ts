/** Longest file stem in UTF-8 bytes: with a suffix and an extension it stays far below every file system's 255. */
export const MAX_STEM_BYTES = 80;

/** Photoshop refuses longer layer names; counted in UTF-16 units. */
const MAX_LAYER_NAME = 255;

const FALLBACK_NAME = 'object';

/** Devices that Windows opens instead of a file, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/iu;

/** Path separators, what Windows forbids, what a shell expands even inside double quotes, and every space. */
const UNSAFE_IN_FILES = /[\s<>:"/\\|?*`$]+/gu;

/**
 * What is in a text without being seen: controls, bidi overrides, fillers, lone surrogates, private use and
 * noncharacters. The joiners, the variation selectors and the tag letters stay: emoji and Persian are made of them.
 */
const INVISIBLE = new RegExp(
  '(?![\\u200c\\u200d\\ufe00-\\ufe0f\\u{e0020}-\\u{e007f}])' +
    '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}]',
  'gu',
);

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const utf8 = new TextEncoder();

/**
 * Text as it may be shown in one line: NFC, spaces collapsed, invisible characters (which can reorder or hide the rest)
 * removed. Empty when nothing visible is left.
 */
export function displayText(text: string): string {
  const clean = text.replace(/\s/gu, ' ').replace(INVISIBLE, '').replace(/ +/gu, ' ').normalize('NFC').trim();
  return VISIBLE.test(clean) ? clean : '';
}

/** Names for `count` objects of one phrase: the phrase itself for one, numbered from 1 for several. */
export function layerNames(phrase: string, count: number): string[] {
  const base = displayText(phrase) || FALLBACK_NAME;
  if (count === 1) return [takeGraphemes(base, MAX_LAYER_NAME, utf16Length)];
  return Array.from({ length: count }, (_, index) => {
    const suffix = ` ${index + 1}`;
    return takeGraphemes(base, MAX_LAYER_NAME - suffix.length, utf16Length).trimEnd() + suffix;
  });
}

/**
 * A file name without extension made from any text: visible characters of every script are kept, all that some file
 * system, shell or operating system takes for something else is replaced or removed. Never empty, and unchanged when
 * applied again.
 *
 * @param maxBytes longest result in UTF-8 bytes, at least 8
 */
export function safeFileStem(text: string, maxBytes = MAX_STEM_BYTES): string {
  const flat = displayText(text.replace(UNSAFE_IN_FILES, ' ')).replace(UNSAFE_IN_FILES, '-');
  const stem = limitStem(flat, maxBytes);
  if (!VISIBLE.test(stem)) return FALLBACK_NAME;
  return RESERVED.test(stem) ? limitStem(`_${stem}`, maxBytes) : stem;
}

/**
 * One file stem a text, different from each other for every file system: also where case and Unicode normal form do not
 * count (macOS, Windows).
 */
export function uniqueFileStems(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const stem = safeFileStem(text);
    let candidate = stem;
    for (let copy = 2; taken.has(fileNameKey(candidate)); copy++) {
      const suffix = `-${copy}`;
      candidate = limitStem(stem, MAX_STEM_BYTES - suffix.length) + suffix;
    }
    taken.add(fileNameKey(candidate));
    return candidate;
  });
}

/** Equal for two names that some file system takes for the same file. */
export function fileNameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD');
}

function limitStem(stem: string, maxBytes: number): string {
  return trimStem(takeGraphemes(trimStem(stem), maxBytes, utf8Length));
}

/** Leading dots hide a file, leading dashes read as options, a tilde as a home; Windows drops dots at the end. */
function trimStem(stem: string): string {
  return stem.replace(/^[\s.~-]+|[\s.-]+$/gu, '');
}

/**
 * The longest start of `text` whose `measure` is at most `limit`, cut between graphemes; inside the first one only when
 * that alone is too long.
 */
function takeGraphemes(text: string, limit: number, measure: (part: string) => number): string {
  const units = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return takeUnits(units, limit, measure) || takeUnits(text, limit, measure);
}

function takeUnits(units: Iterable<string>, limit: number, measure: (part: string) => number): string {
  let taken = '';
  let length = 0;
  for (const unit of units) {
    length += measure(unit);
    if (length > limit) break;
    taken += unit;
  }
  return taken;
}

function utf8Length(text: string): number {
  return utf8.encode(text).length;
}

function utf16Length(text: string): number {
  return text.length;
}
