import type { SearchStatus } from '../api/contract/search.ts';

/** Rewriting a line more often is flicker. */
const EVERY_MS = 100;

/** One line of a terminal's error stream that says how far a search is; nothing where that is a file or a pipe. */
export function progressLine(): { readonly show: (status: SearchStatus) => void; readonly clear: () => void } {
  const terminal = process.stderr.isTTY;
  let last = 0;
  return {
    show(status) {
      const now = performance.now();
      if (!terminal || now - last < EVERY_MS) return;
      last = now;
      process.stderr.write(`\r\u001b[K${describeProgress(status).slice(0, Math.max(20, process.stderr.columns - 1))}`);
    },
    clear() {
      if (terminal) process.stderr.write('\r\u001b[K');
    },
  };
}

export function describeProgress({ done, total, scanned, rate, remaining, failed, phrases }: SearchStatus): string {
  const found = phrases.reduce((sum, { counts }) => sum + counts.found, 0);
  const unsure = phrases.reduce((sum, { counts }) => sum + counts.unsure, 0);
  return [
    `${done} of ${total}${scanned ? '' : ' or more'}`,
    ...(phrases.length > 0 ? [`found ${found}, unsure ${unsure}`] : []),
    ...(failed > 0 ? [`failed ${failed}`] : []),
    ...(rate === undefined ? [] : [`${rate.toFixed(rate < 10 ? 1 : 0)} photos/s`]),
    ...(remaining === undefined ? [] : [`${duration(remaining)} left`]),
  ].join(' · ');
}

/** "8 s", "3 min", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
