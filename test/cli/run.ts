import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

const main = resolve(import.meta.dirname, '../../src/cli/main.ts');

/** Runs the command line as a user does, in a process of its own. */
export function phraselift(args: readonly string[], { env, cwd, onStart }: CliOptions = {}): Promise<CliResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output.stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { output.stderr += text; });
    child.on('error', fail);
    child.on('close', (code) => { done({ code, ...output }); });
    onStart?.(child);
  });
}
