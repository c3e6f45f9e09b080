import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PhotoEncoding } from '../model/types.ts';
import { databaseError, openDatabase, transaction } from './database.ts';
import { unpackEncoding, type PackedEncoding } from './encodingFormat.ts';

/** About 150,000 photos: a large archive. What is over it is dropped, the least recently used first. */
const DEFAULT_MAX_BYTES = 16 * 1024 ** 3;
const VERSION = 2;
const NAME = 'the store of encodings';
/** Other processes put into the store too: how many puts until all is counted again. */
const RECOUNT = 256;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS encodings (
    photo TEXT NOT NULL, model TEXT NOT NULL, used INTEGER NOT NULL, bytes INTEGER NOT NULL, facts BLOB NOT NULL,
    masks BLOB NOT NULL, PRIMARY KEY (photo, model)
  );
  CREATE INDEX IF NOT EXISTS encodings_used ON encodings (used, bytes);`;

/**
 * Photo encodings that survive the process: SQLite, keyed by the photo's content hash and the model's fingerprint. Used by
 * the editor, the command line and folder search alike, from several processes and threads at once.
 * It is a cache: a damaged file or one of another version is begun anew.
 * Synchronous, so it belongs in the host process or a search thread.
 */
export class EncodingStore {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #maxBytes: number;
  readonly #facts: StatementSync;
  readonly #masks: StatementSync;
  readonly #put: StatementSync;
  readonly #used: StatementSync;
  readonly #touch: StatementSync;
  /** See OpenedDatabase. */
  readonly note: string | undefined;
  #counted: number;
  #putsSinceCount = 0;

  private constructor(path: string, database: DatabaseSync, note: string | undefined, maxBytes: number) {
    this.#path = path;
    this.#database = database;
    this.note = note;
    this.#maxBytes = maxBytes;
    this.#facts = database.prepare('SELECT facts FROM encodings WHERE photo = ? AND model = ?');
    this.#masks = database.prepare('SELECT masks FROM encodings WHERE photo = ? AND model = ?');
    this.#put = database.prepare('INSERT OR REPLACE INTO encodings (photo, model, used, bytes, facts, masks) VALUES (?, ?, ?, ?, ?, ?)');
    this.#used = database.prepare('SELECT used FROM encodings WHERE photo = ? AND model = ?');
    this.#touch = database.prepare('UPDATE encodings SET used = ? WHERE photo = ? AND model = ?');
    this.#counted = this.size;
  }

  /** @param folder the cache folder, made if missing. @throws UserError as `openDatabase` does */
  static open(folder: string, maxBytes = DEFAULT_MAX_BYTES): EncodingStore {
    const path = join(folder, 'encodings.sqlite');
    const { database, note } = openDatabase(path, { schema: SCHEMA, version: VERSION, name: NAME });
    return new EncodingStore(path, database, note, maxBytes);
  }

  /** Does not count as use: see `touch`. Masks are read when one is first asked for. */
  get(contentHash: string, fingerprint: string): PhotoEncoding | undefined {
    const facts = this.#facts.get(contentHash, fingerprint)?.['facts'];
    if (!(facts instanceof Uint8Array)) return undefined;
    try {
      const forget = (): void => { this.remove([contentHash]); };
      return unpackEncoding(facts, () => this.#readMasks(contentHash, fingerprint), forget);
    } catch {
      this.remove([contentHash]);
      return undefined;
    }
  }

  /** @throws UserError `disk-full`, `store-locked` or `output-unwritable` */
  put(contentHash: string, fingerprint: string, { facts, masks }: PackedEncoding): void {
    const bytes = facts.length + masks.length;
    this.#write(() => this.#put.run(contentHash, fingerprint, Date.now(), bytes, facts, masks));
    this.#counted += bytes;
    if (++this.#putsSinceCount >= RECOUNT) {
      this.#counted = this.size;
      this.#putsSinceCount = 0;
    }
    if (this.#counted > this.#maxBytes) this.#trim();
  }

  /**
   * Notes that these were used now: they will be the last to be dropped.
   * @param within milliseconds: of those that were used so lately nothing is written
   */
  touch(contentHashes: readonly string[], fingerprint: string, within = 0): void {
    const now = Date.now();
    const old = contentHashes.filter((hash) => Number(this.#used.get(hash, fingerprint)?.['used'] ?? now) <= now - within);
    if (old.length > 0) this.#write(() => { for (const hash of old) this.#touch.run(now, hash, fingerprint); });
  }

  /**
   * Drops the encodings of these photos, whatever the model.
   * @param unusedSince only those that were not used since then, in milliseconds since 1970
   * @returns how many were dropped
   */
  remove(contentHashes: readonly string[], unusedSince = Infinity): number {
    const remove = this.#database.prepare('DELETE FROM encodings WHERE photo = ? AND used < ?');
    const before = Number.isFinite(unusedSince) ? unusedSince : Number.MAX_SAFE_INTEGER;
    const removed = this.#write(() => contentHashes.reduce((sum, hash) => sum + Number(remove.run(hash, before).changes), 0));
    this.#counted = this.size;
    return removed;
  }

  /** Content hashes of all photos in it. */
  photos(): string[] {
    return this.#database.prepare('SELECT DISTINCT photo FROM encodings').all().map((row) => String(row['photo']));
  }

  /** Bytes of all encodings. */
  get size(): number {
    return Number(this.#database.prepare('SELECT COALESCE(SUM(bytes), 0) AS total FROM encodings').get()?.['total']);
  }

  clear(): void {
    this.#database.exec('DELETE FROM encodings; VACUUM');
    this.#counted = 0;
  }

  close(): void {
    this.#database.close();
  }

  #readMasks(contentHash: string, fingerprint: string): Uint8Array {
    const masks = this.#masks.get(contentHash, fingerprint)?.['masks'];
    if (!(masks instanceof Uint8Array)) throw new Error('the encoding was dropped from the store while it was in use');
    return masks;
  }

  /** Down to nine tenths of the cap, so that not every put has to trim. */
  #trim(): void {
    this.#write(() => {
      let excess = this.size - this.#maxBytes * 0.9;
      const remove = this.#database.prepare('DELETE FROM encodings WHERE rowid = ?');
      for (const row of this.#database.prepare('SELECT rowid, bytes FROM encodings ORDER BY used').all()) {
        if (excess <= 0) break;
        remove.run(Number(row['rowid']));
        excess -= Number(row['bytes']);
      }
    });
    this.#counted = this.size;
  }

  #write<T>(action: () => T): T {
    try {
      return transaction(this.#database, action);
    } catch (error) {
      throw databaseError(this.#path, NAME, error);
    }
  }
}
