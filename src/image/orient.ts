import type { PixelImage } from './types.ts';

/**
 * Turns stored pixels upright (EXIF 2.32, tag Orientation).
 *
 * @param orientation 1..8: where the stored first row and first column lie in the upright picture.
 */
export function orient(image: PixelImage, orientation: number): PixelImage {
  if (orientation === 1) return image;
  const { width: storedWidth, height: storedHeight, channels } = image;
  const swapsAxes = orientation >= 5;
  const width = swapsAxes ? storedHeight : storedWidth;
  const height = swapsAxes ? storedWidth : storedHeight;
  // Where along the stored axes the upright picture's rows and columns begin at the far end.
  const flipsX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const flipsY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const data = new Uint8Array(image.data.length);
  let target = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const alongX = swapsAxes ? y : x;
      const alongY = swapsAxes ? x : y;
      const storedX = flipsX ? storedWidth - 1 - alongX : alongX;
      const storedY = flipsY ? storedHeight - 1 - alongY : alongY;
      const source = (storedY * storedWidth + storedX) * channels;
      for (let channel = 0; channel < channels; channel += 1) data[target + channel] = image.data[source + channel]!;
      target += channels;
    }
  }
  return { width, height, channels, data };
}
