import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { packFolders } from '../model/pack.ts';
import { parseDevice } from '../model/deviceNames.ts';
import { FolderSearch } from '../search/folderSearch.ts';
import { appFolders } from '../store/paths.ts';
import type { ModelOptions } from './options.ts';

/** Options of the commands that go through a folder. */
export interface FolderOptions extends ModelOptions {
  readonly recursive: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export function folderOptions(): Option[] {
  const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
  return [
    new Option('--no-recursive', 'leave folders below out'),
    new Option('--include <glob>', 'only photos whose name, or path below the folder, matches (repeatable)').argParser(collect),
    new Option('--exclude <glob>', 'leave such photos out (repeatable)').argParser(collect),
  ];
}

/** @throws UserError `bad-argument` for an unknown device. */
export function folderSearchFor({ model, device, threads, maxPixels }: ModelOptions): FolderSearch {
  const folders = appFolders();
  return new FolderSearch({
    model,
    device: parseDevice(device),
    threads: threads ?? availableParallelism(),
    modelFolders: packFolders(join(folders.data, 'models')),
    cacheFolder: folders.cache,
    dataFolder: folders.data,
    maxPixels,
  });
}

/** For commander: seconds above zero. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new InvalidArgumentError('Give a number of seconds.');
  return value;
}
