import { z } from 'zod';
import { journalHeader, journalLine } from '../../src/document/journal.ts';
import type { JournalEntry } from '../../src/document/journal.ts';
import { photoSchema } from '../../src/document/settings.ts';
import type { Document } from '../../src/document/types.ts';
import { service } from '../service/service.ts';
import { newId } from './ids.ts';
import { reportText } from './notices.ts';

/** How the service can be asked for a photo again; null for one that was uploaded and is gone with its server. */
const sourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), name: z.string() }),
  z.object({ kind: z.literal('path'), path: z.string() }),
]).nullable();
export type PhotoSource = z.infer<typeof sourceSchema>;

/** The first line of a journal: the photo that it is about. */
const headSchema = z.object({ name: z.string(), photo: photoSchema, source: sourceSchema });
export type JournalHead = z.infer<typeof headSchema>;

/** Reads the first line of a journal; null if it is none of this editor's. */
export function readHead(line: string): JournalHead | null {
  try {
    return headSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // A line that was torn when the machine went down tells nothing.
    return null;
  }
}

/**
 * Hands what happens to a document to the service, in order, a batch at a time. The journal begins with the first change
 * (a photo that was only looked at leaves nothing to recover): a line that names the photo, then the lines of
 * src/document/journal.ts.
 */
export class JournalWriter {
  readonly documentId = newId();
  readonly #head: JournalHead;
  readonly #base: Document;
  #sequence = 0;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  #isClosed = false;

  constructor(head: JournalHead, base: Document) {
    this.#head = head;
    this.#base = base;
  }

  /** Takes over the lines of an earlier journal (header and entries), so that it can be given up. */
  continueFrom(lines: readonly string[]): Promise<void> {
    this.#waiting.push(JSON.stringify(this.#head), ...lines);
    this.#sequence = lines.length - 1;
    return this.#startWriting();
  }

  add(entry: JournalEntry): void {
    if (this.#isClosed) return;
    if (this.#sequence === 0) {
      this.#waiting.push(JSON.stringify(this.#head), journalHeader(this.#base));
    }
    this.#waiting.push(journalLine(++this.#sequence, entry));
    void this.#startWriting();
  }

  #startWriting(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  /** Gives the journal up: the user has closed the document. */
  async drop(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    if (this.#sequence > 0) await service().api['journal.drop']({ document: this.documentId });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        await service().api['journal.append']({ document: this.documentId, lines });
      } catch {
        // Said once: the editor goes on without a safety copy, as the user now knows.
        this.#isClosed = true;
        this.#waiting = [];
        reportText('error.journal');
      }
    }
  }
}
