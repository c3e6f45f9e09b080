import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isHiddenFolder, isPhotoName } from '../../search/scan.ts';
import { ApiError, type Method } from '../contract.ts';
import type { Context, Handlers } from './types.ts';

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
  'search.export': () => Promise.reject(new ApiError('internal', 'not there yet')),
  'search.saved': async (_params, { searches }) => [...await searches.ask({ kind: 'saved' })],
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
