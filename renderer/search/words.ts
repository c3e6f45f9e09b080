import type { SearchStatus, SearchVerdict } from '../../src/api/contract.ts';
import { t, tCount, useLanguage } from '../i18n/text.ts';
import type { TextKey } from '../i18n/en.ts';
import type { DecisionFilter, Pile, Sort } from './state.ts';

export const pileKeys = {
  found: 'search.pile.found', unsure: 'search.pile.unsure', none: 'search.pile.none', all: 'search.pile.all',
  failed: 'search.pile.failed',
} as const satisfies Record<Pile, TextKey>;

export const verdictKeys = {
  found: 'search.verdict.found', unsure: 'search.verdict.unsure', none: 'search.verdict.none',
} as const satisfies Record<SearchVerdict, TextKey>;

export const sortKeys = {
  probability: 'search.sort.probability', count: 'search.sort.count', area: 'search.sort.area', name: 'search.sort.name',
  date: 'search.sort.date', bytes: 'search.sort.bytes',
} as const satisfies Record<Sort, TextKey>;

export const decisionKeys = {
  any: 'search.decision.any', open: 'search.decision.open', accepted: 'search.decision.accepted',
  rejected: 'search.decision.rejected',
} as const satisfies Record<DecisionFilter, TextKey>;

/** "12,345". */
export function showNumber(value: number): string {
  return new Intl.NumberFormat(useLanguage.getState().language).format(value);
}

/** "24 s", "3 min", "2 h 10 min". */
export function showDuration(seconds: number): string {
  if (seconds < 1) return t('search.duration.moment');
  if (seconds < 90) return t('search.duration.seconds', { s: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t('search.duration.minutes', { min: minutes });
  return t('search.duration.hours', { h: Math.floor(minutes / 60), min: minutes % 60 });
}

/** "83", "4.2": photos a second. */
export function showRate(rate: number): string {
  const options = { maximumFractionDigits: rate < 10 ? 1 : 0 };
  return new Intl.NumberFormat(useLanguage.getState().language, options).format(rate);
}

/** "1,234 of 20,000 photos · 85 a second · about 3 min left". */
export function progressText({ done, total, isListed, rate, remaining }: Progress): string {
  const parts = [isListed
    ? tCount('search.progress', total, { done: showNumber(done) })
    : tCount('search.progressListing', total, { done: showNumber(done) })];
  if (rate !== undefined) parts.push(t('search.rate', { rate: showRate(rate) }));
  if (remaining !== undefined) parts.push(t('search.remaining', { time: showDuration(remaining) }));
  return parts.join(' · ');
}

interface Progress {
  readonly done: number;
  readonly total: number;
  /** Whether the whole folder has been listed. */
  readonly isListed: boolean;
  readonly rate: number | undefined;
  readonly remaining: number | undefined;
}

export function progressOf({ done, total, scanned, rate, remaining, state }: SearchStatus): Progress {
  const isRunning = state === 'running';
  return { done, total, isListed: scanned, rate: isRunning ? rate : undefined, remaining: isRunning ? remaining : undefined };
}

/** "2,000 photos looked at in 24 s · 83 a second · CPU · 1,500 of them known from earlier · 7 failed". */
export function summaryText({ done, seconds, encoded, failed, device }: SearchStatus): string {
  const known = done - failed - encoded;
  const parts = [tCount('search.summary', done, { time: showDuration(seconds) })];
  if (seconds >= 1) parts.push(t('search.rate', { rate: showRate(done / seconds) }));
  if (device !== undefined) parts.push(device.toUpperCase());
  if (known > 0) parts.push(tCount('search.summaryKnown', known));
  if (failed > 0) parts.push(tCount('search.summaryFailed', failed));
  return parts.join(' · ');
}

/** "Contains “a dog”, 93 %, 2 objects, accepted": what a photo's picture does not tell a screen reader. */
export function answerText(
  { verdict, count, review }: { readonly verdict: SearchVerdict; readonly count: number; readonly review?: 'accepted' | 'rejected' | undefined },
  percent: string,
): string {
  const parts = [t(verdictKeys[verdict]), percent];
  if (count > 0) parts.push(tCount('search.objects', count));
  if (review !== undefined) parts.push(t(review === 'accepted' ? 'search.answer.accepted' : 'search.answer.rejected'));
  return parts.join(', ');
}
