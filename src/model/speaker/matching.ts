import { tileIou } from '../../mask/boolean.ts';
import type { AlphaTile } from '../../mask/types.ts';
import type { Region } from '../types.ts';

/** Mask IoU from which a selected mask is the object that the model proposes, and two objects are the same. */
export const SAME_OBJECT = 0.5;
/** Mask IoU from which a proposal is another drawing of a selected mask that it does not match. */
export const REDRAWN = 0.35;

/** What a selected mask is among the proposals; neither field is set if it is none of them. */
export interface Match {
  /** The proposal that is the selected object. */
  readonly region?: number;
  /** A proposal that draws the object as it was selected, but that no phrase reaches. */
  readonly hidden?: number;
}

/**
 * Pairs masks off with proposals, one to one. Of several that draw a mask well enough the surest goes first, as that is
 * the one which phrases select; how well it draws the mask counts as much. One that is less sure than another drawing of
 * the same thing, which matches none of the masks, is hidden behind it: phrases that mean the thing select the other.
 * @param least mask IoU from which a mask is matched
 */
export function match(
  given: readonly AlphaTile[], proposed: readonly AlphaTile[], regions: readonly Region[], least: (mask: AlphaTile) => number,
): Match[] {
  const overlaps = given.map((mask) => proposed.map((other) => tileIou(mask, other)));
  const fits = (index: number, region: number): boolean => overlaps[index][region] >= least(given[index]);
  const isHidden = (index: number, region: number): boolean => regions.some(({ score }, other) =>
    score > regions[region].score && overlaps[index][other] >= REDRAWN && !given.some((_, each) => fits(each, other)));
  const worth = ({ index, region }: Pair): number => overlaps[index][region] * regions[region].score;
  const pairs = given
    .flatMap((_, index) => proposed.map((__, region): Pair => ({ index, region })))
    .filter(({ index, region }) => fits(index, region))
    .sort((a, b) => worth(b) - worth(a));
  const matched = given.map((): Match => ({}));
  const taken = new Set<number>();
  for (const { index, region } of pairs) {
    if (matched[index].region !== undefined || taken.has(region)) continue;
    if (isHidden(index, region)) matched[index] = { hidden: matched[index].hidden ?? region };
    else {
      matched[index] = { region };
      taken.add(region);
    }
  }
  return matched;
}

interface Pair {
  readonly index: number;
  readonly region: number;
}
