import { readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets everything else on the machine run first: for a process that keeps all cores busy for minutes. To be called before
 * there are threads, which start with the priority of the one that starts them.
 *
 * Linux shares the cores between sessions before it looks at the priorities within one (autogroup, sched(7)). A browser is a
 * session of its own, so the process has to be one, too (`forkBackground`), and takes a smaller share as such.
 */
export function giveWay(): void {
  const priority = constants.priority.PRIORITY_BELOW_NORMAL;
  setPriority(priority);
  if (process.platform !== 'linux') return;
  try {
    if (ownSession() === process.pid) writeFileSync('/proc/self/autogroup', String(priority));
  } catch {
    // A kernel without autogroups needs none of this.
  }
}

function ownSession(): number {
  // The name, which may hold anything, is in brackets; session is the fourth field after it (proc_pid_stat(5)).
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}
