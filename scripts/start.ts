/**
 * `npm start [-- PHOTO...] [--browser]`: opens the editor in its Electron window. Where Electron is absent it is
 * installed once; where that fails, or there is no display, the same editor is served to a browser.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build-editor.ts';

const root = resolve(import.meta.dirname, '..');
const electronPackage = join(root, 'node_modules', 'electron');
/** A download of some 120 MB; who has no network is told so in less than a second. */
const INSTALL_LIMIT_MS = 120_000;

function say(line: string): void {
  process.stderr.write(`phraselift: ${line}\n`);
}

/** The Electron binary, installed if need be. @returns undefined, having said why, if it cannot be had */
function findElectron(): string | undefined {
  const present = electronBinary();
  if (present !== undefined) return present;
  say(`Electron is not installed: trying once, for at most ${INSTALL_LIMIT_MS / 60_000} minutes (--browser skips this) ...`);
  const { status, stderr } = spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
    encoding: 'utf8', timeout: INSTALL_LIMIT_MS, stdio: ['ignore', 'ignore', 'pipe'],
  });
  const installed = status === 0 ? electronBinary() : undefined;
  if (installed === undefined) {
    const reason = stderr.split('\n').find((line) => /error/i.test(line))?.trim();
    say(`Electron cannot be installed${reason === undefined ? '' : ` (${reason})`}: opening the same editor for a browser`);
  }
  return installed;
}

/** Where Electron's own package says its binary is. */
function electronBinary(): string | undefined {
  const pathFile = join(electronPackage, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = override === undefined
    ? name === undefined ? undefined : join(electronPackage, 'dist', name)
    : join(override, name ?? 'electron');
  return binary !== undefined && existsSync(binary) ? binary : undefined;
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/** Runs a program in our place. @returns its exit code */
function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    // Ctrl+C reaches the child as well, which ends by itself.
    process.on('SIGINT', () => undefined);
    child.once('error', fail);
    child.once('exit', (code, signal) => { done(code ?? (signal === 'SIGINT' ? 130 : 1)); });
  });
}

async function start(args: readonly string[]): Promise<number> {
  const photos = args.filter((argument) => argument !== '--browser').map((path) => resolve(process.env['INIT_CWD'] ?? '.', path));
  const missing = photos.find((path) => !existsSync(path));
  if (missing !== undefined) {
    say(`${missing}: no such file`);
    return 2;
  }
  let electron: string | undefined;
  if (!args.includes('--browser')) {
    if (hasDisplay()) electron = findElectron();
    else say('there is no display: opening the editor for a browser');
  }
  await buildIfStale(() => { say('building the editor (only after a change) ...'); });
  if (electron !== undefined) return run(electron, [root, ...photos]);
  return run(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'main.ts'), 'serve', ...photos]);
}

process.exitCode = await start(process.argv.slice(2));
