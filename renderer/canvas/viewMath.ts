import type { Box } from '../../src/mask/types.ts';

/** What part of a photo is shown. */
export interface View {
  /** Pixels of the screen (not of CSS) a pixel of the photo; 1 is 100 %. */
  readonly zoom: number;
  /** The pixel of the photo, fractional, at the middle of the canvas. */
  readonly centerX: number;
  readonly centerY: number;
}

/** The canvas as it is on the screen. */
export interface Viewport {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen a CSS pixel. */
  readonly ratio: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const MIN_ZOOM = 0.01;
export const MAX_ZOOM = 64;

/** Steps of "zoom in" and "zoom out", as Photoshop has them. */
const ZOOM_STEPS = [
  0.01, 0.02, 0.03, 0.04, 0.05, 0.0625, 0.0833, 0.125, 0.1667, 0.25, 0.3333, 0.5, 0.6667, 1, 1.5, 2, 3, 4, 6, 8, 12,
  16, 24, 32, 48, 64,
];

/** Room left around a fitted photo, in CSS pixels. */
const FIT_MARGIN = 24;

/** The view that shows the whole photo, never larger than 100 %. */
export function fitView(photo: Size, viewport: Viewport): View {
  const width = Math.max(1, viewport.width - 2 * FIT_MARGIN) * viewport.ratio;
  const height = Math.max(1, viewport.height - 2 * FIT_MARGIN) * viewport.ratio;
  const zoom = clampZoom(Math.min(1, width / photo.width, height / photo.height));
  return { zoom, centerX: photo.width / 2, centerY: photo.height / 2 };
}

export function clampZoom(zoom: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
}

/** CSS pixels a pixel of the photo. */
export function scaleOf(view: View, viewport: Viewport): number {
  return view.zoom / viewport.ratio;
}

/**
 * Matrix from pixels of the photo to CSS pixels of the canvas. The origin falls on a whole pixel of the screen, so that
 * 100 % is sharp.
 */
export function viewMatrix(view: View, viewport: Viewport): [number, number, number, number, number, number] {
  const scale = scaleOf(view, viewport);
  const snap = (value: number) => Math.round(value * viewport.ratio) / viewport.ratio;
  return [
    scale, 0, 0, scale,
    snap(viewport.width / 2 - view.centerX * scale), snap(viewport.height / 2 - view.centerY * scale),
  ];
}

/** The pixel of the photo, fractional, under a point of the canvas in CSS pixels. */
export function toPhoto(view: View, viewport: Viewport, x: number, y: number): readonly [x: number, y: number] {
  const [scale, , , , left, top] = viewMatrix(view, viewport);
  return [(x - left) / scale, (y - top) / scale];
}

/** Zooms so that what is under the point (CSS pixels) stays there. */
export function zoomAt(view: View, viewport: Viewport, zoom: number, x: number, y: number): View {
  const next = clampZoom(zoom);
  const [photoX, photoY] = toPhoto(view, viewport, x, y);
  const scale = next / viewport.ratio;
  return {
    zoom: next,
    centerX: photoX - (x - viewport.width / 2) / scale,
    centerY: photoY - (y - viewport.height / 2) / scale,
  };
}

/** Moves what is shown by CSS pixels. */
export function panBy(view: View, viewport: Viewport, dx: number, dy: number): View {
  const scale = scaleOf(view, viewport);
  return { ...view, centerX: view.centerX - dx / scale, centerY: view.centerY - dy / scale };
}

/** Keeps the middle of the canvas on the photo, so that it cannot be lost from sight. */
export function keepInSight(view: View, photo: Size): View {
  return {
    ...view,
    centerX: Math.min(photo.width, Math.max(0, view.centerX)),
    centerY: Math.min(photo.height, Math.max(0, view.centerY)),
  };
}

/** The next step of the zoom in a direction. */
export function zoomStep(zoom: number, direction: 1 | -1): number {
  const tolerance = 1.001;
  const next = direction === 1
    ? ZOOM_STEPS.find((step) => step > zoom * tolerance)
    : ZOOM_STEPS.findLast((step) => step < zoom / tolerance);
  return next ?? (direction === 1 ? MAX_ZOOM : MIN_ZOOM);
}

/** A view that shows a box of the photo, if it is not in sight already. */
export function reveal(view: View, viewport: Viewport, [x, y, width, height]: Box): View {
  const [left, top] = toPhoto(view, viewport, 0, 0);
  const [right, bottom] = toPhoto(view, viewport, viewport.width, viewport.height);
  if (x >= left && y >= top && x + width <= right && y + height <= bottom) return view;
  return { ...view, centerX: x + width / 2, centerY: y + height / 2 };
}
