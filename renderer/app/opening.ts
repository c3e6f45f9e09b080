import { create } from 'zustand';
import type { Photo, PickedFile } from '../../src/api/contract.ts';
import { unloadPixels } from '../canvas/photoPixels.ts';
import { forgetDescription } from '../describe/session.ts';
import { forgetSession, patchSession, runPhrases } from '../phrase/session.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import type { PhotoSource } from '../state/journalWriter.ts';
import { reportProblem } from '../state/notices.ts';
import { addPhoto, removePhoto, usePhotos } from '../state/photos.ts';
import { restoreUploaded } from './recovery.ts';

/** The name of what is being opened; null if nothing is. */
export const useOpening = create<{ readonly name: string | null }>(() => ({ name: null }));

/** Runs what opens a photo; failures are shown and nothing changes. */
async function opening(name: string, open: () => Promise<void>): Promise<void> {
  useOpening.setState({ name });
  try {
    await open();
  } catch (error) {
    reportProblem(error);
  } finally {
    useOpening.setState({ name: null });
  }
}

/** How a photo can be opened again; a file without a path cannot. */
function sourceOf({ path }: Photo): PhotoSource {
  return path === undefined ? null : { kind: 'path', path };
}

/** Opens a sample scene, and runs a phrase on it if one is given. */
export function openSample(name: string, title: string, phrase = ''): Promise<void> {
  return opening(title, async () => {
    const source = { kind: 'sample', name } as const;
    const photo = await service().api['photo.open']({ source });
    addPhoto(photo, source);
    if (phrase === '') return;
    patchSession(photo.id, { text: phrase });
    // Not waited for: the photo is open, and the phrase tells of itself.
    void runPhrases(photo.id, 'new');
  });
}

export function openPath(path: string): Promise<void> {
  return opening(path, async () => {
    const source = { kind: 'path', path } as const;
    addPhoto(await service().api['photo.open']({ source }), source);
  });
}

export async function openFiles(files: readonly PickedFile[]): Promise<void> {
  for (const file of files) {
    await opening(file.name, async () => {
      const photo = await service().openFile(file);
      if (!(await restoreUploaded(photo))) addPhoto(photo, sourceOf(photo));
    });
  }
}

/** Asks for photos: by the window's own dialog, or the browser's. */
export async function chooseFiles(): Promise<void> {
  if (useApp.getState().info?.canOpenDialog === true) {
    try {
      for (const photo of await service().api['photo.dialog']({})) addPhoto(photo, sourceOf(photo));
    } catch (error) {
      reportProblem(error);
    }
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = 'image/*,.heic,.heif,.avif,.tif,.tiff,.cr2,.nef,.arw,.dng';
  input.addEventListener('change', () => {
    void openFiles([...(input.files ?? [])]);
  });
  input.click();
}

/** Milliseconds until a closed photo's pixels go: a frame that still shows them may be on its way. */
const UNLOAD_DELAY = 1000;

/** Closes a photo and what belongs to it. */
export async function closePhoto(id: string): Promise<void> {
  const open = usePhotos.getState().photos.find(({ photo }) => photo.id === id);
  if (open === undefined) return;
  removePhoto(id);
  forgetSession(id);
  forgetDescription(id);
  setTimeout(() => { unloadPixels(id); }, UNLOAD_DELAY);
  try {
    await open.journal.drop();
    await service().api['photo.close']({ id });
  } catch (error) {
    reportProblem(error);
  }
}
