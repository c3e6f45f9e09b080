import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { installedPacks, type InstalledPack } from '../../model/installed.ts';
import type { Model } from '../contract.ts';
import type { Handlers } from './types.ts';

/** Methods about the application itself. */
export const applicationHandlers: Handlers<
  'app.info' | 'settings.get' | 'settings.set' | 'devices.list' | 'models.list' | 'cache.info' | 'cache.clear' | 'menu.set'
> = {
  'app.info': async (_params, context) => {
    const { shell, settings, samples, device, start, access } = context;
    const recent = shell === undefined ? [] : settings.recent;
    // The user has opened them himself, if not today.
    for (const path of recent) await access.allowFile(path);
    return {
      version: context.version,
      platform: process.platform,
      canOpenDialog: shell !== undefined,
      model: settings.settings.model,
      ...(device === undefined ? {} : { device }),
      samples: samples.list,
      start: start.splice(0),
      recent: recent.map((path) => ({ name: basename(path), path })),
    };
  },
  'settings.get': (_params, { settings }) => Promise.resolve(settings.settings),
  'settings.set': async (changes, context) => {
    const before = context.settings.settings;
    const after = await context.settings.change(changes);
    if (before.model !== after.model || before.device !== after.device || before.threads !== after.threads) {
      context.device = undefined;
      context.gateway.restart(after);
      context.searches.restart(after);
    }
    return after;
  },
  'devices.list': async ({ requestId }, { gateway }) => {
    const reports = await gateway.ask({ kind: 'devices' }, requestId);
    return reports.map((report) => ({ ...report }));
  },
  'models.list': async (_params, { modelFolders }) => (await installedPacks(modelFolders)).map(listed),
  'cache.info': async (_params, { folders }) => ({ folder: folders.cache, bytes: await sizeOf(join(folders.cache, 'encodings')) }),
  'cache.clear': async (_params, { gateway }) => gateway.ask({ kind: 'clearCache' }),
  'menu.set': ({ items }, { shell }) => {
    shell?.setMenu(items);
    return Promise.resolve(null);
  },
};

/** Bytes of all files below a folder; 0 if it does not exist. */
async function sizeOf(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    // A file may go while we count.
    total += entry.isDirectory() ? await sizeOf(path) : ((await stat(path).catch(() => undefined))?.size ?? 0);
  }
  return total;
}

/** Where a pack lies is no business of the page's. */
function listed({ id, name, kind, version, licence, notice, bytes, shipped, problem }: InstalledPack): Model {
  return { id, name, kind, version, licence, notice, bytes, shipped, ...(problem === undefined ? {} : { problem }) };
}
