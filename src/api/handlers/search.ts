import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { safeFileStem } from '../../export/names.ts';
import { isHiddenFolder, isPhotoName } from '../../search/scan.ts';
import { ApiError, type Method, type SavedSearch, type SearchView } from '../contract.ts';
import { MAX_SEARCH_PAGE } from '../contract/search.ts';
import type { Context, Handler, Handlers } from './types.ts';

const named = (path: string): { name: string; path: string } => ({ name: basename(path) || path, path });

/** Folders of earlier searches; the user has named them himself, if not today. */
async function recentFolders({ shell, searches, access }: Context): Promise<{ name: string; path: string }[]> {
  // Without a window, what may be searched is said at the start.
  if (shell === undefined) return [];
  const recent: { name: string; path: string }[] = [];
  for (const path of await searches.ask({ kind: 'folders' })) {
    // A disk may be away for now.
    if (await access.allowRoot(path).then(() => true, () => false)) recent.push(named(path));
  }
  return recent;
}

async function browse(path: string, { access }: Context): ReturnType<Handlers<'search.browse'>['search.browse']> {
  const folder = await access.checkFolder(path);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new ApiError('file-unreadable', `${folder} cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : ''})`);
  });
  const folders = entries.filter((entry) => entry.isDirectory() && !isHiddenFolder(entry.name)).map(({ name }) => name);
  const parent = await access.checkFolder(dirname(folder)).catch(() => undefined);
  return {
    path: folder,
    ...(parent === undefined || parent === folder ? {} : { parent }),
    folders: folders.sort((a, b) => a.localeCompare(b)).map((name) => ({ name, path: join(folder, name) })),
    photos: entries.filter((entry) => !entry.isDirectory() && isPhotoName(entry.name)).length,
  };
}

/** A browser gets photos as one archive, which is made in memory. */
const MAX_ARCHIVE_BYTES = 1024 ** 3;

const exportSearch: Handler<'search.export'> = async ({ run, view, format }, context) => {
  const { shell, downloads, searches } = context;
  const { phrases } = await searches.ask({ kind: 'status', run });
  const stem = safeFileStem(phrases.at(view.phrase)?.phrase ?? '');
  const request = { kind: 'export', run, view, format, stem } as const;
  if (shell !== undefined) {
    const folder = await shell.chooseFolder();
    if (folder === undefined) return { files: [], count: 0, notes: [] };
    const { files, count, notes } = await searches.ask({ ...request, folder });
    return { files: files.map(({ path, bytes }) => ({ name: basename(path), path, bytes })), count, notes: [...notes] };
  }
  if (format === 'links') throw new ApiError('not-allowed', 'links need a folder on this machine: export a list or copies');
  if (format === 'copies') await checkArchive(run, view, context);
  const folder = await downloads.folder();
  const { files, count, notes } = await searches.ask({ ...request, folder });
  if (files.length === 0) return { files: [], count, notes: [...notes] };
  const offered = files.length === 1 ? files : [await downloads.bundle(files.map(({ path }) => path), folder, `${stem}.zip`)];
  return { files: offered.map(({ path, bytes }) => ({ name: basename(path), bytes, url: downloads.offer(path) })), count, notes: [...notes] };
};

/** @throws ApiError `too-large` */
async function checkArchive(run: string, view: SearchView, { searches }: Context): Promise<void> {
  let bytes = 0;
  for (let offset = 0, total = 1; offset < total; offset += MAX_SEARCH_PAGE) {
    const page = await searches.ask({ kind: 'results', run, view, offset, limit: MAX_SEARCH_PAGE });
    total = page.total;
    bytes += page.items.reduce((sum, item) => sum + item.bytes, 0);
  }
  if (bytes > MAX_ARCHIVE_BYTES) {
    throw new ApiError('too-large', `these photos have ${Math.round(bytes / 2 ** 20)} MB, a download ends at ${MAX_ARCHIVE_BYTES / 2 ** 20} MB: export a list, or use "phraselift search --copy-to"`);
  }
}

/** Searches that were kept; their folders are as good as the recent ones. */
async function savedSearches({ shell, searches, access }: Context): Promise<SavedSearch[]> {
  const saved = await searches.ask({ kind: 'saved' });
  // A disk may be away for now: the search says so.
  if (shell !== undefined) for (const { query } of saved) await access.allowRoot(query.folder).catch(() => undefined);
  return [...saved];
}

type SearchMethod = Extract<Method, `search.${string}`>;

export const searchHandlers: Handlers<SearchMethod> = {
  'search.folders': async (_params, context) => {
    const { access, shell } = context;
    const recent = await recentFolders(context);
    const recentPaths = new Set(recent.map(({ path }) => path));
    return {
      roots: access.roots.filter((path) => !recentPaths.has(path)).map(named),
      recent,
      canChoose: shell !== undefined,
    };
  },
  'search.browse': ({ path }, context) => browse(path, context),
  'search.dialog': async (_params, { shell, access }) => {
    const path = await shell?.chooseFolder();
    return path === undefined ? null : named(await access.allowRoot(path));
  },
  'search.start': async (query, { access, searches }) =>
    searches.start({ ...query, folder: await access.checkFolder(query.folder) }),
  'search.runs': (_params, { searches }) => Promise.resolve(searches.statuses),
  'search.status': ({ run }, { searches }) => searches.ask({ kind: 'status', run }),
  'search.pause': ({ run }, { searches }) => searches.ask({ kind: 'pause', run }),
  'search.resume': ({ run }, { searches }) => searches.ask({ kind: 'resume', run }),
  'search.cancel': ({ run }, { searches }) => searches.ask({ kind: 'cancel', run }),
  'search.close': async ({ run }, { searches }) => {
    await searches.close(run);
    return null;
  },
  'search.thresholds': ({ run, thresholds }, { searches }) => searches.ask({ kind: 'thresholds', run, thresholds }),
  'search.results': (params, { searches }) => searches.ask({ kind: 'results', ...params }),
  'search.ids': (params, { searches }) => searches.ask({ kind: 'ids', ...params }),
  'search.items': (params, { searches }) => searches.ask({ kind: 'items', ...params }),
  'search.failures': async ({ run }, { searches }) => [...await searches.ask({ kind: 'failures', run })],
  'search.masks': (params, { searches }) => searches.ask({ kind: 'masks', ...params }),
  'search.review': (params, { searches }) => searches.ask({ kind: 'review', ...params }),
  'search.open': async ({ run, file, phrase }, { access, searches }) => {
    const status = await searches.ask({ kind: 'status', run });
    const asked = status.phrases.at(phrase);
    if (asked === undefined) throw new ApiError('bad-request', `this search has no phrase ${phrase}`);
    // It lies in a folder that the user has named; a link in it may lead elsewhere only within that.
    const path = await access.check(await searches.ask({ kind: 'path', run, file }));
    return { path, phrase: asked.phrase };
  },
  'search.export': exportSearch,
  'search.saved': (_params, context) => savedSearches(context),
  'search.save': ({ id, name, query }, { searches }) =>
    searches.ask({ kind: 'save', id: id ?? randomBytes(16).toString('hex'), name, query }),
  'search.forget': ({ id }, { searches }) => searches.ask({ kind: 'forget', id }),
};

/** Allows a folder that the user dropped onto the window. @throws ApiError `bad-argument` if it is none */
export async function openDroppedFolder(path: string, { access }: Context): Promise<{ name: string; path: string }> {
  if ((await stat(path).catch(() => undefined))?.isDirectory() !== true) {
    throw new ApiError('bad-argument', `${path} is no folder: drop the folder that holds the photos`);
  }
  return named(await access.allowRoot(path));
}
