/** Squared distance where no pixel of the set exists. */
export const NO_DISTANCE = 2 ** 31 - 1;

/** Squared distances over shorter sides stay below NO_DISTANCE. */
const MAX_SIDE = 2 ** 15;

/**
 * Squared Euclidean distance of each pixel to the nearest pixel whose value is `target`; exact, in whole numbers and
 * linear time: along the columns, then the lower envelope of parabolas along each row (Meijster, Roerdink & Hesselink
 * 2000; the envelope as in Felzenszwalb & Huttenlocher 2012).
 * @param data width x height, row-major, with sides below 2^15
 * @returns squared distances in pixels; NO_DISTANCE everywhere if no pixel has the value
 * @throws RangeError if a side is too large
 */
export function squaredDistances(data: Uint8Array, width: number, height: number, target: number): Int32Array {
  if (Math.max(width, height) >= MAX_SIDE) {
    throw new RangeError(`${width} x ${height} pixels are too large for distances (sides below ${MAX_SIDE})`);
  }
  const distances = columnDistances(data, width, height, target);
  const row: Envelope = {
    values: new Int32Array(width), places: new Int32Array(width), starts: new Int32Array(width),
  };
  for (let y = 0; y < height; y++) rowDistances(distances.subarray(y * width, (y + 1) * width), row);
  return distances;
}

/** Distance, not squared, to the nearest target pixel of the same column; -1 if the column has none. */
function columnDistances(data: Uint8Array, width: number, height: number, target: number): Int32Array {
  const distances = new Int32Array(width * height);
  for (let at = 0; at < distances.length; at++) {
    const above = at < width ? -1 : distances[at - width];
    distances[at] = data[at] === target ? 0 : above < 0 ? -1 : above + 1;
  }
  for (let at = distances.length - width - 1; at >= 0; at--) {
    const below = distances[at + width];
    if (below >= 0 && (distances[at] < 0 || below + 1 < distances[at])) distances[at] = below + 1;
  }
  return distances;
}

/** Room for one row: distances down the columns, and the parabolas of the lower envelope with where each begins. */
interface Envelope {
  readonly values: Int32Array;
  readonly places: Int32Array;
  readonly starts: Int32Array;
}

/** Turns one row of column distances into squared distances, in place. */
function rowDistances(row: Int32Array, { values, places, starts }: Envelope): void {
  values.set(row);
  let last = -1;
  for (let x = 0; x < row.length; x++) {
    const value = values[x];
    if (value < 0) continue;
    let start = 0;
    while (last >= 0) {
      const place = places[last];
      // First whole x at which the new parabola is below the last one.
      const excess = x * x - place * place + value * value - values[place] * values[place];
      start = Math.floor(excess / (2 * (x - place))) + 1;
      if (start > starts[last]) break;
      last--;
    }
    if (last < 0) start = 0;
    if (start >= row.length) continue;
    last++;
    places[last] = x;
    starts[last] = Math.max(0, start);
  }
  if (last < 0) {
    row.fill(NO_DISTANCE);
    return;
  }
  for (let x = row.length - 1; x >= 0; x--) {
    while (starts[last] > x) last--;
    const place = places[last];
    row[x] = (x - place) * (x - place) + values[place] * values[place];
  }
}
