import { z } from 'zod';
import { decodeCommand, encodeCommand } from './commands.ts';
import type { Command } from './commands.ts';
import { DocumentError } from './errors.ts';
import { hashDocument } from './document.ts';
import { hashText } from './hash.ts';
import { DocumentHistory } from './history.ts';
import type { HistoryOptions } from './history.ts';
import type { Document } from './types.ts';

/**
 * The journal of a document: what happened to it since it was last saved, so that nothing committed is lost in a crash.
 * A text file to which whole lines are appended, each a JSON object
 *
 *     {"checksum":"<16 hex digits>","sequence":<number>,"entry":{"kind":...}}
 *
 * The checksum is `hashText` of everything between its comma and the closing brace, so a line that was torn, or of
 * which a byte is wrong, is told. The first line (sequence 0) is a header that names the document on which the rest
 * builds.
 */
const VERSION = 1;

/** One thing that happened, as it is handed to `journalLine`. */
export type JournalEntry =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

const headerSchema = z.object({
  kind: z.literal('header'),
  version: z.number().int(),
  /** `hashDocument` of the document that the journal continues. */
  base: z.string(),
});

const storedEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: z.unknown() }),
  z.object({ kind: z.literal('undo') }),
  z.object({ kind: z.literal('redo') }),
]);

const LINE = /^\{"checksum":"([0-9a-f]{16})",("sequence":(\d{1,15}),"entry":(\{.*\}))\}$/s;

/** The first line of a journal, without the line break. */
export function journalHeader(base: Document): string {
  return writeLine(0, { kind: 'header', version: VERSION, base: hashDocument(base) });
}

/**
 * A line of a journal, without the line break.
 * @param sequence 1 for the first after the header, then one more each
 * @throws DocumentError `invalid` if the command is malformed
 */
export function journalLine(sequence: number, entry: JournalEntry): string {
  const stored = entry.kind === 'command' ? { kind: entry.kind, command: encodeCommand(entry.command) } : entry;
  return writeLine(sequence, stored);
}

function writeLine(sequence: number, entry: object): string {
  const body = `"sequence":${sequence},"entry":${JSON.stringify(entry)}`;
  return `{"checksum":"${hashText(body)}",${body}}`;
}

/**
 * The sequence number of a line that is whole; null for one that is torn or corrupt. Says nothing about the command:
 * enough for the service that appends lines.
 */
export function sequenceOf(line: string): number | null {
  return readLine(line)?.sequence ?? null;
}

function readLine(line: string): { sequence: number; entry: string } | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [, checksum, body, sequence, entry] = match;
  return hashText(body) === checksum ? { sequence: Number(sequence), entry } : null;
}

export interface Replay {
  /** The history as it was, with the steps that can be undone and redone. */
  readonly history: DocumentHistory;
  /** Number of lines that were used, the header among them: what follows them is to be cut off before more is added. */
  readonly used: number;
  /** Why the next line was not used; null if all were. */
  readonly stopped: string | null;
}

/**
 * What a journal leads to. Uses the lines up to the first that is torn, corrupt, out of order or refused by the
 * document. A last empty line, as after the last line break, is not counted as one.
 * @param base the document that the journal continues
 * @throws DocumentError `too-new` for a journal of a newer version, or `stale` for one that continues another document
 */
export function replay(base: Document, lines: readonly string[], options: HistoryOptions = {}): Replay {
  const written = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  const headerProblem = written.length === 0 ? 'the journal is empty' : checkHeader(base, written[0]);
  if (headerProblem !== null) return { history: new DocumentHistory(base, options), used: 0, stopped: headerProblem };
  let { entries, stopped } = readEntries(written);
  for (;;) {
    try {
      return { history: rebuild(base, entries, options), used: 1 + entries.length, stopped };
    } catch (error) {
      if (!(error instanceof RefusedEntry)) throw error;
      // What came after a refused command rests on it: the entries before it are what is certain to have happened.
      stopped = error.message;
      entries = entries.slice(0, error.position);
    }
  }
}

