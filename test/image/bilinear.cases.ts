import type { PixelImage } from '../../src/image/types.ts';

/** width, height, target width, target height: reduced, enlarged, one way each, single pixels, exact factors. */
export const SIZES = [
  [1280, 853, 480, 480], [853, 1280, 480, 480], [480, 480, 480, 480], [960, 960, 480, 480], [481, 479, 480, 480],
  [100, 50, 480, 480], [2000, 30, 480, 480], [480, 700, 480, 480], [700, 480, 480, 480], [1, 1, 480, 480],
  [3, 2001, 480, 480], [1439, 1441, 480, 480], [17, 13, 5, 29], [4000, 3000, 96, 96],
] as const;

/** Every value occurs beside every other: hard edges show what a filter does. */
export function noise(width: number, height: number): PixelImage {
  const data = new Uint8Array(width * height * 3);
  let state = width * 7919 + height;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const kind = state >>> 30;
    data[i] = kind === 0 ? 0 : kind === 1 ? 255 : (state >>> 16) & 255;
  }
  return { width, height, channels: 3, data };
}
