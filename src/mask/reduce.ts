import type { AlphaTile, Box } from './types.ts';

/** The pixels of a smaller image that a box of the larger one reaches. @param scale pixels of the smaller image a pixel */
export function reducedBox([left, top, width, height]: Box, scale: number): Box {
  const x = Math.floor(left * scale);
  const y = Math.floor(top * scale);
  return [x, y, Math.ceil((left + width) * scale) - x, Math.ceil((top + height) * scale) - y];
}

/**
 * A tile on an image of another size: each pixel the mean of those that it stands for, which are empty beside the tile.
 * @param scale pixels of the smaller image a pixel, above 0, at most 1; 1 gives the tile itself
 * @param target the pixels of the smaller image that are wanted; without it, all that the tile reaches
 * @throws RangeError if the scale is out of range
 */
export function reduceTile(tile: AlphaTile, scale: number, target?: Box): AlphaTile {
  if (!(scale > 0 && scale <= 1)) throw new RangeError(`scale ${scale} is not in 0..1`);
  if (target === undefined && (scale === 1 || tile.data.length === 0)) return tile;
  const [x, y, width, height] = target ?? reducedBox([tile.x, tile.y, tile.width, tile.height], scale);
  const columns = spans(x, width, scale, tile.x, tile.width);
  const rows = spans(y, height, scale, tile.y, tile.height);
  const { from, to } = columns;
  const { data: source, width: stride } = tile;
  const sums = new Uint32Array(width);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (let sourceY = rows.from[row]; sourceY < rows.to[row]; sourceY++) {
      const line = sourceY * stride;
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let at = line + from[column], end = line + to[column]; at < end; at++) sum += source[at];
        sums[column] += sum;
      }
    }
    const count = rows.count[row];
    for (let column = 0, at = row * width; column < width; column++, at++) data[at] = sums[column] / (count * columns.count[column]) + 0.5;
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
