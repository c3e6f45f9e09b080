import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PhotoEncoding } from '../model/types.ts';
import { packEncoding, unpackEncoding } from './encodingFormat.ts';

/** About 5,000 photos. */
const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;
const SCHEMA_VERSION = 1;

/**
 * Photo encodings that survive the process: SQLite, keyed by the photo's content hash and the model's fingerprint.
 * It is a cache: a damaged file or one of another version is started anew.
 * Synchronous, so it belongs in the host process.
 */
export class EncodingStore {
  readonly #database: DatabaseSync;
  readonly #maxBytes: number;

  private constructor(database: DatabaseSync, maxBytes: number) {
    this.#database = database;
    this.#maxBytes = maxBytes;
  }

  /** @param folder the cache folder, made if missing. @throws Error if the folder cannot be written to. */
  static open(folder: string, maxBytes = DEFAULT_MAX_BYTES): EncodingStore {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'encodings.sqlite');
    try {
      return new EncodingStore(openDatabase(path), maxBytes);
    } catch (error) {
      if (!isUseless(error)) throw error;
      // Nothing in it that cannot be computed again.
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
      return new EncodingStore(openDatabase(path), maxBytes);
    }
  }

  get(contentHash: string, fingerprint: string): PhotoEncoding | undefined {
    const row = this.#database
      .prepare('UPDATE encodings SET used = ? WHERE photo = ? AND model = ? RETURNING data')
      .get(Date.now(), contentHash, fingerprint);
    if (!(row?.['data'] instanceof Uint8Array)) return undefined;
    try {
      return unpackEncoding(row['data']);
    } catch {
      this.#database.prepare('DELETE FROM encodings WHERE photo = ? AND model = ?').run(contentHash, fingerprint);
      return undefined;
    }
  }

  put(contentHash: string, fingerprint: string, encoding: PhotoEncoding): void {
    const data = packEncoding(encoding);
    this.#database
      .prepare('INSERT OR REPLACE INTO encodings (photo, model, used, bytes, data) VALUES (?, ?, ?, ?, ?)')
      .run(contentHash, fingerprint, Date.now(), data.length, data);
    this.#trim();
  }

  /** Bytes of all encodings. */
  get size(): number {
    return Number(this.#database.prepare('SELECT COALESCE(SUM(bytes), 0) AS total FROM encodings').get()?.['total']);
  }

  clear(): void {
    this.#database.exec('DELETE FROM encodings; VACUUM');
  }

  close(): void {
    this.#database.close();
  }

  /** Least recently used first, down to nine tenths of the cap so that not every insert has to trim. */
  #trim(): void {
    let excess = this.size - this.#maxBytes;
    if (excess <= 0) return;
    excess += this.#maxBytes / 10;
    const remove = this.#database.prepare('DELETE FROM encodings WHERE rowid = ?');
    for (const row of this.#database.prepare('SELECT rowid, bytes FROM encodings ORDER BY used').all()) {
      if (excess <= 0) break;
      remove.run(Number(row['rowid']));
      excess -= Number(row['bytes']);
    }
  }
}

class OtherVersionError extends Error {
  constructor(version: number) {
    super(`the encoding store has version ${version}, this program writes ${SCHEMA_VERSION}`);
  }
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function isUseless(error: unknown): boolean {
  if (error instanceof OtherVersionError) return true;
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // The timeout comes first: changing the journal mode already needs the lock that another process may hold.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version !== 0 && version !== SCHEMA_VERSION) throw new OtherVersionError(version);
    database.exec(`
      CREATE TABLE IF NOT EXISTS encodings (
        photo TEXT NOT NULL, model TEXT NOT NULL, used INTEGER NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (photo, model)
      );
      CREATE INDEX IF NOT EXISTS encodings_used ON encodings (used);
      PRAGMA user_version = ${SCHEMA_VERSION}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
