import { existsSync, readFileSync } from 'node:fs';

/** Process ids of the children that a process has now; Linux only, none elsewhere. */
export function childrenOf(pid: number): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}
