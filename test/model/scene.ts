import { CLASS_COUNT, COLOR_BANDS, COLOR_NAMES, MASK_SIDE, type PhotoEncoding, type Region } from '../../src/model/types.ts';
import type { Box } from '../../src/mask/types.ts';

/** A region with a disc-shaped mask, for tests that need an encoding but no model. */
export function region(box: Box, classes: Readonly<Record<number, number>>, photo = { width: 1000, height: 500 }): Region {
  const probabilities = new Float32Array(CLASS_COUNT);
  for (const [c, value] of Object.entries(classes)) probabilities[Number(c)] = value;
  const maskLogits = new Float32Array(MASK_SIDE * MASK_SIDE);
  let inside = 0;
  for (let y = 0; y < MASK_SIDE; y++) {
    for (let x = 0; x < MASK_SIDE; x++) {
      const distance = Math.hypot(x + 0.5 - MASK_SIDE / 2, y + 0.5 - MASK_SIDE / 2) / (0.4 * MASK_SIDE);
      maskLogits[y * MASK_SIDE + x] = distance < 1 ? 4 : -4;
      if (distance < 1) inside++;
    }
  }
  const [x, y, width, height] = box;
  const maskBox: Box = [x - width / 8, y - height / 8, width * 1.25, height * 1.25];
  return {
    box,
    maskBox,
    maskLogits,
    classes: probabilities,
    score: Math.max(...Object.values(classes)),
    area: ((inside / maskLogits.length) * maskBox[2] * maskBox[3]) / (photo.width * photo.height),
    maskScore: 0.98,
    colors: new Float32Array(COLOR_BANDS.length * COLOR_NAMES.length).fill(1 / COLOR_NAMES.length),
    features: Float32Array.from({ length: 8 }, (_, i) => i / 3),
  };
}

export function encoding(regions: readonly Region[], photo = { width: 1000, height: 500 }): PhotoEncoding {
  return { model: { id: 'test', version: '1' }, ...photo, regions };
}
