import { spawn, type ChildProcess } from 'node:child_process';

export interface Display {
  /** Value for the environment variable DISPLAY. */
  readonly name: string;
  close(): void;
}

/** The X display of the session, or a virtual one of our own; undefined where there is no Xvfb. */
export async function openDisplay(): Promise<Display | undefined> {
  const present = process.env['DISPLAY'];
  if (present !== undefined && present !== '') return { name: present, close: () => undefined };
  // The server chooses a free number by itself and writes it to the third stream.
  const server = spawn('Xvfb', ['-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-displayfd', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await displayNumber(server);
  if (number === undefined) return undefined;
  return { name: `:${number}`, close: () => void server.kill() };
}

function displayNumber(server: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', () => { resolve(undefined); });
    server.once('exit', () => { resolve(undefined); });
    server.stdio[3]?.once('data', (data: Buffer) => { resolve(data.toString().trim()); });
  });
}
