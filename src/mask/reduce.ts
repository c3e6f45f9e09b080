import type { AlphaTile } from './types.ts';

/**
 * A tile on an image of another size: each pixel the mean of those that it stands for.
 * @param scale pixels of the smaller image a pixel, above 0, at most 1; 1 gives the tile itself
 * @throws RangeError if the scale is out of range
 */
export function reduceTile(tile: AlphaTile, scale: number): AlphaTile {
  if (!(scale > 0 && scale <= 1)) throw new RangeError(`scale ${scale} is not in 0..1`);
  if (scale === 1 || tile.data.length === 0) return tile;
  const x = Math.floor(tile.x * scale);
  const y = Math.floor(tile.y * scale);
  const width = Math.ceil((tile.x + tile.width) * scale) - x;
  const height = Math.ceil((tile.y + tile.height) * scale) - y;
  const columns = spans(x, width, scale, tile.x, tile.width);
  const rows = spans(y, height, scale, tile.y, tile.height);
  const data = new Uint8Array(width * height);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to++) {
      let sum = 0;
      for (let sourceY = rows.from[row]; sourceY < rows.to[row]; sourceY++) {
        const line = sourceY * tile.width;
        for (let at = line + columns.from[column]; at < line + columns.to[column]; at++) sum += tile.data[at];
      }
      data[to] = sum / (rows.count[row] * columns.count[column]) + 0.5;
    }
  }
  return { x, y, width, height, data };
}

/** The pixels along one axis, counted from the tile's first, that each smaller pixel stands for. */
function spans(first: number, length: number, scale: number, start: number, end: number) {
  const from = new Int32Array(length);
  const to = new Int32Array(length);
  const count = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const left = Math.floor((first + i) / scale);
    const right = Math.max(left + 1, Math.floor((first + i + 1) / scale));
    from[i] = Math.min(end, Math.max(0, left - start));
    to[i] = Math.min(end, Math.max(0, right - start));
    // What lies beyond the tile is empty, and counts.
    count[i] = right - left;
  }
  return { from, to, count };
}
