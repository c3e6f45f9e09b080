import type { Effect, EffectKind } from '../../src/document/settings.ts';
import { newCanvas } from './bitmaps.ts';

type EffectOf<Kind extends EffectKind> = Extract<Effect, { kind: Kind }>;

/** A bitmap and where its upper left corner lies, in pixels of the photo relative to that of the mask's box. */
export interface PlacedBitmap {
  readonly canvas: HTMLCanvasElement;
  readonly x: number;
  readonly y: number;
}

/** How far a Gaussian reaches, in standard deviations. */
const BLUR_REACH = 3;

/** The bitmap after the effects, in their order. Effects that soften or cast a shadow enlarge it. */
export function applyEffects(canvas: HTMLCanvasElement, effects: readonly Effect[]): PlacedBitmap {
  return effects.reduce<PlacedBitmap>((bitmap, effect) => applyEffect(bitmap, effect), { canvas, x: 0, y: 0 });
}

function applyEffect(bitmap: PlacedBitmap, effect: Effect): PlacedBitmap {
  switch (effect.kind) {
    case 'adjust': return adjust(bitmap, effect);
    case 'recolor': return recolor(bitmap, effect);
    case 'fill': return fill(bitmap, effect);
    case 'blur': return blur(bitmap, effect);
    case 'pixelate': return pixelate(bitmap, effect);
    case 'dropShadow': return dropShadow(bitmap, effect);
    // The service fills the hole in the photo below; the layer itself stays as it is.
    case 'remove': return bitmap;
  }
}

function filtered({ canvas, x, y }: PlacedBitmap, filter: string, margin: Margin = NO_MARGIN): PlacedBitmap {
  const larger = newCanvas(canvas.width + margin.left + margin.right, canvas.height + margin.top + margin.bottom);
  larger.context.filter = filter;
  larger.context.drawImage(canvas, margin.left, margin.top);
  return { canvas: larger.canvas, x: x - margin.left, y: y - margin.top };
}

interface Margin {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
const NO_MARGIN: Margin = { left: 0, top: 0, right: 0, bottom: 0 };

function adjust(bitmap: PlacedBitmap, { brightness, contrast, saturation }: EffectOf<'adjust'>): PlacedBitmap {
  return filtered(bitmap, `brightness(${1 + brightness}) contrast(${1 + contrast}) saturate(${1 + saturation})`);
}

/** Paints over the pixels that are there, without touching their alpha. */
function paintOver(
  bitmap: PlacedBitmap, color: string, operation: GlobalCompositeOperation, opacity: number,
): PlacedBitmap {
  const { canvas, context } = newCanvas(bitmap.canvas.width, bitmap.canvas.height);
  context.drawImage(bitmap.canvas, 0, 0);
  context.globalAlpha = opacity;
  context.globalCompositeOperation = operation;
  context.fillStyle = color;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.globalAlpha = 1;
  // Blend modes of the canvas paint outside the bitmap too.
  context.globalCompositeOperation = 'destination-in';
  context.drawImage(bitmap.canvas, 0, 0);
  return { ...bitmap, canvas };
}

function recolor(bitmap: PlacedBitmap, { color, amount }: EffectOf<'recolor'>): PlacedBitmap {
  return paintOver(bitmap, color, 'color', amount);
}

function fill(bitmap: PlacedBitmap, { color, opacity }: EffectOf<'fill'>): PlacedBitmap {
  return paintOver(bitmap, color, 'source-atop', opacity);
}

function blur(bitmap: PlacedBitmap, { radius }: EffectOf<'blur'>): PlacedBitmap {
  const reach = Math.ceil(radius * BLUR_REACH);
  return filtered(bitmap, `blur(${radius}px)`, { left: reach, top: reach, right: reach, bottom: reach });
}

function pixelate({ canvas, x, y }: PlacedBitmap, { size }: EffectOf<'pixelate'>): PlacedBitmap {
  const small = newCanvas(Math.ceil(canvas.width / size), Math.ceil(canvas.height / size));
  small.context.imageSmoothingQuality = 'high';
  small.context.drawImage(canvas, 0, 0, canvas.width / size, canvas.height / size);
  const large = newCanvas(canvas.width, canvas.height);
  large.context.imageSmoothingEnabled = false;
  large.context.drawImage(small.canvas, 0, 0, small.canvas.width * size, small.canvas.height * size);
  return { canvas: large.canvas, x, y };
}

function dropShadow(bitmap: PlacedBitmap, { color, opacity, x, y, radius }: EffectOf<'dropShadow'>): PlacedBitmap {
  const reach = Math.ceil(radius * BLUR_REACH);
  const alpha = Math.round(opacity * 255).toString(16).padStart(2, '0');
  return filtered(bitmap, `drop-shadow(${x}px ${y}px ${radius}px ${color}${alpha})`, {
    left: Math.max(0, reach - Math.floor(x)),
    top: Math.max(0, reach - Math.floor(y)),
    right: Math.max(0, reach + Math.ceil(x)),
    bottom: Math.max(0, reach + Math.ceil(y)),
  });
}
