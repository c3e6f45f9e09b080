import { blurPlane, blurReach } from '../../mask/blur.ts';
import type { Effect, EffectKind } from '../settings.ts';
import { EMPTY_BITMAP, padBitmap, parseColor } from './bitmap.ts';
import type { Bitmap } from './bitmap.ts';
import { luminosity, withLuminosity } from './colors.ts';

/*
 * What effects do to pixels. The canvas and every export call these functions, so that a file shows what the screen
 * showed; the canvas calls them on a reduced picture where that is all the screen can show.
 */

type EffectOf<Kind extends EffectKind> = Extract<Effect, { kind: Kind }>;

/** Effects that change colours and leave each pixel's alpha as it was. */
const COLOR_EFFECTS: ReadonlySet<EffectKind> = new Set<EffectKind>(['adjust', 'recolor', 'fill']);

/** Whether the effects leave every pixel's alpha as it was. */
export function keepAlpha(effects: readonly Effect[]): boolean {
  return effects.every(({ kind }) => COLOR_EFFECTS.has(kind));
}

/**
 * The bitmap after the effects, in their order. Effects that soften or cast a shadow enlarge it.
 * @param scale pixels of the bitmap a pixel of the photo, in which radii and offsets are given; at most 1
 */
export function applyEffects(bitmap: Bitmap, effects: readonly Effect[], scale = 1): Bitmap {
  if (effects.length === 0 || bitmap.data.length === 0) return bitmap;
  // The effects below may write to what they are given.
  const copy: Bitmap = { ...bitmap, data: bitmap.data.slice() };
  return effects.reduce<Bitmap>((result, effect) => applyEffect(result, effect, scale), copy);
}

function applyEffect(bitmap: Bitmap, effect: Effect, scale: number): Bitmap {
  switch (effect.kind) {
    case 'adjust': return adjust(bitmap, effect);
    case 'recolor': return recolor(bitmap, effect);
    case 'fill': return fill(bitmap, effect);
    case 'blur': return blur(bitmap, effect.radius * scale);
    case 'pixelate': return pixelate(bitmap, effect.size * scale);
    case 'dropShadow': return dropShadow(bitmap, effect, scale);
    // The hole in the photo below is filled by whoever composites; without `keep` nothing lies above it.
    case 'remove': return effect.keep ? bitmap : EMPTY_BITMAP;
  }
}

/** Brightness and contrast as a table, then saturation: the functions of these names in CSS Filter Effects Level 1. */
function adjust(bitmap: Bitmap, { brightness, contrast, saturation }: EffectOf<'adjust'>): Bitmap {
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value++) {
    const bright = Math.min(255, value * (1 + brightness));
    table[value] = (bright - 127.5) * (1 + contrast) + 127.5;
  }
  const { data } = bitmap;
  const share = 1 + saturation;
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = [table[data[at]], table[data[at + 1]], table[data[at + 2]]];
    const grey = 0.213 * r + 0.715 * g + 0.072 * b;
    data[at] = rounded(grey + share * (r - grey));
    data[at + 1] = rounded(grey + share * (g - grey));
    data[at + 2] = rounded(grey + share * (b - grey));
  }
  return bitmap;
}

function rounded(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}

/** Hue and saturation of the colour, light and shade of the photo: the blend mode "colour". */
function recolor(bitmap: Bitmap, { color, amount }: EffectOf<'recolor'>): Bitmap {
  const { data } = bitmap;
  const rgb = parseColor(color);
  // The new colour depends on the luminosity alone, of which a byte's steps are as fine as they show.
  const table = Array.from({ length: 256 }, (_, light) => withLuminosity(rgb, light));
  for (let at = 0; at < data.length; at += 4) {
    const wanted = table[Math.round(luminosity([data[at], data[at + 1], data[at + 2]]))];
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = rounded(data[at + channel] + amount * (wanted[channel] - data[at + channel]));
    }
  }
  return bitmap;
}

