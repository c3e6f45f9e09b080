import { create } from 'zustand';
import { fitView, keepInSight, zoomAt } from '../canvas/viewMath.ts';
import type { View, Viewport } from '../canvas/viewMath.ts';
import type { ShapeMode } from '../refine/modes.ts';
import { activePhoto, usePhotos } from './photos.ts';

interface ViewState {
  /** By photo; a photo that has none yet is fitted. */
  readonly views: Readonly<Partial<Record<string, View>>>;
  readonly viewport: Viewport;
  readonly brush: { readonly size: number; readonly hardness: number };
  /** What lasso and rectangle do, and by how many pixels their border is softened. */
  readonly shape: { readonly mode: ShapeMode; readonly feather: number };
}

export const useView = create<ViewState>(() => ({
  views: {},
  viewport: { width: 800, height: 600, ratio: 1 },
  brush: { size: 60, hardness: 0.8 },
  shape: { mode: 'union', feather: 0 },
}));

/** The view of the photo in front; null if none is open. */
export function activeView(state: ViewState = useView.getState()): View | null {
  const open = activePhoto();
  if (open === null) return null;
  return state.views[open.photo.id] ?? fitView(open.photo, state.viewport);
}

/** The zoom of the photo in front, for components. */
export function useZoom(): number | null {
  const photo = usePhotos((state) => activePhoto(state)?.photo ?? null);
  const viewport = useView((state) => state.viewport);
  const view = useView(({ views }) => (photo === null ? undefined : views[photo.id]));
  return photo === null ? null : (view ?? fitView(photo, viewport)).zoom;
}

export function setView(view: View): void {
  const open = activePhoto();
  if (open === null) return;
  useView.setState(({ views }) => ({ views: { ...views, [open.photo.id]: keepInSight(view, open.photo) } }));
}

/** Fits the photo, and keeps it fitted when the canvas changes its size. */
export function fit(): void {
  const open = activePhoto();
  if (open === null) return;
  useView.setState(({ views }) => ({ views: { ...views, [open.photo.id]: undefined } }));
}

/** Zooms about the middle of the canvas. */
export function zoomTo(zoom: (now: number) => number): void {
  const view = activeView();
  const { viewport } = useView.getState();
  if (view !== null) setView(zoomAt(view, viewport, zoom(view.zoom), viewport.width / 2, viewport.height / 2));
}

const MOST_BRUSH = 4096;

export function resizeBrush(factor: number): void {
  useView.setState(({ brush }) => ({
    brush: { ...brush, size: Math.min(MOST_BRUSH, Math.max(1, Math.round(brush.size * factor))) },
  }));
}

export function hardenBrush(by: number): void {
  useView.setState(({ brush }) => ({
    brush: { ...brush, hardness: Math.min(1, Math.max(0, Math.round((brush.hardness + by) * 100) / 100)) },
  }));
}
