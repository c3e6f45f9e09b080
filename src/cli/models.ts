import { join } from 'node:path';
import { Command } from 'commander';
import { listPackIds, openPack, packFolders } from '../model/pack.ts';
import { appFolders } from '../store/paths.ts';
import { EXIT, reportError } from './terminal.ts';

export function modelsCommand(): Command {
  const folders = packFolders(join(appFolders().data, 'models'));
  const models = new Command('models').description('installed model packs');
  models
    .command('list')
    .description('list the packs, with version, licence and folder')
    .action(async () => {
      for (const id of await listPackIds(folders)) {
        try {
          const { manifest, folder } = await openPack(id, folders);
          const megabytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
          process.stdout.write(`${id}  ${manifest.version}  ${megabytes.toFixed(1)} MB  ${manifest.licence.weights}  ${folder}\n`);
        } catch (error) {
          reportError(error);
          process.exitCode = EXIT.error;
        }
      }
    });
  models
    .command('verify')
    .description('check the files of one pack, or of all, against their checksums')
    .argument('[id]', 'model pack')
    .action(async (id: string | undefined) => {
      for (const each of id === undefined ? await listPackIds(folders) : [id]) {
        try {
          const { manifest } = await openPack(each, folders);
          process.stdout.write(`${each} ${manifest.version}: ${manifest.files.length} files, all as they should be\n`);
        } catch (error) {
          process.exitCode = reportError(error);
        }
      }
    });
  return models;
}
