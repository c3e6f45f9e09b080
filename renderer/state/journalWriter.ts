import { z } from 'zod';
import { journalHeader, journalLine } from '../../src/document/journal.ts';
import type { JournalEntry } from '../../src/document/journal.ts';
import { photoSchema } from '../../src/document/settings.ts';
import type { Document } from '../../src/document/types.ts';
import { storeDocument } from '../project/stored.ts';
import type { StoredDocument } from '../project/stored.ts';
import { service } from '../service/service.ts';
import { newId } from './ids.ts';
import { notify, reportText } from './notices.ts';

/** How the service can be asked for a photo again; null for one that was uploaded and is gone with its server. */
const sourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), name: z.string() }),
  z.object({ kind: z.literal('path'), path: z.string() }),
]).nullable();
export type PhotoSource = z.infer<typeof sourceSchema>;

/** The first line of a journal: the photo that it is about. */
const headSchema = z.object({
  name: z.string(),
  photo: photoSchema,
  source: sourceSchema,
  /** Whether the next line is the document on which the rest builds; otherwise that is the photo with nothing lifted. */
  hasBase: z.boolean().default(false),
  /** The journal in whose place this one came: void once this one is there. */
  replaces: z.string().nullable().default(null),
});
export type JournalHead = z.infer<typeof headSchema>;

/** What a journal is about, for the list of what can be recovered. */
export type JournalAbout = Pick<JournalHead, 'name' | 'source'>;

/** Reads the first line of a journal; null if it is none of this editor's. */
export function readHead(line: string): JournalHead | null {
  try {
    return headSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // A line that was torn when the machine went down tells nothing.
    return null;
  }
}

/** Most lines of one request. */
const BATCH = 500;
/** Milliseconds until what could not be written is tried again. */
const RETRY = 3000;

/** The document on which a journal builds, and how it is stored where that is known already: it takes a while to find out. */
interface Base {
  readonly document: Document;
  readonly stored: StoredDocument | null;
}

/** Milliseconds until lines are made and written: what the user sees of a step comes first, with its frame painted. */
const PAUSE = 40;

/** A line that is not made yet, which takes a while where it carries masks. */
type Line = () => string;

/** Lines for a journal, or that it is to go. */
interface Task {
  readonly document: string;
  readonly lines: Line[] | null;
}

/**
 * Hands what happens to a document to the service, in order, a batch at a time. The journal begins with the first change
 * since the document was opened or saved (a photo that was only looked at leaves nothing to recover): a line that names
 * the photo, the document itself unless nothing has been lifted yet, then the lines of src/document/journal.ts.
 */
export class JournalWriter {
  readonly #about: JournalAbout;
  #documentId = newId();
  #base: Base;
  /** Number of the last line after the header; null before the journal is begun. */
  #sequence: number | null = null;
  /** Steps of this journal that can be undone and redone: others are older than its base. */
  #done = 0;
  #undone = 0;
  readonly #tasks: Task[] = [];
  #writing: Promise<void> | null = null;
  #hasFailed = false;
  #isClosed = false;

  constructor(about: JournalAbout, document: Document, stored: StoredDocument | null = null) {
    this.#about = about;
    this.#base = { document, stored };
  }

  /** Takes over the lines of an earlier journal (header and entries), so that it can be given up. */
  continueFrom(lines: readonly string[], steps: { readonly done: number; readonly undone: number }): Promise<void> {
    const [, ...entries] = lines;
    this.#begin(null);
    this.#put(entries.map((line) => () => line));
    this.#sequence = entries.length;
    this.#done = steps.done;
    this.#undone = steps.undone;
    return this.#startWriting();
  }

