import { uniteTiles } from '../../mask/alpha.ts';
import { tileIou } from '../../mask/boolean.ts';
import type { AlphaTile } from '../../mask/types.ts';
import { SAME_OBJECT } from './matching.ts';
import type { RoundTrip, Situation } from './types.ts';

/** Overlaps of selected masks with regions, which every expression about a selection asks for again. */
const overlaps = new WeakMap<Situation['selected'], Map<number, number>>();

function overlap({ selected, masks }: Situation, target: number, region: number): number {
  const known = overlaps.get(selected) ?? new Map<number, number>();
  overlaps.set(selected, known);
  const key = target * masks.length + region;
  const iou = known.get(key) ?? tileIou(selected.get(target)!, masks[region]);
  known.set(key, iou);
  return iou;
}

/**
 * Holds what a phrase selects against the selection: IoU of the united masks, and F1 over objects that are paired off
 * one to one at mask IoU of at least 0.5 (as the paper pairs boxes for Pr@F1, section 5.1).
 * @param selects regions of the situation
 */
export function roundTrip(situation: Situation, selects: readonly number[]): RoundTrip {
  const { targets, masks, selected } = situation;
  const wanted = (target: number): AlphaTile => selected.get(target)!;
  const pairs = targets
    .flatMap((target) => selects.map((region) => ({ target, region, iou: overlap(situation, target, region) })))
    .filter(({ iou }) => iou >= SAME_OBJECT)
    .sort((a, b) => b.iou - a.iou);
  const hit = new Set<number>();
  const used = new Set<number>();
  for (const { target, region } of pairs) {
    if (hit.has(target) || used.has(region)) continue;
    hit.add(target);
    used.add(region);
  }
  const total = targets.length + selects.length;
  return {
    iou: total === 0 ? 1 : tileIou(uniteTiles(targets.map(wanted)), uniteTiles(selects.map((region) => masks[region]))),
    f1: total === 0 ? 1 : (2 * hit.size) / total,
    selects,
    missed: targets.filter((target) => !hit.has(target)),
    extra: selects.filter((region) => !used.has(region)),
  };
}

/** Whether a round trip leads back to exactly the selected objects. */
export function isExact({ missed, extra }: RoundTrip): boolean {
  return missed.length === 0 && extra.length === 0;
}
