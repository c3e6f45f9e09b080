import { create } from 'zustand';
import type { Photo } from '../../src/api/contract.ts';
import { reportProblem } from '../state/notices.ts';

/** The pixels of a photo, in the colours of the screen; the preview comes first. */
export interface PhotoPixels {
  readonly preview: ImageBitmap | null;
  readonly full: ImageBitmap | null;
  readonly hasFailed: boolean;
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

async function load(url: string): Promise<ImageBitmap> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the photo's pixels: ${response.status} ${response.statusText}`);
  return createImageBitmap(await response.blob());
}

/** Loads what is not there yet. Failures are shown. */
export async function loadPixels(photo: Photo): Promise<void> {
  if (photo.id in usePixels.getState().byPhoto) return;
  patch(photo.id, {});
  try {
    patch(photo.id, { preview: await load(photo.previewUrl) });
    patch(photo.id, { full: await load(photo.url) });
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
