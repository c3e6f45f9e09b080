import { journalHeader, journalLine } from '../../src/document/journal.ts';
import type { JournalEntry } from '../../src/document/journal.ts';
import type { Document } from '../../src/document/types.ts';
import { service } from '../service/service.ts';
import { newId } from './ids.ts';
import { reportText } from './notices.ts';

/**
 * Hands what happens to a document to the service, in order, a batch at a time. The journal begins with the first change
 * (a photo that was only looked at leaves nothing to recover): a line that names the photo, then the lines of
 * src/document/journal.ts.
 */
export class JournalWriter {
  readonly documentId = newId();
  readonly #base: Document;
  #sequence = 0;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  #isClosed = false;

  constructor(base: Document) {
    this.#base = base;
  }

  add(entry: JournalEntry): void {
    if (this.#isClosed) return;
    if (this.#sequence === 0) {
      this.#waiting.push(JSON.stringify({ photo: this.#base.photo }), journalHeader(this.#base));
    }
    this.#waiting.push(journalLine(++this.#sequence, entry));
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
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
