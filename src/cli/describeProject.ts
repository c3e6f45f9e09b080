import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { MAX_SELECTED } from '../api/contract.ts';
import { documentFromProject } from '../document/project.ts';
import { alphaFromMask } from '../document/tiledMask.ts';
import { objectsAmong, walkLayers } from '../document/tree.ts';
import type { Document, ObjectLayer } from '../document/types.ts';
import type { SelectedObjects } from '../engine.ts';
import { UserError } from '../errors.ts';
import { readProjectFile, type ProjectContent } from '../export/projectFile.ts';
import { displayPath, readFileBytes } from '../image/file-bytes.ts';
import { oneLine } from './terminal.ts';

/** Largest photo that is looked for, in bytes. */
const MAX_PHOTO_BYTES = 2 ** 30;

/** A project's layers as a selection on its photo. */
export interface ProjectSelection {
  readonly image: string;
  readonly selected: SelectedObjects;
}

/**
 * Describes layers of a project where they were lifted from; groups stand for all that they hold.
 * @param names layers; all of the project's if there are none
 * @param describe is called while the photo is there: a copy from within the project is removed afterwards
 * @throws UserError as `readProjectFile`; `bad-argument` for a layer that is not there; `file-missing` without the photo
 */
export async function withProject<T>(path: string, names: readonly string[], describe: (selection: ProjectSelection) => Promise<T>): Promise<T> {
  const content = await readProjectFile(path);
  const document = documentFromProject(content.manifest, content.masks);
  const layers = layersNamed(path, document, names);
  const { width, height } = document.photo;
  const selected = { masks: layers.map(({ mask }) => alphaFromMask(mask)), size: { width, height } };
  const linked = await linkedPhoto(path, document);
  if (linked !== undefined) return describe({ image: linked, selected });
  if (content.photo === null) {
    const name = oneLine(basename(document.photo.path));
    throw new UserError('file-missing', `${displayPath(path)}: its photo ${name} is not there, or is another one now: put it beside the project`);
  }
  return withCopy(content, content.photo, (image) => describe({ image, selected }));
}

function layersNamed(path: string, document: Document, names: readonly string[]): ObjectLayer[] {
  const all = [...walkLayers(document.layers)].map(({ layer }) => layer);
  for (const name of names) {
    if (all.some((layer) => layer.name === name)) continue;
    const known = all.slice(0, 10).map((layer) => `"${oneLine(layer.name)}"`).join(', ');
    throw new UserError('bad-argument', `${displayPath(path)}: has no layer "${oneLine(name)}"${known === '' ? '' : `; it has ${known}${all.length > 10 ? ' and more' : ''}`}`);
  }
  const wanted = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const layers = objectsAmong(document, wanted.map(({ id }) => id));
  if (layers.length <= MAX_SELECTED) return layers;
  throw new UserError('bad-argument', `${displayPath(path)}: ${layers.length} layers are more than the ${MAX_SELECTED} that are described at once: name some with --layer`);
}

/** The project's photo where it says, or beside it, if that has the content that the masks were made for (docs/adr/0041). */
async function linkedPhoto(path: string, { photo }: Document): Promise<string | undefined> {
  const beside = join(dirname(resolve(path)), basename(photo.path));
  for (const place of isAbsolute(photo.path) ? [photo.path, beside] : [beside]) {
    const file = await readFileBytes(place, MAX_PHOTO_BYTES).catch(() => undefined);
    if (file?.contentHash === photo.contentHash) return place;
  }
  return undefined;
}

async function withCopy<T>({ manifest }: ProjectContent, photo: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'phraselift-'));
  try {
    const copy = join(folder, `photo${extname(manifest.embeddedPhoto ?? '')}`);
    await writeFile(copy, photo);
    return await use(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