/** What is wrong with a first line; null if nothing is. */
function checkHeader(base: Document, line: string): string | null {
  const read = readLine(line);
  if (read?.sequence !== 0) return 'the header is torn or corrupt';
  const header = headerSchema.safeParse(parseJson(read.entry));
  if (!header.success) return 'the header is corrupt';
  if (header.data.version > VERSION) {
    throw new DocumentError('too-new', `The journal has version ${header.data.version}: a newer Phraselift wrote it.`);
  }
  if (header.data.base !== hashDocument(base)) {
    throw new DocumentError('stale', 'The journal continues another state of the document than this one.');
  }
  return null;
}

type StoredEntry = z.infer<typeof storedEntrySchema>;

/** The entries of the lines after the header, up to the first line that cannot be used. */
function readEntries(lines: readonly string[]): { entries: StoredEntry[]; stopped: string | null } {
  const entries: StoredEntry[] = [];
  for (let number = 1; number < lines.length; number++) {
    const read = readLine(lines[number]);
    if (read === null) return { entries, stopped: `line ${number + 1} is torn or corrupt` };
    if (read.sequence !== number) {
      return { entries, stopped: `line ${number + 1} has the number ${read.sequence} instead of ${number}` };
    }
    const entry = storedEntrySchema.safeParse(parseJson(read.entry));
    if (!entry.success) return { entries, stopped: `line ${number + 1} is of no known kind` };
    entries.push(entry.data);
  }
  return { entries, stopped: null };
}

/** The value of a JSON text; undefined, which no schema takes, if it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class RefusedEntry extends Error {
  /** Position among the entries, from 0. */
  readonly position: number;

  constructor(position: number, reason: string, options?: ErrorOptions) {
    super(`line ${position + 2} cannot be applied: ${reason}`, options);
    this.name = 'RefusedEntry';
    this.position = position;
  }
}

/** A step of which the journal tells, with the selection of layers that was made last in the state after it. */
interface Recorded {
  readonly position: number;
  readonly command: unknown;
  activation: { readonly position: number; readonly command: unknown } | null;
}

/**
 * Takes undo and redo as moves between two lists of commands, then applies only those commands that are left: what was
 * undone and replaced need not be computed, and no undo can fail because the cap has dropped its step.
 */
function rebuild(base: Document, entries: readonly StoredEntry[], options: HistoryOptions): DocumentHistory {
  const start: Recorded = { position: -1, command: null, activation: null };
  const done = [start];
  let undone: Recorded[] = [];
  entries.forEach((entry, position) => {
    if (entry.kind === 'command') {
      const { command } = entry;
      if (isActivation(command)) {
        done[done.length - 1].activation = { position, command };
        return;
      }
      done.push({ position, command, activation: null });
      undone = [];
      return;
    }
    const [from, to] = entry.kind === 'undo' ? [done, undone] : [undone, done];
    if (from.length === (from === done ? 1 : 0)) throw new RefusedEntry(position, `there is nothing to ${entry.kind}`);
    to.push(from.pop()!);
  });
  const history = new DocumentHistory(base, options);
  for (const step of done) {
    if (step !== start) attempt(step.position, () => history.commit(decodeCommand(step.command)));
    const { activation } = step;
    if (activation) attempt(activation.position, () => history.commit(decodeCommand(activation.command)));
  }
  const redo = undone.reverse().flatMap((step) => (step.activation ? [step, step.activation] : [step]));
  if (redo.length > 0) {
    attempt(redo[0].position, () => {
      history.seedRedo(redo.map(({ command }) => decodeCommand(command)));
    });
  }
  return history;
}

function isActivation(command: unknown): boolean {
  return typeof command === 'object' && command !== null && 'kind' in command && command.kind === 'activate';
}

function attempt(position: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new RefusedEntry(position, error.message, { cause: error });
  }
}
