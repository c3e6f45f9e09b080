import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { outputError } from '../export/write.ts';
import { ApiError } from './contract.ts';

const ENDING = '.jsonl';
const LINE_BREAK = 0x0a;
/** More cannot be handed over as one answer. */
const MAX_BYTES = 400 * 1024 * 1024;
/** The first line is short; this much of a file is read for the list. */
const HEAD_BYTES = 64 * 1024;

export interface JournalEntry {
  readonly document: string;
  readonly modified: number;
  readonly bytes: number;
  readonly head: string;
}

/** Journals of documents: text files that only grow, each line on the disk before it is acknowledged. */
export class Journals {
  readonly #folder: string;
  /** The last write to each journal: writes to one file follow each other. */
  readonly #writes = new Map<string, Promise<void>>();

  /** @param folder made when first needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws UserError `disk-full` or `output-unwritable`; then none of the lines counts as written */
  append(document: string, lines: readonly string[]): Promise<void> {
    const before = this.#writes.get(document);
    const path = this.#path(document);
    const write = (async () => {
      await before?.catch(() => undefined);
      try {
        await mkdir(this.#folder, { recursive: true });
        const handle = await open(path, 'a+');
        try {
          // What a crash has left of a line must not spoil the next one.
          const end = await wholeLines(handle);
          await handle.truncate(end);
          try {
            await handle.writeFile(lines.map((line) => `${line}\n`).join(''));
            await handle.datasync();
          } catch (error) {
            // The lines will come again: none of them may be there then.
            await handle.truncate(end);
            throw error;
          }
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw outputError(path, error);
      }
    })();
    this.#writes.set(document, write);
    return write;
  }

  /** All journals, the latest first. */
  async list(): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (!name.endsWith(ENDING)) continue;
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      const head = await firstLine(path);
      if (found === undefined || head === undefined) continue;
      entries.push({ document: name.slice(0, -ENDING.length), modified: found.mtimeMs, bytes: found.size, head });
    }
    return entries.sort((a, b) => b.modified - a.modified);
  }

  /** All whole lines. @throws ApiError `file-missing`, or `too-large` */
  async read(document: string): Promise<string[]> {
    const path = this.#path(document);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new ApiError('file-missing', `there is no journal of document ${document}`);
    if (found.size > MAX_BYTES) throw new ApiError('too-large', `${path} has ${found.size} bytes, more than can be read`);
    return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  }

  async drop(document: string): Promise<void> {
    await this.#writes.get(document)?.catch(() => undefined);
    this.#writes.delete(document);
    await rm(this.#path(document), { force: true });
  }

  #path(document: string): string {
    return join(this.#folder, document + ENDING);
  }
}

/** Length of a file up to and with its last line break. */
async function wholeLines(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const piece = Buffer.alloc(HEAD_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - piece.length);
    const { bytesRead } = await handle.read(piece, 0, end - start, start);
    const at = piece.subarray(0, bytesRead).lastIndexOf(LINE_BREAK);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

async function firstLine(path: string): Promise<string | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const piece = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(piece, 0, piece.length, 0);
    const end = piece.subarray(0, bytesRead).indexOf(LINE_BREAK);
    return end < 0 ? undefined : piece.toString('utf8', 0, end);
  } finally {
    await handle.close();
  }
}
