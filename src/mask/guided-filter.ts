/**
 * Guided filter with a colour guide (He, Sun & Tang, "Guided Image Filtering", PAMI 2013): within each window the mask
 * is fitted as a linear function of the guide's colour, so that its borders move to the guide's edges.
 */

/** Variance of a mask (0..1 squared) that is rounding error. */
const MIN_VARIANCE = 1e-6;

/** Colour planes of one size, row-major, 0..1. */
export interface ColorPlanes {
  readonly width: number;
  readonly height: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** The mask as `red * R + green * G + blue * B + offset` at each cell of the guide's grid. */
export interface LinearCoefficients {
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  readonly offset: Float32Array;
  /**
   * Share of the mask's variance around the cell that the guide's colours explain, 0..1: near 1 where the border
   * follows an edge of the guide, near 0 where the guide is flat or its texture has nothing to do with the mask.
   */
  readonly explained: Float32Array;
}

/**
 * Coefficients of the filter, already averaged over the windows that hold each cell.
 * @param guide colours of the grid's cells
 * @param mask 0..1, of the guide's size
 * @param radius of the windows in cells, at least 1
 * @param epsilon variance of colour (0..1 squared) below which a window counts as flat and the mask is only blurred
 */
export function guidedCoefficients(
  guide: ColorPlanes, mask: Float32Array, radius: number, epsilon: number,
): LinearCoefficients {
  const { width, height, red, green, blue } = guide;
  const mean = (plane: Float32Array) => boxMean(plane, width, height, radius);
  const meanOfProduct = (a: Float32Array, b: Float32Array) => mean(product(a, b));
  const statistics: WindowStatistics = {
    red: mean(red), green: mean(green), blue: mean(blue), mask: mean(mask),
    redMask: meanOfProduct(red, mask), greenMask: meanOfProduct(green, mask), blueMask: meanOfProduct(blue, mask),
    redRed: meanOfProduct(red, red), redGreen: meanOfProduct(red, green), redBlue: meanOfProduct(red, blue),
    greenGreen: meanOfProduct(green, green), greenBlue: meanOfProduct(green, blue),
    blueBlue: meanOfProduct(blue, blue), maskMask: meanOfProduct(mask, mask),
  };
  const fit = fitWindows(statistics, epsilon);
  // Windows without a border have nothing to explain: they vote by their variance, that is not at all.
  const explained = mean(fit.explainedVariance);
  const variance = mean(fit.variance);
  for (let i = 0; i < explained.length; i++) {
    explained[i] = variance[i] > MIN_VARIANCE ? Math.min(1, Math.max(0, explained[i] / variance[i])) : 0;
  }
  return { red: mean(fit.red), green: mean(fit.green), blue: mean(fit.blue), offset: mean(fit.offset), explained };
}

/** Means, over the window around each cell, of the planes and of their products. */
type WindowStatistics = Readonly<
  Record<
    | 'red' | 'green' | 'blue' | 'mask' | 'redMask' | 'greenMask' | 'blueMask'
    | 'redRed' | 'redGreen' | 'redBlue' | 'greenGreen' | 'greenBlue' | 'blueBlue' | 'maskMask',
    Float32Array
  >
>;

/** The linear function of each window, and how well it fits. */
interface WindowFit {
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  readonly offset: Float32Array;
  readonly variance: Float32Array;
  readonly explainedVariance: Float32Array;
}

/** Solves (covariance of the guide + epsilon) a = covariance with the mask by Cramer's rule; the means then give b. */
function fitWindows(mean: WindowStatistics, epsilon: number): WindowFit {
  const cells = mean.mask.length;
  const [red, green, blue, offset, variance, explainedVariance] = Array.from(
    { length: 6 }, () => new Float32Array(cells),
  );
  for (let i = 0; i < cells; i++) {
    const r = mean.red[i];
    const g = mean.green[i];
    const b = mean.blue[i];
    const m = mean.mask[i];
    const rr = mean.redRed[i] - r * r + epsilon;
    const rg = mean.redGreen[i] - r * g;
    const rb = mean.redBlue[i] - r * b;
    const gg = mean.greenGreen[i] - g * g + epsilon;
    const gb = mean.greenBlue[i] - g * b;
    const bb = mean.blueBlue[i] - b * b + epsilon;
    const rm = mean.redMask[i] - r * m;
    const gm = mean.greenMask[i] - g * m;
    const bm = mean.blueMask[i] - b * m;
    const c00 = gg * bb - gb * gb;
    const c01 = gb * rb - rg * bb;
    const c02 = rg * gb - gg * rb;
    const c11 = rr * bb - rb * rb;
    const c12 = rg * rb - rr * gb;
    const c22 = rr * gg - rg * rg;
    const determinant = rr * c00 + rg * c01 + rb * c02;
    red[i] = (c00 * rm + c01 * gm + c02 * bm) / determinant;
    green[i] = (c01 * rm + c11 * gm + c12 * bm) / determinant;
    blue[i] = (c02 * rm + c12 * gm + c22 * bm) / determinant;
    offset[i] = m - red[i] * r - green[i] * g - blue[i] * b;
    variance[i] = mean.maskMask[i] - m * m;
    explainedVariance[i] = red[i] * rm + green[i] * gm + blue[i] * bm;
  }
  return { red, green, blue, offset, variance, explainedVariance };
}

/** The filter's output on its own grid, limited to 0..1. */
export function applyOnGrid(guide: ColorPlanes, fit: LinearCoefficients): Float32Array {
  const mask = new Float32Array(guide.red.length);
  for (let i = 0; i < mask.length; i++) {
    const value = fit.red[i] * guide.red[i] + fit.green[i] * guide.green[i] + fit.blue[i] * guide.blue[i];
    mask[i] = Math.min(1, Math.max(0, value + fit.offset[i]));
  }
  return mask;
}

function product(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = a[i] * b[i];
  return result;
}

/**
 * Mean over the square of side 2 * radius + 1 around each cell, in time that does not depend on the radius; at the
 * borders over the cells that exist.
 */
export function boxMean(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const sums = rowSums(plane, width, height, radius);
  const noRow = height * width;
  const result = new Float32Array(plane.length);
  const columns = new Float64Array(width);
  const shares = new Float64Array(width);
  for (let x = 0; x < width; x++) shares[x] = 1 / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
  for (let i = 0; i < Math.min(radius, height) * width; i++) columns[i % width] += sums[i];
  for (let y = 0; y < height; y++) {
    const entering = y + radius < height ? (y + radius) * width : noRow;
    const leaving = y - radius > 0 ? (y - radius - 1) * width : noRow;
    const rowShare = 1 / (Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1);
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const sum = columns[x] + sums[entering + x] - sums[leaving + x];
      columns[x] = sum;
      result[at] = sum * shares[x] * rowShare;
    }
  }
  return result;
}

/** Sums over the window along each row; below the last row one of zeros, for windows that reach beyond the plane. */
function rowSums(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const sums = new Float32Array((height + 1) * width);
  for (let row = 0; row < width * height; row += width) {
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += plane[row + x];
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += plane[row + x + radius];
      if (x - radius > 0) sum -= plane[row + x - radius - 1];
      sums[row + x] = sum;
    }
  }
  return sums;
}
