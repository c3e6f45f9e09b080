import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { startServer } from '../api/http/server.ts';
import { openService, type EditorService, type ServiceOptions } from '../api/service.ts';
import { UserError } from '../errors.ts';
import { forkBackground, forkHost } from '../host/port.ts';
import { packFolders } from '../model/pack.ts';
import { parseDevice } from '../model/deviceNames.ts';
import { appFolders } from '../store/paths.ts';
import { modelOptions, wholeNumber, type ModelOptions } from './options.ts';
import { EXIT, oneLine } from './terminal.ts';
import { ownVersion } from './version.ts';

interface Options extends Partial<ModelOptions> {
  readonly port: number;
  readonly maxPixels: number;
}

/** Both the sources and a build lie two folders below the one that holds these. */
const root = resolve(import.meta.dirname, '../..');

export function serveCommand(signal: AbortSignal): Command {
  const command = new Command('serve')
    .description('open the editor in a browser on this machine; nobody else can reach it')
    .argument('[paths...]', 'folders whose photos may be opened, and photos to open now')
    .option('--port <n>', 'port on 127.0.0.1 (any free one unless set)', wholeNumber(1, 65_535), 0);
  for (const option of modelOptions()) {
    // What is not given here is the user's settings.
    if (option.long === '--model' || option.long === '--device') option.default(undefined);
    command.addOption(option);
  }
  return command.action(async (paths: readonly string[], options: Options) => {
    const pages = join(root, 'dist', 'renderer');
    if ((await stat(join(pages, 'index.html')).catch(() => undefined)) === undefined) {
      throw new UserError('file-missing', `${pages}: the editor's page is not built; run "npm run build:editor" once`);
    }
    const log = (line: string): void => { process.stderr.write(`phraselift: ${oneLine(line)}\n`); };
    const service = await openService({ ...serviceOptions(options, log), ...await sortPaths(paths) });
    await serve(service, { pages, port: options.port, log }, signal);
  });
}

async function serve(
  service: EditorService, options: { readonly pages: string; readonly port: number; readonly log: (line: string) => void }, signal: AbortSignal,
): Promise<void> {
  try {
    const server = await startServer({ service, ...options });
    process.stdout.write(`${server.url}\n`);
    process.stderr.write('Open this address in a browser on this machine. Ctrl+C ends the editor.\n');
    await ended(signal);
    await server.close();
    process.exitCode = EXIT.interrupted;
  } finally {
    await service.close();
  }
}

function serviceOptions({ model, device, threads, maxPixels }: Options, log: (line: string) => void): ServiceOptions {
  const folders = appFolders();
  return {
    version: ownVersion(),
    folders,
    modelFolders: packFolders(join(folders.data, 'models')),
    sampleFolder: join(root, 'assets', 'samples'),
    threads: availableParallelism(),
    maxPixels,
    overrides: {
      ...(model === undefined ? {} : { model }),
      ...(device === undefined ? {} : { device: parseDevice(device) }),
      ...(threads === undefined ? {} : { threads }),
    },
    startHost: forkHost,
    startSearch: forkBackground,
    log,
  };
}

/** @throws UserError `file-missing` */
async function sortPaths(paths: readonly string[]): Promise<{ readonly roots: string[]; readonly photos: string[] }> {
  const roots: string[] = [];
  const photos: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new UserError('file-missing', `${path}: no such file or folder`);
    (found.isDirectory() ? roots : photos).push(path);
  }
  return { roots, photos };
}

/** Until Ctrl+C, or until somebody asks the process to end. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => { resolve(); }, { once: true });
    process.once('SIGTERM', () => { resolve(); });
  });
}
