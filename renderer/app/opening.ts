import { create } from 'zustand';
import { isProjectName, PROJECT_EXTENSION } from '../../src/api/contract.ts';
import type { Photo, PickedFile } from '../../src/api/contract.ts';
import { unloadPixels } from '../canvas/photoPixels.ts';
import { forgetDescription } from '../describe/session.ts';
import { forgetSession, patchSession, runPhrases } from '../phrase/session.ts';
import { showProject } from '../project/opening.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import { dropHistory } from '../state/histories.ts';
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

/** Opens a photo or a project by its path. */
export function openPath(path: string): Promise<void> {
  return opening(path, async () => {
    if (isProjectName(path)) {
      showProject(await service().api['project.open']({ path }));
      return;
    }
    const source = { kind: 'path', path } as const;
    addPhoto(await service().api['photo.open']({ source }), source);
  });
}

/** Opens photos and projects that were dropped, pasted or chosen. */
export async function openFiles(files: readonly PickedFile[]): Promise<void> {
  for (const file of files) {
    await opening(file.name, async () => {
      if (isProjectName(file.name)) {
        showProject(await service().openProject(file));
        return;
      }
      const photo = await service().openFile(file);
      if (!(await restoreUploaded(photo))) addPhoto(photo, sourceOf(photo));
    });
  }
}

const PHOTO_TYPES = 'image/*,.heic,.heif,.avif,.tif,.tiff,.cr2,.nef,.arw,.dng';

/** Asks for files by the browser's own dialog; none if the user changes his mind. */
function pickFiles(accept: string, multiple: boolean): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = multiple;
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => { resolve([...(input.files ?? [])]); });
    input.addEventListener('cancel', () => { resolve([]); });
    input.click();
  });
}

function hasDialogs(): boolean {
  return useApp.getState().info?.canOpenDialog === true;
}

/** Asks for photos and projects: by the window's own dialog, or the browser's. */
export async function chooseFiles(): Promise<void> {
  if (!hasDialogs()) {
    await openFiles(await pickFiles(`${PHOTO_TYPES},${PROJECT_EXTENSION}`, true));
    return;
  }
  try {
    for (const path of await service().api['file.dialog']({ what: 'photos-and-projects' })) await openPath(path);
  } catch (error) {
    reportProblem(error);
  }
}

/** Asks for one photo and opens it without showing it; null if the user changes his mind, or after a failure. */
export async function choosePhoto(): Promise<Photo | null> {
  try {
    if (!hasDialogs()) {
      const [file] = await pickFiles(PHOTO_TYPES, false);
      return file === undefined ? null : await service().openFile(file);
    }
    const [path] = await service().api['file.dialog']({ what: 'photo' });
    return path === undefined ? null : await service().api['photo.open']({ source: { kind: 'path', path } });
  } catch (error) {
    reportProblem(error);
    return null;
  }
}

/** Milliseconds until a closed photo's pixels go: a frame that still shows them may be on its way. */
const UNLOAD_DELAY = 1000;

/** Closes a photo and what belongs to it; whether that is saved was asked before. */
export async function closePhoto(id: string): Promise<void> {
  const open = usePhotos.getState().photos.find(({ photo }) => photo.id === id);
  if (open === undefined) return;
  removePhoto(id);
  forgetSession(id);
  forgetDescription(id);
  setTimeout(() => { unloadPixels(id); }, UNLOAD_DELAY);
  try {
    await open.journal.drop();
    await dropHistory(open.history);
    await service().api['photo.close']({ id });
    if (open.project !== null) await service().api['project.close']({ project: open.project.id });
  } catch (error) {
    reportProblem(error);
  }
}
