import { create } from 'zustand';
import type { Photo } from '../../src/api/contract.ts';
import { reportProblem } from '../state/notices.ts';

/** The pixels of a photo, in the colours of the screen. */
export interface PhotoPixels {
  readonly preview: ImageBitmap | null;
  /** All of them, once something has asked for them: 24 MP take 96 MB, and a fitted photo is shown as well without. */
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

/** Loads what a screen shows of a fitted photo. Failures are shown. */
export async function loadPixels(photo: Photo): Promise<void> {
  if (photo.id in usePixels.getState().byPhoto) return;
  patch(photo.id, {});
  try {
    const preview = await loadBitmap(photo.previewUrl);
    // Small photos are not reduced for the preview.
    const isWhole = preview.width === photo.width && preview.height === photo.height;
    patch(photo.id, { preview, full: isWhole ? preview : null });
  } catch (error) {
    patch(photo.id, { hasFailed: true });
    reportProblem(error);
  }
}

/** By photo; one that has failed is not asked for again until the photo is opened anew. */
const asked = new Map<string, Promise<ImageBitmap | null>>();

/** The photo with all its pixels, fetched if they are not there yet; null if they cannot be had, which is shown. */
export function fullPixels(photo: Photo): Promise<ImageBitmap | null> {
  const { full } = pixelsOf(photo.id);
  if (full !== null) return Promise.resolve(full);
  const known = asked.get(photo.id) ?? loadFull(photo);
  asked.set(photo.id, known);
  return known;
}

async function loadFull(photo: Photo): Promise<ImageBitmap | null> {
  try {
    const full = await loadBitmap(photo.url);
    if (photo.id in usePixels.getState().byPhoto) {
      patch(photo.id, { full });
      return full;
    }
    // Closed meanwhile.
    full.close();
  } catch (error) {
    reportProblem(error);
  }
  return null;
}

/** Gives the memory back. */
export function unloadPixels(photoId: string): void {
  const { preview, full } = pixelsOf(photoId);
  preview?.close();
  full?.close();
  asked.delete(photoId);
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

/** Whether the picture that is there is too small for a zoom. */
export function isSoft({ preview, full }: PhotoPixels, photoWidth: number, zoom: number): boolean {
  return full === null && preview !== null && zoom > (preview.width / photoWidth) * SOFT_FROM;
}
