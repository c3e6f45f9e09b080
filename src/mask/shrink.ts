import { clipTile, cropTile, EMPTY_TILE } from './alpha.ts';
import { INSIDE } from './size.ts';
import type { AlphaTile } from './types.ts';

/**
 * A mask on the photo scaled down, for cheap overlaps: 255 where at least half of a pixel of the small photo is
 * inside, else 0. What is too thin or too small for that keeps the pixels that it covers best.
 * @param tile may reach outside the photo
 * @param width pixels of the photo
 * @param height pixels of the photo
 * @param smallWidth pixels of the photo scaled down, at most `width`
 * @param smallHeight pixels of the photo scaled down, at most `height`
 * @returns a tile of the small photo that fits the mask tightly; without pixels if nothing of it is on the photo
 */
export function shrinkTile(
  tile: AlphaTile, width: number, height: number, smallWidth: number, smallHeight: number,
): AlphaTile {
  const source = cropTile(clipTile(tile, width, height));
  if (source.data.length === 0) return EMPTY_TILE;
  const [scaleX, scaleY] = [smallWidth / width, smallHeight / height];
  const at = (position: number, scale: number): number => Math.floor((position + 0.5) * scale);
  const [x, y] = [at(source.x, scaleX), at(source.y, scaleY)];
  const columns = at(source.x + source.width - 1, scaleX) - x + 1;
  const rows = at(source.y + source.height - 1, scaleY) - y + 1;
  const sums = new Float64Array(columns * rows);
  for (let row = 0; row < source.height; row++) {
    const to = (at(source.y + row, scaleY) - y) * columns - x;
    const from = row * source.width;
    for (let column = 0; column < source.width; column++) {
      sums[to + at(source.x + column, scaleX)] += source.data[from + column];
    }
  }
  const across = held(x, columns, width, scaleX);
  const down = held(y, rows, height, scaleY);
  const means = sums.map((sum, index) => sum / (across[index % columns] * down[Math.floor(index / columns)]));
  const threshold = Math.min(INSIDE, means.reduce((most, mean) => Math.max(most, mean), 0));
  return cropTile({ x, y, width: columns, height: rows, data: Uint8Array.from(means, (mean) => (mean >= threshold ? 255 : 0)) });
}

/** How many pixels of the photo each pixel of the small one holds, along one axis. */
function held(start: number, length: number, size: number, scale: number): Uint32Array {
  const counts = new Uint32Array(length);
  const [from, to] = [Math.max(0, Math.floor((start - 1) / scale)), Math.min(size, Math.ceil((start + length + 1) / scale))];
  for (let position = from; position < to; position++) {
    const index = Math.floor((position + 0.5) * scale) - start;
    if (index >= 0 && index < length) counts[index]++;
  }
  return counts;
}
