/** How a provider's numbers are held against the CPU's. */

/** Largest difference from the CPU that a provider may show, in standard deviations of the CPU's output. */
export const MAX_DIFFERENCE = { float32: 1e-3, float16: 2e-2 } as const;
/** Least IoU of its masks with the CPU's. */
export const MIN_MASK_IOU = 0.99;

export interface SelfTestResult {
  readonly passed: boolean;
  /** Largest difference of any output, in standard deviations of the reference. */
  readonly difference: number;
  readonly maskIou: number;
}

/** One output as the CPU and as the provider computes it. */
export type OutputPair = readonly [reference: Float32Array, output: Float32Array];

/**
 * Judges a provider. NaN anywhere fails.
 * @param masks logits of the same masks, positive inside
 */
export function judge(outputs: readonly OutputPair[], masks: OutputPair, precision: keyof typeof MAX_DIFFERENCE): SelfTestResult {
  const differences = outputs.map(([reference, output]) => relativeDifference(reference, output));
  const difference = differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
  const maskIou = positiveIou(...masks);
  return { passed: difference <= MAX_DIFFERENCE[precision] && maskIou >= MIN_MASK_IOU, difference, maskIou };
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
