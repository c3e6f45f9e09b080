import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findPack, listPackIds, readManifest, shippedModels, type PackManifest } from './pack.ts';

/** What can be told of an installed pack without reading its graphs. */
export interface InstalledPack {
  /** What `--model` and the settings name it by. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** `unknown` if the manifest cannot be read. */
  readonly kind: PackManifest['kind'] | 'unknown';
  readonly version: string;
  /** The weights' licence in a few words. */
  readonly licence: string;
  /** The licence's text or the notice that names it. */
  readonly notice: string;
  readonly bytes: number;
  readonly folder: string;
  /** Whether it came with the program and cannot be removed. */
  readonly shipped: boolean;
  /** Why it cannot be used, in one line; files are only looked for, not read. */
  readonly problem?: string;
}

/** Every pack below the folders, by id; one that is damaged is listed with what is wrong. */
export async function installedPacks(folders: readonly string[]): Promise<InstalledPack[]> {
  const packs: InstalledPack[] = [];
  for (const id of await listPackIds(folders)) packs.push(await describePack(id, await findPack(id, folders)));
  return packs;
}

async function describePack(id: string, folder: string): Promise<InstalledPack> {
  const shipped = resolve(dirname(folder)) === shippedModels;
  let manifest: PackManifest;
  try {
    manifest = await readManifest(folder);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { id, name: id, kind: 'unknown', version: '', licence: '', notice: '', bytes: 0, folder, shipped, problem };
  }
  const { name, kind, version, licence, files } = manifest;
  const problem = await missingFile(folder, files);
  return {
    id, name, kind, version,
    licence: licence.weights,
    notice: await readFile(join(folder, licence.notice), 'utf8').catch(() => ''),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    folder, shipped,
    ...(problem === undefined ? {} : { problem }),
  };
}

async function missingFile(folder: string, files: PackManifest['files']): Promise<string | undefined> {
  for (const { path, bytes } of files) {
    const found = (await stat(join(folder, path)).catch(() => undefined))?.size;
    if (found !== bytes) return `${join(folder, path)}: ${found === undefined ? 'is missing' : `has ${found} bytes instead of ${bytes}`}`;
  }
  return undefined;
}
