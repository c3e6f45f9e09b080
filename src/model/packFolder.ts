import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { findPack, readPack, shippedModels, type ModelPack } from './pack.ts';

/**
 * Copies a pack that was made elsewhere into the user's models; only a whole and verified one appears there.
 * @param source folder with a manifest
 * @param replace whether a pack of the same id is replaced
 * @throws UserError `output-exists`, `model-damaged`, `model-too-new`, `output-unwritable` or `cancelled`
 */
export async function installPack(source: string, models: string, replace: boolean, signal: AbortSignal): Promise<ModelPack> {
  const { manifest } = await readPack(source);
  const target = join(models, manifest.id);
  if (resolve(source) === resolve(target)) throw new UserError('bad-argument', `${source}: is installed already`);
  if (!replace && (await exists(target))) {
    throw new UserError('output-exists', `${target}: exists already; pass --replace to replace it, or remove it with \`models remove ${manifest.id}\``);
  }
  const staging = join(models, `.${manifest.id}.importing-${process.pid}`);
  try {
    await mkdir(staging, { recursive: true });
    for (const name of ['manifest.json', ...manifest.files.map(({ path }) => path)]) {
      if (signal.aborted) throw new UserError('cancelled', 'nothing was imported');
      await mkdir(dirname(join(staging, name)), { recursive: true });
      await cp(join(source, name), join(staging, name));
    }
    await readPack(staging);
    await replaceFolder(staging, target);
    return await readPack(target);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('output-unwritable', `${models}: cannot be written (${error instanceof Error ? error.message : 'unknown reason'})`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Removes a pack that the user imported.
 * @throws UserError `model-missing`, `bad-argument` for one that came with the program, or `output-unwritable`
 */
export async function removePack(id: string, folders: readonly string[]): Promise<void> {
  const folder = await findPack(id, folders);
  if (resolve(dirname(folder)) === shippedModels) {
    throw new UserError('bad-argument', `model "${id}" came with the program and cannot be removed`);
  }
  // First out of the way, whole: a half removed pack would look damaged.
  const doomed = join(dirname(folder), `.${id}.removing-${process.pid}`);
  try {
    await rename(folder, doomed);
    await rm(doomed, { recursive: true });
  } catch (error) {
    throw new UserError('output-unwritable', `${folder}: cannot be removed (${error instanceof Error ? error.message : 'unknown reason'})`);
  }
}

async function replaceFolder(staging: string, target: string): Promise<void> {
  if (!(await exists(target))) {
    await rename(staging, target);
    return;
  }
  const old = `${staging}-old`;
  await rename(target, old);
  try {
    await rename(staging, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Whether a path is the folder of a pack. */
export async function isPackFolder(path: string): Promise<boolean> {
  return exists(join(path, 'manifest.json'));
}
