import { createHash } from 'node:crypto';
import type { Bitmap } from '../document/appearance/bitmap.ts';
import { fillHole } from '../export/holes.ts';
import type { FillHole } from '../export/prepare.ts';

/** Filling takes seconds: what was shown is not filled again for the export. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Filled holes by photo, mask and margin, the least recently used first out. */
export class HoleCache {
  readonly #filled = new Map<string, Bitmap>();

  /** @param contentHash of the photo */
  fillFor(contentHash: string): FillHole {
    return async (photo, alpha, margin) => {
      const { x, y, width, height, data } = alpha;
      const key = createHash('sha256').update(JSON.stringify([contentHash, x, y, width, height, margin])).update(data).digest('hex');
      const filled = this.#filled.get(key) ?? await fillHole(photo, alpha, margin);
      this.#filled.delete(key);
      this.#filled.set(key, filled);
      this.#trim();
      return filled;
    };
  }

  #trim(): void {
    let total = [...this.#filled.values()].reduce((sum, { data }) => sum + data.length, 0);
    for (const [key, { data }] of this.#filled) {
      if (total <= MAX_BYTES || this.#filled.size === 1) return;
      this.#filled.delete(key);
      total -= data.length;
    }
  }
}
