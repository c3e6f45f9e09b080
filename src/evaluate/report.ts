import type { GrecScores } from './grec.ts';
import { PRECISION_LEVELS, type GresScores } from './gres.ts';
import type { EvaluationScores } from './score.ts';

export interface Report extends EvaluationScores {
  readonly data: { readonly grefs: string; readonly split: string; readonly sentences: number; readonly images: number };
  readonly model: { readonly id: string; readonly device: string };
}

/** The report for people. */
export function toMarkdown({ data, model, gres, grec }: Report): string {
  return `# ${model.id} on ${data.split}

${data.sentences} sentences about ${data.images} images of ${data.grefs}; ${model.device}. Percent.

## Segmentation (GRES)

${table(['', 'official', 'full resolution'], [
    ['gIoU', gres.official.gIoU, gres.full.gIoU],
    ['cIoU', gres.official.cIoU, gres.full.cIoU],
    ['N-acc', gres.official.nAcc, gres.full.nAcc],
    ['T-acc', gres.official.tAcc, gres.full.tAcc],
    ...PRECISION_LEVELS.map((level, index) =>
      [`Pr@${level}, of target sentences`, gres.official.precision[index], gres.full.precision[index]] as Row),
    ...PRECISION_LEVELS.map((level, index) =>
      [`Pr@${level}, of all sentences`, gres.official.precisionOfAll[index], gres.full.precisionOfAll[index]] as Row),
  ])}

Official: image, truth and answer squashed to 480 x 480; "nothing" is what the classifier says, and a wrongly refused
mask still counts in cIoU's union. Full resolution: what a user gets, in the image's own pixels.

## Comprehension (GREC)

${table(['', 'official', 'paper'], [
    ['Pr@(F1=1)', grec.official.exact, grec.paper.exact],
    ['N-acc', grec.official.nAcc, grec.paper.nAcc],
    ['T-acc', grec.official.tAcc, grec.paper.tAcc],
  ])}

Official: boxes that score at least 0.7, matched by GIoU >= 0.5. Paper: the boxes of the answer, matched by IoU >= 0.5.
AP (IoU 0.50:0.95, without classes): ${shown(grec.ap)}.
`;
}

/** One line for a terminal. */
export function toLine(gres: GresScores, grec: GrecScores): string {
  const parts = [['gIoU', gres.gIoU], ['cIoU', gres.cIoU], ['N-acc', gres.nAcc], ['T-acc', gres.tAcc], ['Pr@F1', grec.exact]] as const;
  return parts.map(([name, value]) => `${name} ${shown(value)}`).join('  ');
}

type Row = readonly [name: string, ...values: (number | null)[]];

function table(head: readonly string[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map(([name, ...values]) => line([name, ...values.map(shown)]));
  return [line(head), line(head.map(() => '---')), ...body].join('\n');
}

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
