import type { Answer } from '../../src/api/contract.ts';
import { t, tCount, tPercent } from '../i18n/text.ts';

/** "3 objects · 91 % sure · 142 ms · CPU". */
export function resultLine(answers: readonly Answer[], count: number): string {
  const sure = Math.max(...answers.map(({ targetProbability }) => targetProbability));
  const milliseconds = answers.reduce((sum, { timings }) => sum + timings.total, 0);
  return [
    tCount('result.objects', count),
    t('result.sure', { percent: tPercent(sure) }),
    showDuration(milliseconds),
    answers[answers.length - 1].device.toUpperCase(),
  ].join(' · ');
}

/** "Unknown words: ..."; empty if there are none. */
export function unknownWordsLine(answers: readonly Answer[]): string {
  const words = [...new Set(answers.flatMap(({ unknownWords }) => unknownWords))];
  return words.length === 0 ? '' : tCount('phrase.unknown', words.length, { words: words.map((word) => `“${word}”`).join(', ') });
}

function showDuration(milliseconds: number): string {
  return milliseconds < 1000
    ? t('result.milliseconds', { ms: Math.round(milliseconds) })
    : t('result.seconds', { s: (milliseconds / 1000).toFixed(1) });
}
