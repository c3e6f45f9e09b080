import type { BlendMode } from '../settings.ts';
import type { Bitmap } from './bitmap.ts';
import { luminosity, saturation, withLuminosity, withSaturation } from './colors.ts';
import type { Rgb } from './colors.ts';

/** What two colours give, each part 0..255: of what lies below (`b`) and of the layer (`s`). */
type Separable = (b: number, s: number) => number;
type Whole = (below: Rgb, layer: Rgb) => Rgb;

const multiply: Separable = (b, s) => (b * s) / 255;
const screen: Separable = (b, s) => b + s - (b * s) / 255;
const hardLight: Separable = (b, s) => (s <= 127.5 ? multiply(b, 2 * s) : screen(b, 2 * s - 255));

function softLight(below: number, layer: number): number {
  const [b, s] = [below / 255, layer / 255];
  if (s <= 0.5) return 255 * (b - (1 - 2 * s) * b * (1 - b));
  const d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : Math.sqrt(b);
  return 255 * (b + (2 * s - 1) * (d - b));
}

/** W3C Compositing and Blending Level 1, section 10.1, which the canvas shows. */
const separable: ReadonlyMap<BlendMode, Separable> = new Map<BlendMode, Separable>([
  ['darken', Math.min], ['lighten', Math.max], ['multiply', multiply], ['screen', screen],
  ['color burn', (b, s) => (b >= 255 ? 255 : s <= 0 ? 0 : 255 - Math.min(255, ((255 - b) * 255) / s))],
  ['color dodge', (b, s) => (b <= 0 ? 0 : s >= 255 ? 255 : Math.min(255, (b * 255) / (255 - s)))],
  ['linear dodge', (b, s) => Math.min(255, b + s)],
  ['overlay', (b, s) => hardLight(s, b)], ['hard light', hardLight], ['soft light', softLight],
  ['difference', (b, s) => Math.abs(b - s)], ['exclusion', (b, s) => b + s - (2 * b * s) / 255],
]);

/** Ibid., section 10.2. */
const whole: ReadonlyMap<BlendMode, Whole> = new Map<BlendMode, Whole>([
  ['hue', (b, s) => withLuminosity(withSaturation(s, saturation(b)), luminosity(b))],
  ['saturation', (b, s) => withLuminosity(withSaturation(b, saturation(s)), luminosity(b))],
  ['color', (b, s) => withLuminosity(s, luminosity(b))],
  ['luminosity', (b, s) => withLuminosity(b, luminosity(s))],
]);

/** Whether a blend mode is shown as what it is; others are shown as normal. */
export function isBlendKnown(mode: BlendMode): boolean {
  return mode === 'normal' || mode === 'pass through' || separable.has(mode) || whole.has(mode);
}

/** Whether a layer of this mode shows nothing but its own pixels, where it is opaque. */
export function isPlainBlend(mode: BlendMode): boolean {
  return !separable.has(mode) && !whole.has(mode);
}

/**
 * Paints a layer onto the canvas, in place (ibid., section 5: source-over with blending).
 * @param canvas what lies below, from 0, 0 on
 * @param layer what lies beyond the canvas is left out
 * @param opacity of the layer, 0..1
 */
export function paintLayer(canvas: Bitmap, layer: Bitmap, opacity: number, mode: BlendMode): void {
  const blend = blendOf(mode);
  const right = Math.min(canvas.width, layer.x + layer.width);
  const bottom = Math.min(canvas.height, layer.y + layer.height);
  const { data } = canvas;
  for (let y = Math.max(0, layer.y); y < bottom; y++) {
    let from = ((y - layer.y) * layer.width + Math.max(0, -layer.x)) * 4;
    let to = (y * canvas.width + Math.max(0, layer.x)) * 4;
    for (let x = Math.max(0, layer.x); x < right; x++, from += 4, to += 4) {
      const above = (layer.data[from + 3] / 255) * opacity;
      if (above === 0) continue;
      const below = data[to + 3] / 255;
      const alpha = above + below - above * below;
      const color: Rgb = [layer.data[from], layer.data[from + 1], layer.data[from + 2]];
      const mixed = blend === null || below === 0 ? color : blend([data[to], data[to + 1], data[to + 2]], color);
      for (let channel = 0; channel < 3; channel++) {
        const sum = (1 - above) * below * data[to + channel] + (1 - below) * above * color[channel] + above * below * mixed[channel];
        data[to + channel] = sum / alpha + 0.5;
      }
      data[to + 3] = alpha * 255 + 0.5;
    }
  }
}

/** Null for modes that show the layer's own colour. */
function blendOf(mode: BlendMode): Whole | null {
  const parts = separable.get(mode);
  if (parts === undefined) return whole.get(mode) ?? null;
  return ([r, g, b], [sr, sg, sb]) => [parts(r, sr), parts(g, sg), parts(b, sb)];
}
