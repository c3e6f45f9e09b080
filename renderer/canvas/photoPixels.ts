import { create } from 'zustand';
import type { Photo } from '../../src/api/contract.ts';
import { reportProblem } from '../state/notices.ts';

/** The pixels of a photo, in the colours of the screen; the preview comes first. */
export interface PhotoPixels {
  readonly preview: ImageBitmap | null;
  readonly full: ImageBitmap | null;
  readonly hasFailed: boolean;
}

/** A picture of the whole photo at some size. */
export interface PhotoLevel {
  readonly bitmap: ImageBitmap;
  /** Its pixels a pixel of the photo; at most 1. */
  readonly scale: number;
}

const NONE: PhotoPixels = { preview: null, full: null, hasFailed: false };

export const usePixels = create<{ readonly byPhoto: Readonly<Partial<Record<string, PhotoPixels>>> }>(() => ({
  byPhoto: {},
}));

export function pixelsOf(photoId: string): PhotoPixels {
  return usePixels.getState().byPhoto[photoId] ?? NONE;
}

function patch(photoId: string, change: Partial<PhotoPixels>): void {
  usePixels.setState(({ byPhoto }) => ({
    byPhoto: { ...byPhoto, [photoId]: { ...(byPhoto[photoId] ?? NONE), ...change } },
  }));
}

/** Fetches a picture of the service's. */
export async function loadBitmap(url: string): Promise<ImageBitmap> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the photo's pixels: ${response.status} ${response.statusText}`);
  return createImageBitmap(await response.blob());
}

/** Loads what is not there yet. Failures are shown. */
export async function loadPixels(photo: Photo): Promise<void> {
  if (photo.id in usePixels.getState().byPhoto) return;
  patch(photo.id, {});
  try {
    const preview = await loadBitmap(photo.previewUrl);
    // Small photos are not reduced for the preview.
    const isWhole = preview.width === photo.width && preview.height === photo.height;
    patch(photo.id, { preview, full: isWhole ? preview : null });
    if (!isWhole) patch(photo.id, { full: await loadBitmap(photo.url) });
  } catch (error) {
    patch(photo.id, { hasFailed: true });
    reportProblem(error);
  }
}

/** Gives the memory back. */
export function unloadPixels(photoId: string): void {
  const { preview, full } = pixelsOf(photoId);
  preview?.close();
  full?.close();
  usePixels.setState(({ byPhoto }) => ({
    byPhoto: Object.fromEntries(Object.entries(byPhoto).filter(([id]) => id !== photoId)),
  }));
}

/** Pixels of the screen that a pixel of a reduced picture may be spread over before it looks soft. */
const SOFT_FROM = 1.2;

/** The picture that is shown at a zoom: a reduced one is enough, and many times faster, while it has as many pixels. */
export function levelFor({ preview, full }: PhotoPixels, photoWidth: number, zoom: number): PhotoLevel | null {
  const reduced = preview === null ? null : { bitmap: preview, scale: preview.width / photoWidth };
  if (full === null || (reduced !== null && zoom <= reduced.scale * SOFT_FROM)) return reduced;
  return { bitmap: full, scale: 1 };
}

/** The smallest picture that is there. */
export function smallLevel({ preview, full }: PhotoPixels, photoWidth: number): PhotoLevel | null {
  const bitmap = preview ?? full;
  return bitmap === null ? null : { bitmap, scale: bitmap.width / photoWidth };
}
