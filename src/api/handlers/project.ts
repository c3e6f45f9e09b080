import { stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { safeFileStem } from '../../export/names.ts';
import type { StoredProject } from '../../host/protocol.ts';
import type { PhotoReference } from '../../document/settings.ts';
import { ApiError, PROJECT_EXTENSION, type Photo, type ProjectFile } from '../contract.ts';
import type { OpenOptions } from '../photos.ts';
import { remember } from './photos.ts';
import type { Context, Handler, Handlers } from './types.ts';

/** Where the photo of a project was found, or why not. */
type FoundPhoto = Pick<ProjectFile, 'photo' | 'source' | 'problem'> & { readonly linked: string | undefined };

/** Opens a project that was dropped onto the window: naming it so allows it. */
export async function openDroppedProject(path: string, context: Context): Promise<ProjectFile> {
  return openProjectFile(await context.access.check(await context.access.allowFile(path)), {}, context);
}

/** Opens the bytes of a project that came without a path. @param name as the user sees it */
export async function openUploadedProject(
  name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, context: Context,
): Promise<ProjectFile> {
  const { path, release } = await context.uploads.keep(name, chunks);
  try {
    return await openProjectFile(path, { name, showPath: false }, context);
  } finally {
    // All of it has been read.
    await release();
  }
}

/** Opens a project file that may be opened. @param path where it lies; `name` and `showPath` as for photos */
async function openProjectFile(
  path: string, { name = basename(path), showPath = true }: { name?: string; showPath?: boolean }, context: Context, requestId?: string,
): Promise<ProjectFile> {
  const place = await context.uploads.place();
  const stored = await context.gateway.ask({ kind: 'openProject', params: { path, photoTo: place } }, requestId);
  const { linked, ...found } = await findPhoto(stored, showPath ? dirname(path) : undefined, context);
  const project = context.projects.add({ name, path: showPath && context.shell !== undefined ? path : undefined, linkedPhoto: linked });
  if (showPath) await remember(path, context);
  return { project, name, ...(showPath ? { path } : {}), manifest: stored.manifest, masks: { ...stored.masks }, ...found };
}

/**
 * Looks for the photo of a project: where the project says, beside the project, among the samples, and in the project
 * itself. Only what has the content that the project was made for is taken, so that a stranger's project can show no
 * photo that he does not have himself.
 * @param folder where the project lies; undefined for an uploaded one
 */
async function findPhoto({ manifest, photo: copy }: StoredProject, folder: string | undefined, context: Context): Promise<FoundPhoto> {
  const wanted = manifest.photo;
  const places = await candidates(wanted, folder, context);
  const linked = places.at(0);
  const found = await firstSame(places, wanted, context) ?? await sampleIfSame(wanted, context);
  const remove = (): Promise<void> => context.uploads.remove(copy);
  if (found !== undefined) {
    await remove();
    return { ...found, problem: null, linked };
  }
  const problem = linked === undefined ? 'missing' : 'changed';
  if (copy === null) return { photo: null, source: null, problem, linked };
  const options = { name: basename(wanted.path), showPath: false, release: remove };
  const photo = await openIfSame(copy, wanted, options, context);
  if (photo === undefined) await remove();
  return { photo: photo ?? null, source: null, problem, linked };
}

async function firstSame(
  places: readonly string[], wanted: PhotoReference, context: Context,
): Promise<Pick<FoundPhoto, 'photo' | 'source'> | undefined> {
  for (const place of places) {
    const photo = await openIfSame(place, wanted, {}, context);
    if (photo !== undefined) return { photo, source: { kind: 'path', path: await context.access.allowFile(place) } };
  }
  return undefined;
}

async function sampleIfSame(wanted: PhotoReference, context: Context): Promise<Pick<FoundPhoto, 'photo' | 'source'> | undefined> {
  const name = context.samples.named(wanted.path);
  if (name === undefined) return undefined;
  const photo = await openIfSame(context.samples.path(name), wanted, { showPath: false }, context);
  return photo === undefined ? undefined : { photo, source: { kind: 'sample', name } };
}

/** Files that may be the photo: those that exist and that the user may open. */
async function candidates({ path }: PhotoReference, folder: string | undefined, { access, shell }: Context): Promise<string[]> {
  const places = [...(isAbsolute(path) ? [path] : []), ...(folder === undefined ? [] : [join(folder, basename(path))])];
  const found: string[] = [];
  for (const place of new Set(places)) {
    const isFile = (await stat(place).catch(() => undefined))?.isFile() === true;
    // A browser's page reads what its user has named; in the window, opening the project is that.
    const isAllowed = shell !== undefined || await access.check(place).then(() => true, () => false);
    if (isFile && isAllowed) found.push(place);
  }
  return found;
}

/** Opens a photo if it has the content that the project was made for. */
async function openIfSame(
  path: string, wanted: PhotoReference, options: OpenOptions, { photos }: Context,
): Promise<Photo | undefined> {
  const photo = await photos.open(path, options).catch(() => undefined);
  if (photo === undefined || photo.contentHash === wanted.contentHash) return photo;
  await photos.close(photo.id);
  return undefined;
}

type SaveParams = Parameters<Handler<'project.save'>>[0];

/** Where a project is written; undefined if the user changed his mind. `force`: whether he knows of what is there. */
async function chooseTarget(params: SaveParams, context: Context): Promise<{ readonly path: string; readonly force: boolean } | undefined> {
  const { photo } = context.photos.get(params.photo);
  const stem = safeFileStem(params.name === undefined ? basename(photo.name, extname(photo.name)) : withoutExtension(params.name));
  const name = `${stem}${PROJECT_EXTENSION}`;
  if (context.shell === undefined) return { path: join(await context.downloads.folder(), name), force: false };
  const known = params.project === undefined ? undefined : context.projects.get(params.project).path;
  if (known !== undefined) return { path: known, force: true };
  const chosen = await context.shell.chooseProjectFile(photo.path === undefined ? name : join(dirname(photo.path), name));
  if (chosen === undefined) return undefined;
  // The dialog has asked about the name that it gave, and about no other.
  const isComplete = chosen.toLowerCase().endsWith(PROJECT_EXTENSION);
  return { path: isComplete ? chosen : chosen + PROJECT_EXTENSION, force: isComplete };
}

function withoutExtension(name: string): string {
  return name.toLowerCase().endsWith(PROJECT_EXTENSION) ? name.slice(0, -PROJECT_EXTENSION.length) : name;
}

async function save(params: SaveParams, context: Context): Promise<Awaited<ReturnType<Handler<'project.save'>>>> {
  // A copy of what the photo is now would be no copy of what the masks were made for.
  const { path: photo } = await (params.withPhoto ? context.photos.current(params.photo) : context.photos.get(params.photo));
  const target = await chooseTarget(params, context);
  if (target === undefined) return null;
  const embeddedPhoto = params.withPhoto ? `photo/photo${extname(photo)}` : null;
  const { bytes } = await context.gateway.ask({
    kind: 'saveProject',
    params: { manifest: { ...params.manifest, embeddedPhoto }, masks: params.masks, photo, target: target.path, force: target.force },
  }, params.requestId);
  const name = basename(target.path);
  if (params.project !== undefined) context.projects.close(params.project);
  const path = context.shell === undefined ? undefined : await context.access.allowFile(target.path);
  const project = context.projects.add({ name, path, linkedPhoto: photo });
  if (path === undefined) return { project, name, bytes, url: context.downloads.offer(target.path) };
  await remember(path, context);
  return { project, name, bytes, path };
}

export const projectHandlers: Handlers<'project.open' | 'project.photo' | 'project.save' | 'project.close'> = {
  'project.open': async ({ path, requestId }, context) => openProjectFile(await context.access.check(path), {}, context, requestId),
  'project.photo': async ({ project }, { projects, photos, access }) => {
    const { linkedPhoto } = projects.get(project);
    if (linkedPhoto === undefined) throw new ApiError('file-missing', 'the photo is not where the project says: locate it');
    return photos.open(await access.allowFile(linkedPhoto));
  },
  'project.save': save,
  'project.close': ({ project }, { projects }) => {
    projects.close(project);
    return Promise.resolve(null);
  },
};
