import { basename, extname } from 'node:path';
import type { WrittenFile } from '../../export/document.ts';
import type { Context, Handler, Handlers } from './types.ts';

type ExportParams = Parameters<Handler<'export.run'>>[0];
type ExportResult = Awaited<ReturnType<Handler<'export.run'>>>;

export const exportHandlers: Handlers<'export.run'> = {
  'export.run': async (params, context) => {
    if (context.shell === undefined) return exportToBrowser(params, context);
    const folder = await context.shell.chooseFolder();
    if (folder === undefined) return { files: [], notes: [] };
    const { files, notes } = await write(params, folder, context);
    return { files: files.map(({ path, bytes }) => ({ name: basename(path), bytes, path })), notes: [...notes] };
  },
};

async function exportToBrowser(params: ExportParams, context: Context): Promise<ExportResult> {
  const folder = await context.downloads.folder();
  const { files, notes } = await write(params, folder, context);
  const offered = files.length === 1 ? files : [await bundle(params, files, folder, context)];
  return {
    files: offered.map(({ path, bytes }) => ({ name: basename(path), bytes, url: context.downloads.offer(path) })),
    notes: [...notes],
  };
}

async function bundle(
  { photo }: ExportParams, files: readonly WrittenFile[], folder: string, { photos, downloads }: Context,
): Promise<WrittenFile> {
  // Every file's name begins with the photo's, made safe: what they have in common is the name of the whole.
  const stem = commonStart(files.map(({ path }) => basename(path, extname(path)))) || photos.get(photo).photo.id;
  return downloads.bundle(files.map(({ path }) => path), folder, `${stem}.zip`);
}

async function write(
  { photo, format, options, layers, name, requestId }: ExportParams, folder: string, { photos, gateway }: Context,
): ReturnType<typeof gateway.ask<'exportDocument'>> {
  const opened = await photos.current(photo);
  const stem = name ?? basename(opened.photo.name, extname(opened.photo.name));
  return gateway.ask({
    kind: 'exportDocument',
    // Nothing that exists is replaced: the folder is the user's.
    params: { path: opened.path, format, ...options, layers, folder, stem, force: false },
  }, requestId);
}

function commonStart(names: readonly string[]): string {
  const first = names[0] ?? '';
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length).replace(/[\s.-]+$/u, '');
}
