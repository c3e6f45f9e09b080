import { constants } from 'node:fs';
import { access, open, readFile, stat, truncate } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../errors.ts';

export interface AnswerFileOptions {
  /** Go on with the answers that the file holds. */
  readonly resume?: boolean;
  /** Replace the file. */
  readonly force?: boolean;
}

/**
 * Makes a file of JSON lines ready to be appended to.
 * @param key the whole number by which a line says what it answers
 * @returns the keys of the lines that the file holds already, after its last, torn line (if any) was cut off
 * @throws UserError `output-exists` without `resume` or `force`, `output-unwritable`, or `bad-argument` for other lines
 */
export async function prepareAnswers(path: string, key: string, { resume, force }: AnswerFileOptions): Promise<Set<number>> {
  const exists = (await stat(path).catch(() => undefined)) !== undefined;
  const unwritable = (error: unknown) => new UserError('output-unwritable', `${path}: cannot be written (${reasonOf(error)})`);
  if (!exists) {
    await (await open(path, 'wx').catch((error: unknown) => { throw unwritable(error); })).close();
    return new Set();
  }
  await access(path, constants.W_OK).catch((error: unknown) => { throw unwritable(error); });
  if (force === true && resume !== true) {
    await truncate(path);
    return new Set();
  }
  if (resume !== true) throw new UserError('output-exists', `${path}: exists; give --resume to go on or --force to replace it`);
  const text = await readFile(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  await truncate(path, Buffer.byteLength(whole));
  const line = z.object({ [key]: z.number().int() });
  try {
    return new Set(whole.split('\n').filter(Boolean).map((each) => line.parse(JSON.parse(each))[key]));
  } catch {
    throw new UserError('bad-argument', `${path}: holds a line without "${key}"; give another file or --force`);
  }
}

/** The system's code for what went wrong with a file. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'it is not valid JSON';
}
