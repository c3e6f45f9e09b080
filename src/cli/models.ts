import { join } from 'node:path';
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../errors.ts';
import { installedPacks } from '../model/installed.ts';
import { PACK_ID } from '../model/manifestParts.ts';
import { listPackIds, openPack, packFolders, readManifest } from '../model/pack.ts';
import { installPack, isPackFolder, removePack } from '../model/packFolder.ts';
import { importCheckpoint, importLicence } from '../model/rela/importer.ts';
import type { Precision } from '../model/rela/manifest.ts';
import { appFolders } from '../store/paths.ts';
import { oneLine, reportError } from './terminal.ts';

interface ImportCommandOptions {
  readonly config?: string;
  readonly acceptLicence?: boolean;
  readonly python?: string;
  readonly id?: string;
  readonly precision?: Precision;
  readonly replace?: boolean;
}

const IMPORT_HELP = `
CHECKPOINT is an official .pth file of ReLA (Swin-T or Swin-B), or the folder of a pack that was made elsewhere.
The weights' licence is shown and must be accepted: type yes, or pass --accept-licence in scripts.
A checkpoint is converted with Python and PyTorch, which takes minutes; what is in the file is never run as code.`;

export function modelsCommand(signal: AbortSignal): Command {
  const userModels = join(appFolders().data, 'models');
  const folders = packFolders(userModels);
  const models = new Command('models').description('installed model packs');
  models
    .command('list')
    .description('list the packs, with kind, version, licence and folder')
    .option('--json', 'print the list as JSON')
    .action(async ({ json }: { readonly json?: boolean }) => { await listModels(folders, json === true); });
  models
    .command('verify')
    .description('check the files of one pack, or of all, against their checksums')
    .argument('[id]', 'model pack')
    .action(async (id: string | undefined) => { await verifyModels(id, folders); });
  models
    .command('import')
    .description('make a model pack of a ReLA checkpoint, or take one that was made elsewhere')
    .argument('<checkpoint>', 'official .pth file, or the folder of a pack')
    .addOption(new Option('--config <name>', 'configuration (found from the file unless given)').choices(['swin-tiny', 'swin-base', 'miniature']))
    .option('--accept-licence', 'accept the licence of the weights without being asked')
    .option('--python <path>', 'Python with PyTorch (training/.venv, then python3, unless given)')
    .addOption(new Option('--id <id>', 'id of the pack (rela-<config> unless given)').argParser(packId))
    .addOption(new Option('--precision <name>', 'keep only one precision').choices(['float32', 'float16']))
    .option('--replace', 'replace a pack of the same id once the new one is done')
    .addHelpText('after', IMPORT_HELP)
    .action(async (checkpoint: string, options: ImportCommandOptions) => { await importModel(checkpoint, options, userModels, signal); });
  models
    .command('remove')
    .description('remove a pack that was imported')
    .argument('<id>', 'model pack')
    .action(async (id: string) => {
      await removePack(id, folders);
      stdout.write(`${oneLine(id)}: removed\n`);
    });
  return models;
}

async function listModels(folders: readonly string[], json: boolean): Promise<void> {
  const packs = await installedPacks(folders);
  if (json) {
    stdout.write(`${JSON.stringify(packs.map((pack) => ({ ...pack, notice: undefined })))}\n`);
    return;
  }
  for (const { id, kind, version, bytes, licence, folder, problem } of packs) {
    if (problem === undefined) stdout.write(`${id}  ${kind}  ${version}  ${(bytes / 1e6).toFixed(1)} MB  ${licence}  ${folder}\n`);
    else process.exitCode = reportError(new UserError('model-damaged', problem));
  }
}

async function verifyModels(id: string | undefined, folders: readonly string[]): Promise<void> {
  for (const each of id === undefined ? await listPackIds(folders) : [id]) {
    try {
      const { manifest } = await openPack(each, folders);
      stdout.write(`${each} ${manifest.version}: ${manifest.files.length} files, all as they should be\n`);
    } catch (error) {
      process.exitCode = reportError(error);
    }
  }
}

async function importModel(
  checkpoint: string, { acceptLicence, config, python, id, precision, replace = false }: ImportCommandOptions, models: string, signal: AbortSignal,
): Promise<void> {
  if (await isPackFolder(checkpoint)) {
    const { licence } = await readManifest(checkpoint);
    await acceptance(await readFile(join(checkpoint, licence.notice), 'utf8').catch(() => licence.weights), acceptLicence === true, signal);
    const { manifest, folder } = await installPack(checkpoint, models, replace, signal);
    stdout.write(`${manifest.id} ${manifest.version}: imported to ${folder}\n`);
    return;
  }
  await acceptance(await importLicence(), acceptLicence === true, signal);
  const folder = await importCheckpoint({
    checkpoint, models, replace, signal,
    ...(config === undefined ? {} : { config }),
    ...(python === undefined ? {} : { python }),
    ...(id === undefined ? {} : { id }),
    ...(precision === undefined ? {} : { precisions: [precision] }),
    onProgress: (line) => process.stderr.write(`${oneLine(line)}\n`),
  });
  const imported = await readManifest(folder);
  stdout.write(`${imported.id} ${imported.version}: imported to ${folder}; try it with --model ${imported.id}\n`);
}

/** Shows the licence, and asks on a terminal. @throws UserError `licence-refused`, or `cancelled` */
async function acceptance(licence: string, accepted: boolean, signal: AbortSignal): Promise<void> {
  process.stderr.write(`${licence.trimEnd()}\n\n`);
  if (accepted) return;
  if (!stdin.isTTY) throw new UserError('licence-refused', 'the licence above must be accepted first: pass --accept-licence');
  const question = createInterface({ input: stdin, output: process.stderr });
  try {
    const answer = await question.question('Type yes to accept: ', { signal });
    if (answer.trim().toLowerCase() !== 'yes') throw new UserError('licence-refused', 'the licence was not accepted; nothing was imported');
  } catch (error) {
    if (signal.aborted) throw new UserError('cancelled', 'nothing was imported');
    throw error;
  } finally {
    question.close();
  }
}

/** For commander: the id of a pack, or a message that says what one looks like. */
function packId(text: string): string {
  if (!PACK_ID.test(text)) throw new InvalidArgumentError('Give small letters, digits and hyphens.');
  return text;
}