function fill(bitmap: Bitmap, { color, opacity }: EffectOf<'fill'>): Bitmap {
  const { data } = bitmap;
  const rgb = parseColor(color);
  for (let at = 0; at < data.length; at += 4) {
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = rounded(data[at + channel] + opacity * (rgb[channel] - data[at + channel]));
    }
  }
  return bitmap;
}

/** A Gaussian of the premultiplied colours, so that nothing invisible shines through. */
function blur(bitmap: Bitmap, sigma: number): Bitmap {
  if (sigma === 0) return bitmap;
  const reach = blurReach(sigma);
  const padded = padBitmap(bitmap, reach, reach, reach, reach);
  const { width, height, data } = padded;
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[i * 4 + 3];
  const soft = alpha.slice();
  blurPlane(soft, width, height, sigma);
  for (let channel = 0; channel < 3; channel++) {
    const plane = new Uint8Array(alpha.length);
    for (let i = 0; i < plane.length; i++) plane[i] = (data[i * 4 + channel] * alpha[i]) / 255 + 0.5;
    blurPlane(plane, width, height, sigma);
    for (let i = 0; i < plane.length; i++) data[i * 4 + channel] = soft[i] === 0 ? 0 : rounded((plane[i] * 255) / soft[i]);
  }
  for (let i = 0; i < soft.length; i++) data[i * 4 + 3] = soft[i];
  return padded;
}

/** Squares of one mean colour, on a grid that begins at the photo's corner: it does not move when the mask changes. */
function pixelate(bitmap: Bitmap, size: number): Bitmap {
  const { x: left, y: top, width, height, data } = bitmap;
  const firstColumn = Math.floor(left / size);
  const columns = Math.floor((left + width - 1) / size) - firstColumn + 1;
  const firstRow = Math.floor(top / size);
  const rows = Math.floor((top + height - 1) / size) - firstRow + 1;
  const sums = new Float64Array(columns * rows * 5);
  const cellOf = (x: number, y: number) => (Math.floor((top + y) / size) - firstRow) * columns + Math.floor((left + x) / size) - firstColumn;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const to = cellOf(x, y) * 5;
      const alpha = data[at + 3];
      sums[to] += data[at] * alpha;
      sums[to + 1] += data[at + 1] * alpha;
      sums[to + 2] += data[at + 2] * alpha;
      sums[to + 3] += alpha;
      sums[to + 4]++;
    }
  }
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const from = cellOf(x, y) * 5;
      const alpha = sums[from + 3];
      for (let channel = 0; channel < 3; channel++) data[at + channel] = alpha === 0 ? 0 : rounded(sums[from + channel] / alpha);
      data[at + 3] = rounded(alpha / sums[from + 4]);
    }
  }
  return bitmap;
}

/** The layer above its own soft shadow. */
function dropShadow(bitmap: Bitmap, { color, opacity, x, y, radius }: EffectOf<'dropShadow'>, scale: number): Bitmap {
  const sigma = radius * scale;
  const reach = blurReach(sigma);
  const [dx, dy] = [Math.round(x * scale), Math.round(y * scale)];
  const padded = padBitmap(
    bitmap, Math.max(0, reach - dx), Math.max(0, reach - dy), Math.max(0, reach + dx), Math.max(0, reach + dy),
  );
  const { width, height, data } = padded;
  const shadow = new Uint8Array(width * height);
  for (let row = Math.max(0, dy); row < Math.min(height, height + dy); row++) {
    for (let column = Math.max(0, dx); column < Math.min(width, width + dx); column++) {
      shadow[row * width + column] = data[((row - dy) * width + column - dx) * 4 + 3];
    }
  }
  blurPlane(shadow, width, height, sigma);
  const rgb = parseColor(color);
  for (let i = 0, at = 0; i < shadow.length; i++, at += 4) {
    const above = data[at + 3] / 255;
    const below = (1 - above) * (shadow[i] / 255) * opacity;
    const alpha = above + below;
    if (below === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = rounded((data[at + channel] * above + rgb[channel] * below) / alpha);
    }
    data[at + 3] = rounded(alpha * 255);
  }
  return padded;
}
