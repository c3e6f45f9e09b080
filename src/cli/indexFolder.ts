import { Command } from 'commander';
import type { Failure } from '../search/run.ts';
import { UserError } from '../errors.ts';
import { modelOptions } from './options.ts';
import { duration, progressLine } from './progress.ts';
import { folderOptions, folderSearchFor, type FolderOptions } from './searchOptions.ts';
import { EXIT, oneLine } from './terminal.ts';

interface IndexOptions extends FolderOptions {
  readonly prune?: boolean;
}

export function indexCommand(signal: AbortSignal): Command {
  const command = new Command('index')
    .description('look at all photos of a folder ahead of time, so that searches need not')
    .argument('<folder>', 'folder of photos')
    .option('--prune', 'drop from the store what belongs to no file any more');
  for (const option of [...folderOptions(), ...modelOptions()]) command.addOption(option);
  return command.action(async (folder: string, options: IndexOptions) => {
    process.exitCode = await indexFolder(folder, options, signal);
  });
}

async function indexFolder(folder: string, options: IndexOptions, signal: AbortSignal): Promise<number> {
  const { recursive, include, exclude } = options;
  const engine = folderSearchFor(options);
  const { show, clear } = progressLine();
  const failures: Failure[] = [];
  try {
    const status = await engine.search({
      query: {
        folder, phrases: [], recursive,
        ...(include === undefined ? {} : { include: [...include] }),
        ...(exclude === undefined ? {} : { exclude: [...exclude] }),
      },
      signal,
      onPhotos: (_items, failed) => {
        failures.push(...failed);
        return Promise.resolve();
      },
      onStatus: show,
    }).finally(clear);
    for (const note of status.notes) process.stderr.write(`note: ${oneLine(note)}\n`);
    for (const { path, reason } of failures) process.stderr.write(`phraselift: ${oneLine(path)}: ${oneLine(reason)}\n`);
    if (status.state === 'failed') throw new UserError('file-unreadable', status.error?.message ?? 'indexing failed');
    if (status.state === 'cancelled') {
      process.stderr.write(`phraselift: interrupted after ${status.done} of ${status.total} photos; what was seen is kept: run the same command again to go on\n`);
      return EXIT.interrupted;
    }
    const { total, encoded, failed, seconds } = status;
    process.stdout.write(`${total} photos: ${encoded} looked at, ${total - encoded - failed} were in the index, ${failed} failed; ${duration(seconds)}\n`);
    if (options.prune === true) process.stdout.write(`${await engine.prune()} entries of files that are gone were dropped\n`);
    return total > 0 && failed === total ? EXIT.error : EXIT.done;
  } finally {
    engine.close();
  }
}
