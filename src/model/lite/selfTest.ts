import type { PixelImage } from '../../image/types.ts';
import type { EncoderOutput, LiteGraphs, MaskOutput } from './graphs.ts';

/** Largest difference from the CPU that a float32 provider may show, in standard deviations of the CPU's output. */
export const MAX_DIFFERENCE = 1e-3;
/** Least IoU of its masks with the CPU's. */
export const MIN_MASK_IOU = 0.99;

export interface SelfTestOutput {
  readonly encoder: EncoderOutput;
  readonly masks: MaskOutput;
}

export interface SelfTestResult {
  readonly passed: boolean;
  /** Largest difference of any output, in standard deviations of the reference. */
  readonly difference: number;
  readonly maskIou: number;
}

/** Runs both graphs on the fixed test input. */
export async function runSelfTest(graphs: LiteGraphs, size: number): Promise<SelfTestOutput> {
  const photo = testScene(size);
  const encoder = await graphs.encode(photo);
  const third = size / 3;
  const corners = [[third / 2, third / 2, 2 * third, 2 * third], [third, third / 3, 2.9 * third, 2.5 * third]] as const;
  const masks = await graphs.masks(photo, { scale: 1, dx: 0, dy: 0 }, corners, encoder.features);
  return { encoder, masks };
}

/** Holds a provider's output against the CPU's on the same input. NaN anywhere fails. */
export function compareSelfTest(reference: SelfTestOutput, output: SelfTestOutput): SelfTestResult {
  const differences = [
    relativeDifference(reference.encoder.scores, output.encoder.scores),
    relativeDifference(reference.encoder.boxes, output.encoder.boxes),
    relativeDifference(reference.masks.logits, output.masks.logits),
    relativeDifference(reference.masks.crops, output.masks.crops),
    relativeDifference(reference.masks.features, output.masks.features),
  ];
  const difference = differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
  const maskIou = positiveIou(reference.masks.logits, output.masks.logits);
  return { passed: difference <= MAX_DIFFERENCE && maskIou >= MIN_MASK_IOU, difference, maskIou };
}

/** Discs of several colours on a gradient: edges, flat areas and every channel, the same on every machine. */
function testScene(size: number): PixelImage {
  const data = new Uint8Array(size * size * 3);
  const discs = [
    { x: 0.35, y: 0.4, radius: 0.22, color: [200, 40, 30] },
    { x: 0.68, y: 0.45, radius: 0.25, color: [30, 90, 210] },
    { x: 0.5, y: 0.8, radius: 0.12, color: [240, 220, 90] },
  ];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const disc = discs.findLast((d) => Math.hypot(x / size - d.x, y / size - d.y) < d.radius);
      const background = [(x * 255) / size, (y * 255) / size, ((x ^ y) * 255) / size];
      for (let c = 0; c < 3; c++) data[(y * size + x) * 3 + c] = (disc?.color ?? background)[c]!;
    }
  }
  return { width: size, height: size, channels: 3, data };
}

function relativeDifference(reference: Float32Array, output: Float32Array): number {
  if (output.length !== reference.length) return Infinity;
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < reference.length; i++) {
    const value = reference[i];
    sum += value;
    squares += value * value;
    const difference = Math.abs(output[i] - value);
    if (!(difference <= largest)) largest = difference;
  }
  const mean = sum / reference.length;
  return largest / Math.sqrt(Math.max(squares / reference.length - mean * mean, Number.MIN_VALUE));
}

function positiveIou(a: Float32Array, b: Float32Array): number {
  let intersection = 0;
  let union = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = a[i] > 0;
    const inB = b[i] > 0;
    if (inA && inB) intersection++;
    if (inA || inB) union++;
  }
  return union === 0 ? 1 : intersection / union;
}
