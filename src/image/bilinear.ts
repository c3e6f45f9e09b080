import type { PixelImage } from './types.ts';

/** Fixed-point digits of the weights, as Pillow has them for 8-bit images. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/** For each output pixel of one axis: the first input pixel, how many, and their weights. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `size` weights an output pixel, of which `count` are used. */
  readonly values: Int32Array;
  readonly size: number;
}

/**
 * Resamples to exactly `width` x `height`, byte for byte as Pillow's `Image.resize(..., BILINEAR)` up to version 12: a triangle filter
 * that widens with the reduction, along the rows first, rounded to 8 bits in between. ReLA's weights were trained on
 * such pixels; filters of other libraries differ by several grey levels at edges.
 */
export function resizeLikePillow(image: PixelImage, width: number, height: number): PixelImage {
  const steps = [
    (from: PixelImage) => (from.width === width ? from : resizeRows(from, width)),
    (from: PixelImage) => (from.height === height ? from : resizeColumns(from, height)),
  ];
  // Pillow's own exception, for strips.
  if (image.height > 100 * image.width && height < image.height) steps.reverse();
  return steps.reduce((from, step) => step(from), image);
}

function resizeRows({ data, width, height, channels }: PixelImage, target: number): PixelImage {
  const { first, count, values, size } = weightsOf(width, target);
  const output = new Uint8Array(target * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < target; x++) {
      const start = (y * width + first[x]) * channels;
      for (let channel = 0; channel < channels; channel++, at++) {
        let sum = HALF;
        for (let k = 0, from = start + channel; k < count[x]; k++, from += channels) sum += data[from] * values[x * size + k];
        output[at] = sum >> PRECISION_BITS;
      }
    }
  }
  return { width: target, height, channels, data: output };
}

function resizeColumns({ data, width, height, channels }: PixelImage, target: number): PixelImage {
  const { first, count, values, size } = weightsOf(height, target);
  const stride = width * channels;
  const output = new Uint8Array(target * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < target; y++) {
    sums.fill(HALF);
    for (let k = 0; k < count[y]; k++) {
      const weight = values[y * size + k];
      const start = (first[y] + k) * stride;
      for (let i = 0; i < stride; i++) sums[i] += data[start + i] * weight;
    }
    for (let i = 0; i < stride; i++) output[y * stride + i] = sums[i] >> PRECISION_BITS;
  }
  return { width, height: target, channels, data: output };
}

function weightsOf(source: number, target: number): Weights {
  const scale = source / target;
  const support = Math.max(scale, 1);
  const size = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const values = new Int32Array(target * size);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * scale;
    first[i] = Math.max(0, Math.trunc(centre - support + 0.5));
    count[i] = Math.min(source, Math.trunc(centre + support + 0.5)) - first[i];
    const plain = Array.from({ length: count[i] }, (_, k) => Math.max(0, 1 - Math.abs((k + first[i] - centre + 0.5) * (1 / support))));
    const total = plain.reduce((sum, weight) => sum + weight, 0);
    plain.forEach((weight, k) => { values[i * size + k] = Math.trunc(0.5 + (weight / total) * (1 << PRECISION_BITS)); });
  }
  return { first, count, values, size };
}
