import { maskBox, maskOfAlpha } from '../../src/document/tiledMask.ts';
import type { AlphaTile } from '../../src/mask/types.ts';

/**
 * Makes the layers' masks of what a phrase has found while the page rests, one at a time, so that Enter has them.
 * @returns ends it
 */
export function makeMasksAtRest(found: readonly AlphaTile[], photo: { readonly width: number; readonly height: number }): () => void {
  const waiting = [...found];
  const next = () => {
    const alpha = waiting.shift();
    if (alpha === undefined) return;
    // Its tiles are measured once, and keep that.
    maskBox(maskOfAlpha(alpha, photo.width, photo.height));
    handle = requestIdleCallback(next);
  };
  let handle = requestIdleCallback(next);
  return () => { cancelIdleCallback(handle); };
}
