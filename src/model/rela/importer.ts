import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { UserError } from '../../errors.ts';
import type { Precision } from './manifest.ts';

export interface ImportOptions {
  /** Official `.pth` file. */
  readonly checkpoint: string;
  /** Configuration; found from the file's keys if left out. */
  readonly config?: string;
  /** The user's folder of model packs. */
  readonly models: string;
  /** Id of the pack; the configuration's own if left out. */
  readonly id?: string;
  /** Python that has PyTorch; the checkout's environment, `python3` or `python` if left out. */
  readonly python?: string;
  readonly precisions?: readonly Precision[];
  /** Whether a pack of the same id is replaced once the new one is done. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  /** Told what the importer is doing, in lines for people. */
  readonly onProgress: (line: string) => void;
}

const project = resolve(import.meta.dirname, '../../..');
const importer = join(project, 'training', 'rela', 'import_checkpoint.py');
const licence = join(project, 'training', 'rela', 'licences', 'LICENCE-WEIGHTS.md');

/** What has to be installed, by module name. */
const MODULES = ['torch', 'onnx', 'onnxscript', 'onnxruntime'];

/** Exit code of the importer after SIGINT or SIGTERM. */
const INTERRUPTED = 130;

/**
 * The licence that has to be accepted before an import.
 * @throws UserError `importer-missing` where this copy of the program has no importer
 */
export async function importLicence(): Promise<string> {
  checkImporter();
  return readFile(licence, 'utf8');
}

/**
 * Makes a model pack of an official checkpoint, with the Python importer. Only a finished and verified pack appears in
 * the folder; an error, an interruption or a kill leaves nothing.
 * @returns the folder of the pack
 * @throws UserError `importer-missing`, `bad-argument` with the importer's own line, or `cancelled`
 */
export async function importCheckpoint(options: ImportOptions): Promise<string> {
  checkImporter();
  const python = await findPython(options.python);
  const place = options.id === undefined ? ['--models', options.models] : ['--out', join(options.models, options.id)];
  const args = ['-m', 'training.rela.import_checkpoint', resolve(options.checkpoint), ...place, '--accept-licence'];
  if (options.config !== undefined) args.push('--config', options.config);
  if (options.precisions !== undefined) args.push('--precision', ...options.precisions);
  if (options.replace) args.push('--replace');
  let folder: string | undefined;
  let refusal: string | undefined;
  const code = await run(python, args, options.signal, {
    onOutput: (line) => {
      const written = /^written: (.+)$/.exec(line)?.[1];
      if (written !== undefined) folder = written;
      else options.onProgress(line);
    },
    onError: (line) => { refusal = /^error: (.+)$/.exec(line)?.[1] ?? refusal; },
  });
  if (options.signal.aborted || code === INTERRUPTED) throw new UserError('cancelled', 'nothing was imported');
  if (code === 0 && folder !== undefined) return folder;
  throw new UserError('bad-argument', refusal ?? `${options.checkpoint}: the importer failed (exit code ${code}); nothing was imported`);
}

/** Packages hold no Python. */
function checkImporter(): void {
  if (existsSync(importer)) return;
  throw new UserError(
    'importer-missing',
    'this copy of Phraselift holds no importer: get the sources, run `npm run -s phraselift -- models import CHECKPOINT` there ' +
    '(it fills the models folder that this copy reads), or give the folder of a pack that was made on another machine',
  );
}

/** @throws UserError `importer-missing` if no Python has what the importer needs */
async function findPython(wish: string | undefined): Promise<string> {
  const environment = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const named = wish ?? process.env['PHRASELIFT_PYTHON'];
  const candidates = named === undefined ? [join(project, 'training', '.venv', ...environment), 'python3', 'python'] : [named];
  const check = `import importlib.util as u, sys; print(' '.join(m for m in ${JSON.stringify(MODULES)} if u.find_spec(m) is None))`;
  let nearest: string | undefined;
  for (const python of candidates) {
    let absent: string | undefined;
    const code = await run(python, ['-c', check], undefined, { onOutput: (line) => { absent = line; }, onError: () => undefined })
      .catch(() => undefined);
    if (code === 0 && absent === '') return python;
    if (code === 0 && absent !== undefined) nearest ??= `${python} lacks ${absent.replaceAll(' ', ', ')}`;
  }
  const tried = nearest ?? (named === undefined ? 'no Python was found' : `${named} does not run`);
  throw new UserError(
    'importer-missing',
    `the importer needs Python 3.11 with PyTorch and ONNX, but ${tried}: run \`python3 -m venv training/.venv && ` +
    'training/.venv/bin/python -m pip install -r training/requirements.txt`, or name another Python with --python',
  );
}

interface Listeners {
  readonly onOutput: (line: string) => void;
  readonly onError: (line: string) => void;
}

/** @returns the exit code; @throws Error if the program cannot be started */
function run(program: string, args: readonly string[], signal: AbortSignal | undefined, listeners: Listeners): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    // The importer cleans up on SIGTERM; so it is never killed outright.
    const stop = () => { child.kill('SIGTERM'); };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    const lines = (stream: Readable, listener: (line: string) => void) => createInterface({ input: stream }).on('line', listener);
    lines(child.stdout, listeners.onOutput);
    lines(child.stderr, listeners.onError);
    child.on('error', fail);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', stop);
      done(code ?? INTERRUPTED);
    });
  });
}
