import type { RegionMap } from '../types.ts';

/** Logit of "target" against the other class: positive where the arg max is the target. */
export function targetLogits(logits: Float32Array, targetChannel: 0 | 1): Float32Array {
  const cells = logits.length / 2;
  const difference = new Float32Array(cells);
  const sign = targetChannel === 1 ? 1 : -1;
  for (let i = 0; i < cells; i++) difference[i] = sign * (logits[cells + i] - logits[i]);
  return difference;
}

/**
 * Bilinear enlargement of a square map, edges held (`align_corners=False`): what the public code does before it decides.
 * The target's logit is linear in both channels, so enlarging the difference gives the difference of the enlarged.
 * @param side of the map
 * @param target side of the result, at least `side`
 */
export function enlarge(map: Float32Array, side: number, target: number): Float32Array {
  const scale = side / target;
  const first = new Int32Array(target);
  const second = new Int32Array(target);
  const share = new Float32Array(target);
  for (let i = 0; i < target; i++) {
    const at = Math.max(0, (i + 0.5) * scale - 0.5);
    first[i] = Math.floor(at);
    second[i] = Math.min(side - 1, first[i] + 1);
    share[i] = at - first[i];
  }
  const result = new Float32Array(target * target);
  for (let y = 0; y < target; y++) {
    const [above, below, down] = [first[y] * side, second[y] * side, share[y]];
    for (let x = 0; x < target; x++) {
      const [left, right, across] = [first[x], second[x], share[x]];
      const top = map[above + left] * (1 - across) + map[above + right] * across;
      const bottom = map[below + left] * (1 - across) + map[below + right] * across;
      result[y * target + x] = top * (1 - down) + bottom * down;
    }
  }
  return result;
}

/** The minimap (paper, section 4.2: x_r of each region) as strengths: probability of "target" in every cell. */
export function minimapStrengths(minimap: Float32Array, side: number, targetClass: 0 | 1): RegionMap {
  const values = Array.from({ length: side * side }, (_, cell) => {
    const [background, target] = [minimap[2 * cell + 1 - targetClass], minimap[2 * cell + targetClass]];
    return sigmoid(target - background);
  });
  return { size: [side, side], values };
}

/** Probability of "target" by the no-target classifier's softmax. */
export function targetEvidence(noTarget: Float32Array, noTargetClass: 0 | 1): number {
  return sigmoid(noTarget[1 - noTargetClass] - noTarget[noTargetClass]);
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
