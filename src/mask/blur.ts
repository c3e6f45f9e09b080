/** Values are blurred in steps of 1/256 so that three roundings do not show. */
const STEPS = 256;
const PASSES = 3;

/** How far `blurPlane` reaches, in pixels. */
export function blurReach(sigma: number): number {
  return PASSES * (extendedBox(sigma).radius + 1);
}

/**
 * Blurs 8-bit values in place, close to a Gaussian: three extended box blurs (Gwosdek, Grewenig, Bruhn & Weickert 2011),
 * in time that does not depend on the radius. The outermost pixels stand for those beyond.
 * @param sigma standard deviation in pixels, may be fractional
 */
export function blurPlane(data: Uint8Array, width: number, height: number, sigma: number): void {
  const box = extendedBox(sigma);
  const values = new Uint16Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = data[i] * STEPS;
  const scratch = new Uint16Array(values.length);
  for (let pass = 0; pass < PASSES; pass++) {
    blurRows(values, scratch, width, box);
    blurColumns(scratch, values, width, height, box);
  }
  for (let i = 0; i < data.length; i++) data[i] = (values[i] + STEPS / 2) >> 8;
}

/** Mean of the pixels up to `radius` away and, by the weight `edge`, of the two just beyond. */
interface ExtendedBox {
  readonly radius: number;
  /** 0 to below 1. */
  readonly edge: number;
}

/** The box whose variance is that of the Gaussian divided by the number of passes. */
function extendedBox(sigma: number): ExtendedBox {
  const variance = (sigma * sigma) / PASSES;
  const radius = Math.floor(Math.sqrt(12 * variance + 1) / 2 - 0.5);
  const edge =
    ((2 * radius + 1) * (radius * (radius + 1) - 3 * variance)) / (6 * (variance - (radius + 1) * (radius + 1)));
  return { radius, edge };
}

/** Blurs each row; its outermost pixels stand for those beyond. */
function blurRows(source: Uint16Array, target: Uint16Array, width: number, { radius, edge }: ExtendedBox): void {
  const share = 1 / (2 * radius + 1 + 2 * edge);
  for (let row = 0; row < source.length; row += width) {
    const last = row + width - 1;
    let sum = source[row] * (radius + 1);
    for (let k = 1; k <= radius; k++) sum += source[Math.min(last, row + k)];
    for (let at = row; at <= last; at++) {
      const before = source[Math.max(row, at - radius - 1)];
      const after = source[Math.min(last, at + radius + 1)];
      target[at] = (sum + edge * (before + after)) * share + 0.5;
      sum += after - source[Math.max(row, at - radius)];
    }
  }
}

/** As `blurRows` along the columns, all of them side by side so that memory is read in its own order. */
function blurColumns(
  source: Uint16Array, target: Uint16Array, width: number, height: number, { radius, edge }: ExtendedBox,
): void {
  const share = 1 / (2 * radius + 1 + 2 * edge);
  const sums = new Float64Array(width);
  for (let k = -radius; k <= radius; k++) {
    const row = Math.min(height - 1, Math.max(0, k)) * width;
    for (let x = 0; x < width; x++) sums[x] += source[row + x];
  }
  for (let y = 0; y < height; y++) {
    const to = y * width;
    const before = Math.max(0, y - radius - 1) * width;
    const after = Math.min(height - 1, y + radius + 1) * width;
    const leaving = Math.max(0, y - radius) * width;
    for (let x = 0; x < width; x++) {
      target[to + x] = (sums[x] + edge * (source[before + x] + source[after + x])) * share + 0.5;
      sums[x] += source[after + x] - source[leaving + x];
    }
  }
}
