import type { SearchStatus } from '../api/contract/search.ts';
import type { SearchOutput } from './searchOutput.ts';
import { duration } from './progress.ts';
import { oneLine } from './terminal.ts';

/** How a search went, for programs. */
export interface SearchSummary {
  readonly folder: string;
  readonly state: SearchStatus['state'];
  /** Photos that are through, failed ones included. */
  readonly photos: number;
  readonly total: number;
  /** Photos whose pixels were looked at; the others were in the index. */
  readonly encoded: number;
  readonly failed: number;
  /** How many failed for which reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly phrases: readonly { readonly phrase: string; readonly found: number; readonly unsure: number; readonly none: number; readonly unknownWords: readonly string[] }[];
  readonly thresholds: SearchStatus['thresholds'];
  readonly seconds: number;
  /** Photos a second over the whole run. */
  readonly rate: number;
  readonly device?: string;
  readonly model?: SearchStatus['model'];
  readonly notes: readonly string[];
}

export function summaryOf(status: SearchStatus, { failures }: Pick<SearchOutput, 'failures'>): SearchSummary {
  const { folder, state, done, total, encoded, failed, phrases, thresholds, seconds, device, model, notes } = status;
  const reasons: Record<string, number> = {};
  for (const { code } of failures) reasons[code] = (reasons[code] ?? 0) + 1;
  return {
    folder, state, photos: done, total, encoded, failed,
    failures: reasons,
    phrases: phrases.map(({ phrase, counts, unknownWords }) => ({ phrase, ...counts, unknownWords })),
    thresholds,
    seconds: Number(seconds.toFixed(2)),
    rate: Number((done / Math.max(seconds, 0.001)).toFixed(1)),
    ...(device === undefined ? {} : { device }),
    ...(model === undefined ? {} : { model }),
    notes,
  };
}

export function describeSummary({ phrases, total, scanned }: SearchStatus, summary: SearchSummary): string {
  const { folder, photos, encoded, failed, failures, seconds, rate, device = 'no device' } = summary;
  if (total === 0 && scanned) return `${oneLine(folder)}: no photos in it\n`;
  const lines = [
    `${photos} photos looked at in ${duration(seconds)} (${rate.toFixed(rate < 10 ? 1 : 0)} a second, ${device}); ${photos - encoded - failed} were in the index`,
  ];
  for (const { phrase, counts: { found, none, unsure }, unknownWords } of phrases) {
    const nothing = found + unsure === 0 ? ': nothing here matches' : '';
    lines.push(`"${oneLine(phrase)}": found ${found}, unsure ${unsure}, none ${none}${nothing}`);
    if (unknownWords.length > 0) {
      lines.push(`  words that the model does not know: ${unknownWords.map((word) => `"${oneLine(word)}"`).join(', ')}`);
    }
  }
  if (failed > 0) {
    lines.push(`failed ${failed}: ${Object.entries(failures).map(([code, count]) => `${count} ${code}`).join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}
