import type { Photo } from '../contract.ts';
import type { Context, Handlers } from './types.ts';

/** Opens a file that may be opened, and remembers it. */
async function openPath(path: string, context: Context, requestId?: string): Promise<Photo> {
  const photo = await context.photos.open(await context.access.check(path), { requestId });
  if (photo.path !== undefined) await remember(photo.path, context);
  return photo;
}

/** Puts a file on the list of recent ones; without a window there is no way to open it again that is not a root. */
export async function remember(path: string, context: Context): Promise<void> {
  if (context.shell === undefined) return;
  try {
    await context.settings.remember(path);
  } catch (error) {
    context.log(`the list of recent files was not kept: ${String(error)}`);
  }
}

/** Opens a file that was dropped onto the window: naming it so allows it. */
export async function openDropped(path: string, context: Context): Promise<Photo> {
  return openPath(await context.access.allowFile(path), context);
}

/** Opens bytes that came without a path. @param name as the user sees it */
export async function openUploaded(
  name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, context: Context,
): Promise<Photo> {
  const { path, release } = await context.uploads.keep(name, chunks);
  try {
    return await context.photos.open(path, { name, showPath: false, release });
  } catch (error) {
    await release();
    throw error;
  }
}

export const photoHandlers: Handlers<'photo.open' | 'file.dialog' | 'photo.close'> = {
  'photo.open': async ({ source, requestId }, context) => {
    if (source.kind === 'path') return openPath(source.path, context, requestId);
    return context.photos.open(context.samples.path(source.name), { showPath: false, requestId });
  },
  'file.dialog': async ({ what }, { shell, access }) => {
    const paths = await shell?.chooseFiles(what) ?? [];
    return Promise.all(paths.map((path) => access.allowFile(path)));
  },
  'photo.close': async ({ id }, { photos }) => {
    await photos.close(id);
    return null;
  },
};
