import { intersectBoxes } from '../../src/mask/boxes.ts';
import type { Box } from '../../src/mask/types.ts';

/** Something in the order of painting, above the photo. */
export interface Stacked {
  /** Whether its pixels are those that the photo has at their place. */
  readonly showsPhoto: boolean;
  /** Holds all that is painted of it, in pixels of the photo. */
  readonly reach: Box;
}

/**
 * What has to be painted above an opaque photo: what shows something else than the photo does, and what covers that. A
 * layer whose pixels are the photo's, over nothing but the photo, cannot be seen: a * p + (1 - a) * p = p.
 * @param stack lowest first; `reach` is looked at when the caller comes for the next one, and may be known only then
 * @param changed where the photo is painted over already
 */
export function* lifted<T extends Stacked>(stack: Iterable<T>, changed: readonly Box[] = []): Generator<T> {
  const covered = [...changed];
  for (const each of stack) {
    if (each.showsPhoto && !covered.some((box) => overlap(box, each.reach))) continue;
    yield each;
    // What covers others with the photo's own pixels brings the photo back, and changes nothing more.
    if (!each.showsPhoto) covered.push(each.reach);
  }
}

function overlap(a: Box, b: Box): boolean {
  const [, , width, height] = intersectBoxes(a, b);
  return width > 0 && height > 0;
}
