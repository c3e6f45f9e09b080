import { join, sep } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { savedSearchesSchema, type SavedSearch, type SearchReview } from '../api/contract/search.ts';
import { databaseError, openDatabase, transaction } from '../store/database.ts';
import type { EngineQuery } from './protocol.ts';
import type { FileEntry } from './types.ts';

const VERSION = 1;
const NAME = 'the search index';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, hash TEXT
  );
  CREATE INDEX IF NOT EXISTS files_hash ON files (hash);
  CREATE TABLE IF NOT EXISTS reviews (
    hash TEXT NOT NULL, phrase TEXT NOT NULL, decision TEXT NOT NULL, PRIMARY KEY (hash, phrase)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS searches (id TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, used INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS folders (path TEXT PRIMARY KEY, used INTEGER NOT NULL);`;

const MAX_RECENT = 12;

/** What the index knows of a file. */
export interface KnownFile {
  readonly id: number;
  /** SHA-256 of its content, hex; undefined if the file is new or has changed since it was read. */
  readonly hash: string | undefined;
}

/**
 * Which content is in which file, so that a file that has not changed is not read again, and what the user decided:
 * reviews, saved searches, folders. Encodings are elsewhere, by content. Synchronous: belongs in the search process.
 */
export class FileIndex {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #add: StatementSync;
  readonly #change: StatementSync;
  readonly #setHash: StatementSync;
  /** See OpenedDatabase. */
  readonly note: string | undefined;

  private constructor(path: string, database: DatabaseSync, note: string | undefined) {
    this.#path = path;
    this.#database = database;
    this.note = note;
    this.#find = database.prepare('SELECT id, stamp, hash FROM files WHERE path = ?');
    this.#add = database.prepare('INSERT INTO files (path, stamp) VALUES (?, ?)');
    this.#change = database.prepare('UPDATE files SET stamp = ?, hash = NULL WHERE id = ?');
    this.#setHash = database.prepare('UPDATE files SET hash = ? WHERE id = ?');
  }

  /** @param folder of the application's data. @throws UserError as `openDatabase` does */
  static open(folder: string): FileIndex {
    const path = join(folder, 'search', 'index.sqlite');
    const { database, note } = openDatabase(path, { schema: SCHEMA, version: VERSION, name: NAME });
    return new FileIndex(path, database, note);
  }

  /** Enters files that a scan has found, in one transaction. @returns what is known of each, in the same order */
  enter(files: readonly FileEntry[]): KnownFile[] {
    return this.#write(() => files.map(({ path, stamp }) => {
      const row = this.#find.get(path);
      if (row === undefined) return { id: Number(this.#add.run(path, stamp).lastInsertRowid), hash: undefined };
      const id = Number(row['id']);
      if (row['stamp'] === stamp) return { id, hash: textOrUndefined(row['hash']) };
      this.#change.run(stamp, id);
      return { id, hash: undefined };
    }));
  }

  /** Keeps the content of files that were read. */
  setHashes(entries: readonly (readonly [id: number, hash: string])[]): void {
    this.#write(() => { for (const [id, hash] of entries) this.#setHash.run(hash, id); });
  }

  /**
   * Forgets the files directly in a folder, or anywhere below it, that are not among those that were just found.
   * @returns contents that are now in no file that is known
   */
  prune(folder: string, recursive: boolean, found: ReadonlySet<number>): string[] {
    const start = folder.endsWith(sep) ? folder : folder + sep;
    const lost = new Set<string>();
    this.#write(() => {
      const rows = this.#database.prepare('SELECT id, path, hash FROM files WHERE path >= ? AND path < ?');
      const remove = this.#database.prepare('DELETE FROM files WHERE id = ?');
      // The first text after all that begin with `start`: its last character is a separator, never the last one there is.
      const end = start.slice(0, -1) + String.fromCharCode(start.charCodeAt(start.length - 1) + 1);
      for (const row of rows.all(start, end)) {
        const [id, path, hash] = [Number(row['id']), String(row['path']), textOrUndefined(row['hash'])];
        if (found.has(id) || (!recursive && path.includes(sep, start.length))) continue;
        remove.run(id);
        if (hash !== undefined) lost.add(hash);
      }
      const other = this.#database.prepare('SELECT 1 FROM files WHERE hash = ? LIMIT 1');
      for (const hash of lost) if (other.get(hash) !== undefined) lost.delete(hash);
    });
    return [...lost];
  }

  /** Whether any file is known to have this content. */
  has(hash: string): boolean {
    return this.#database.prepare('SELECT 1 FROM files WHERE hash = ? LIMIT 1').get(hash) !== undefined;
  }

  /** The user's decisions for a phrase, by content. */
  reviews(phrase: string): Map<string, SearchReview> {
    const rows = this.#database.prepare('SELECT hash, decision FROM reviews WHERE phrase = ?').all(phrase);
    return new Map(rows.map((row) => [String(row['hash']), row['decision'] === 'accepted' ? 'accepted' : 'rejected']));
  }

  /** @param decision null takes it back */
  review(hashes: readonly string[], phrase: string, decision: SearchReview | null): void {
    this.#write(() => {
      const set = this.#database.prepare('INSERT OR REPLACE INTO reviews (hash, phrase, decision) VALUES (?, ?, ?)');
      const unset = this.#database.prepare('DELETE FROM reviews WHERE hash = ? AND phrase = ?');
      for (const hash of hashes) {
        if (decision === null) unset.run(hash, phrase);
        else set.run(hash, phrase, decision);
      }
    });
  }

  /** The latest used first. */
  savedSearches(): SavedSearch[] {
    const rows = this.#database.prepare('SELECT id, name, query, used FROM searches ORDER BY used DESC').all();
    return savedSearchesSchema.parse(rows.map(({ id, name, query, used }) => ({ id, name, query: JSON.parse(String(query)) as unknown, used })));
  }

  saveSearch(search: SavedSearch): void {
    const { id, name, query, used } = search;
    this.#write(() => this.#database
      .prepare('INSERT OR REPLACE INTO searches (id, name, query, used) VALUES (?, ?, ?, ?)')
      .run(id, name, JSON.stringify(query), used));
  }

  forgetSearch(id: string): void {
    this.#write(() => this.#database.prepare('DELETE FROM searches WHERE id = ?').run(id));
  }

  /** Notes that a search was run: its folder comes first among the recent ones, and it itself if it is a saved one. */
  noteUse(query: EngineQuery): void {
    const now = Date.now();
    this.#write(() => {
      this.#database.prepare('INSERT OR REPLACE INTO folders (path, used) VALUES (?, ?)').run(query.folder, now);
      this.#database
        .prepare('DELETE FROM folders WHERE path NOT IN (SELECT path FROM folders ORDER BY used DESC LIMIT ?)')
        .run(MAX_RECENT);
      this.#database.prepare('UPDATE searches SET used = ? WHERE query = ?').run(now, JSON.stringify(query));
    });
  }

  /** Folders that were searched, the latest first. */
  recentFolders(): string[] {
    const rows = this.#database.prepare('SELECT path FROM folders ORDER BY used DESC LIMIT ?').all(MAX_RECENT);
    return rows.map((row) => String(row['path']));
  }

  close(): void {
    this.#database.close();
  }

  #write<T>(action: () => T): T {
    try {
      return transaction(this.#database, action);
    } catch (error) {
      throw databaseError(this.#path, NAME, error);
    }
  }
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
