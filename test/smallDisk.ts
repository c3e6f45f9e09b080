import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether a disk can be mounted, in a namespace that ends with its process. */
export const mountable = ((): boolean => {
  try {
    const mount = ['--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
    execFileSync('unshare', mount, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Runs a module with a disk of its own at /mnt; returns the JSON that it prints. */
export async function onSmallDisk(mountOptions: string, script: string): Promise<unknown> {
  const command = 'mount -t tmpfs -o "$2" tmpfs /mnt && exec "$0" --input-type=module -e "$1"';
  const { stdout } = await promisify(execFile)('unshare', [
    '--mount', '--map-root-user', 'sh', '-c', command, process.execPath, script, mountOptions,
  ]);
  return JSON.parse(stdout);
}
