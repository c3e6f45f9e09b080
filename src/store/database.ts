import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '../errors.ts';

export interface DatabaseOptions {
  /** Creates what is missing; run at every opening. */
  readonly schema: string;
  /** Of the schema. A file of another version is set aside and begun anew. */
  readonly version: number;
  /** What the file is, for messages: "the search index". */
  readonly name: string;
}

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** What the user should know: that the file was begun anew, why, and where the old one is. */
  readonly note?: string;
}

/** Milliseconds that are waited for another process to finish its write. */
const BUSY_MS = 10_000;

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/**
 * Opens an SQLite file in WAL mode, made if missing. A file that is damaged or of another version is kept beside it
 * under another name (the last one; an older one goes), and a new one is begun.
 * @throws UserError `store-locked` if another program holds it, `output-unwritable` or `disk-full`
 */
export function openDatabase(path: string, options: DatabaseOptions): OpenedDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return { database: open(path, options) };
  } catch (error) {
    const reason = uselessReason(error);
    if (reason === undefined) throw databaseError(path, options.name, error);
    const kept = setAside(path);
    try {
      return { database: open(path, options), note: `${options.name} ${reason} and is built anew; the old one is kept as ${kept}` };
    } catch (again) {
      throw databaseError(path, options.name, again);
    }
  }
}

/** The UserError for a failed read or write; anything that a user cannot act on is returned as it is. */
export function databaseError(path: string, name: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  switch (sqliteCode(error) ?? 0) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new UserError('store-locked', `${path}: ${name} is locked by another program; close that and try again`, { cause: error });
    case SQLITE_FULL:
      return new UserError('disk-full', `${path}: ${name} cannot grow: no space left on the disk; free some and try again`, { cause: error });
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return new UserError('output-unwritable', `${path}: ${name} cannot be written; check the disk and its permissions`, { cause: error });
    default:
      return fileSystemError(path, name, error);
  }
}

/** Runs `action` within one transaction; nothing of it is kept if it throws. */
export function transaction<T>(database: DatabaseSync, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some errors, a full disk among them.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

class OtherVersionError extends Error {
  constructor(found: number, own: number) {
    super(found > own ? 'was written by a newer version of Phraselift' : 'was written by an older version of Phraselift');
  }
}

function open(path: string, { schema, version }: DatabaseOptions): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // The timeout comes first: changing the journal mode already needs the lock that another process may hold.
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`);
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found !== 0 && found !== version) throw new OtherVersionError(found, version);
    database.exec(schema);
    database.exec(`PRAGMA user_version = ${version}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function uselessReason(error: unknown): string | undefined {
  if (error instanceof OtherVersionError) return error.message;
  const code = sqliteCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB ? 'is damaged' : undefined;
}

function setAside(path: string): string {
  const kept = `${path}.old`;
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(kept + suffix, { force: true });
    try {
      renameSync(path + suffix, kept + suffix);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return kept;
}

function sqliteCode(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  // Extended codes carry the primary one in their lowest byte.
  return typeof code === 'number' ? code & 0xff : undefined;
}

function fileSystemError(path: string, name: string, error: unknown): unknown {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserError('disk-full', `${path}: ${name} cannot be made: no space left on the disk`, { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new UserError('output-unwritable', `${path}: ${name} cannot be written (${code}); check its folder`, { cause: error });
  }
  return error;
}