  /** @param after the document that the entry has led to */
  add(entry: JournalEntry, after: Document): void {
    if (this.#isClosed) return;
    if (!this.#count(entry)) {
      this.#replace(after);
      return;
    }
    if (this.#sequence === null) this.#begin(null);
    const sequence = (this.#sequence ?? 0) + 1;
    this.#sequence = sequence;
    this.#put([() => journalLine(sequence, entry)]);
    void this.#startWriting();
  }

  /** The document is safe elsewhere: the journal goes, and begins anew with the next change. */
  async saved(document: Document, stored: StoredDocument): Promise<void> {
    const old = this.#sequence === null ? null : this.#documentId;
    this.#startOver({ document, stored });
    if (old !== null) this.#tasks.push({ document: old, lines: null });
    await this.#startWriting();
  }

  /** Gives the journal up: the user has closed the document. */
  async drop(): Promise<void> {
    this.#isClosed = true;
    // What is not written yet need not be.
    this.#tasks.splice(0, Infinity, ...this.#tasks.filter(({ lines }) => lines === null));
    if (this.#sequence !== null) this.#tasks.push({ document: this.#documentId, lines: null });
    // A batch that is on its way comes before.
    await this.#writing;
    await this.#startWriting();
  }

  /** Keeps count of the steps. @returns false for an undo or redo of a step that the journal does not have */
  #count(entry: JournalEntry): boolean {
    if (entry.kind === 'command') {
      if (entry.command.kind === 'activate') return true;
      this.#done++;
      this.#undone = 0;
      return true;
    }
    const [from, to] = entry.kind === 'undo' ? [this.#done, this.#undone] : [this.#undone, this.#done];
    if (from === 0) return false;
    [this.#done, this.#undone] = entry.kind === 'undo' ? [from - 1, to + 1] : [to + 1, from - 1];
    return true;
  }

  /** Goes on from a document that lies before the base; the journal until now goes when that is on the disk. */
  #replace(document: Document): void {
    const old = this.#sequence === null ? null : this.#documentId;
    this.#startOver({ document, stored: null });
    this.#begin(old);
    if (old !== null) this.#tasks.push({ document: old, lines: null });
    void this.#startWriting();
  }

  #startOver(base: Base): void {
    this.#documentId = newId();
    this.#base = base;
    this.#sequence = null;
    this.#done = 0;
    this.#undone = 0;
  }

  #begin(replaces: string | null): void {
    const { document, stored } = this.#base;
    const hasBase = document.layers.length > 0;
    const head: JournalHead = { ...this.#about, photo: document.photo, hasBase, replaces };
    this.#sequence = 0;
    this.#put([
      () => JSON.stringify(head),
      ...(hasBase ? [() => JSON.stringify(stored ?? storeDocument(document))] : []),
      () => journalHeader(document),
    ]);
  }

  #put(lines: readonly Line[]): void {
    const last = this.#tasks.at(-1);
    if (last?.document === this.#documentId && last.lines !== null) last.lines.push(...lines);
    else this.#tasks.push({ document: this.#documentId, lines: [...lines] });
  }

  #startWriting(): Promise<void> {
    const pause = new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    this.#writing ??= pause.then(() => this.#write()).finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    for (let task = this.#tasks[0]; task !== undefined; task = this.#tasks[0]) {
      const lines = task.lines?.splice(0, BATCH) ?? [];
      try {
        if (task.lines === null) await service().api['journal.drop']({ document: task.document });
        else if (lines.length > 0) await append(task.document, lines);
      } catch {
        task.lines?.unshift(...lines);
        this.#fail();
        return;
      }
      if ((task.lines?.length ?? 0) === 0 && this.#tasks[0] === task) this.#tasks.shift();
    }
    if (this.#hasFailed) notify('journal.again');
    this.#hasFailed = false;
  }

  /** Said once; the lines wait, in order, for the disk or the service to come back. */
  #fail(): void {
    if (!this.#hasFailed) reportText('error.journal');
    this.#hasFailed = true;
    setTimeout(() => {
      if (!this.#isClosed) void this.#startWriting();
    }, RETRY);
  }
}

async function append(document: string, lines: readonly Line[]): Promise<void> {
  await service().api['journal.append']({ document, lines: lines.map((line) => line()) });
}
