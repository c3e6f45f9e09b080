/** Parts of a colour, 0..255, may be fractional. */
export type Rgb = readonly [number, number, number];

/** Weights of W3C Compositing and Blending Level 1, section 10.2, which are Photoshop's. */
export function luminosity([r, g, b]: Rgb): number {
  return 0.3 * r + 0.59 * g + 0.11 * b;
}

/** The colour with another luminosity, brought back into range without a change of hue (ibid., SetLum and ClipColor). */
export function withLuminosity(color: Rgb, wanted: number): Rgb {
  const shift = wanted - luminosity(color);
  const [r, g, b] = [color[0] + shift, color[1] + shift, color[2] + shift];
  const least = Math.min(r, g, b);
  const most = Math.max(r, g, b);
  if (least >= 0 && most <= 255) return [r, g, b];
  const share = least < 0 ? wanted / (wanted - least) : (255 - wanted) / (most - wanted);
  return [wanted + (r - wanted) * share, wanted + (g - wanted) * share, wanted + (b - wanted) * share];
}

/** Difference of the largest and the smallest part (ibid., Sat). */
export function saturation([r, g, b]: Rgb): number {
  return Math.max(r, g, b) - Math.min(r, g, b);
}

/** The colour with its parts spread to another saturation, the smallest 0 (ibid., SetSat). */
export function withSaturation([r, g, b]: Rgb, wanted: number): Rgb {
  const least = Math.min(r, g, b);
  const range = Math.max(r, g, b) - least;
  if (range === 0) return [0, 0, 0];
  return [((r - least) * wanted) / range, ((g - least) * wanted) / range, ((b - least) * wanted) / range];
}
