import type { Box } from '../../src/mask/types.ts';
import type { Canvas, Ref } from './refs.ts';

/** One phrase's result, as bench/score.py counts it but on coarse masks. */
export interface Row {
  readonly ref: Ref;
  readonly chosen: readonly number[];
  readonly iou: number;
  readonly intersection: number;
  readonly union: number;
  readonly exact: boolean;
}

export interface Summary {
  readonly refs: number;
  readonly gIoU: number;
  readonly cIoU: number;
  readonly noTargetAccuracy: number;
  readonly targetAccuracy: number;
  readonly exact: number;
}

export function boxIou([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (aw * ah + bw * bh - shared || 1);
}

/** True where predicted and target boxes pair off one to one at IoU 0.5 (greedily by falling IoU). */
function pairsOff(predicted: readonly Box[], targets: readonly Box[]): boolean {
  if (predicted.length !== targets.length) return false;
  const pairs = predicted
    .flatMap((p, i) => targets.map((t, j) => ({ i, j, iou: boxIou(p, t) })))
    .filter(({ iou }) => iou >= 0.5)
    .sort((a, b) => b.iou - a.iou);
  const usedPredicted = new Set<number>();
  const usedTargets = new Set<number>();
  for (const { i, j } of pairs) {
    if (usedPredicted.has(i) || usedTargets.has(j)) continue;
    usedPredicted.add(i);
    usedTargets.add(j);
  }
  return usedTargets.size === targets.length;
}

/** Scores an answer: the regions that it chose. */
export function scoreRef(ref: Ref, canvas: Canvas, chosen: readonly number[]): Row {
  const targets = ref.ann_ids.map((id) => canvas.targets.get(id)!);
  let intersection = 0;
  let union = 0;
  const cells = canvas.masks[0]?.length ?? 0;
  for (let cell = 0; cell < cells; cell += 1) {
    const predicted = chosen.some((index) => canvas.masks[index][cell] === 1);
    const wanted = targets.some(({ mask }) => mask[cell] === 1);
    if (predicted || wanted) union += 1;
    if (predicted && wanted) intersection += 1;
  }
  const iou = chosen.length === 0 && targets.length === 0 ? 1 : union === 0 ? 0 : intersection / union;
  const exact = pairsOff(
    chosen.map((index) => canvas.encoding.regions[index].box),
    targets.map(({ box }) => box),
  );
  return { ref, chosen, iou, intersection, union, exact };
}

const percent = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;

export function summarise(rows: readonly Row[]): Summary {
  const withTarget = rows.filter(({ ref }) => ref.ann_ids.length > 0);
  const without = rows.filter(({ ref }) => ref.ann_ids.length === 0);
  const total = (pick: (row: Row) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  return {
    refs: rows.length,
    gIoU: percent(rows.map(({ iou }) => iou)),
    cIoU:
      (100 * total(({ intersection }) => intersection)) /
      Math.max(
        1,
        total(({ union }) => union),
      ),
    noTargetAccuracy: percent(without.map(({ chosen }) => (chosen.length === 0 ? 1 : 0))),
    targetAccuracy: percent(withTarget.map(({ chosen }) => (chosen.length > 0 ? 1 : 0))),
    exact: percent(rows.map(({ exact }) => (exact ? 1 : 0))),
  };
}

/** Summaries of all rows and of each manner, kind and tag. */
export function summariseGroups(rows: readonly Row[]): Map<string, Summary> {
  const groups = new Map<string, Row[]>([['all', []]]);
  for (const row of rows) {
    const { kind, tags, manner } = row.ref;
    const names = [
      'all',
      ...(manner === undefined ? [] : [`manner:${manner}`]),
      `kind:${kind}`,
      ...tags.map((tag) => `tag:${tag}`),
    ];
    for (const name of names) groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return new Map(
    [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([name, members]) => [name, summarise(members)]),
  );
}
