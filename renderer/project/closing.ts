import { create } from 'zustand';
import { closePhoto } from '../app/opening.ts';
import { closeDialog, openDialog, useApp } from '../state/app.ts';
import { isUnsaved, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { needsCopy, write } from './saving.ts';

/** What the user is asked about before it is closed. */
interface ClosingState {
  readonly ids: readonly string[];
  /** Whether the window is closed afterwards. */
  readonly leaves: boolean;
}

export const useClosing = create<ClosingState>(() => ({ ids: [], leaves: false }));

/** Closes a photo; if something would be lost, the user is asked first. */
export async function requestClose(id: string): Promise<void> {
  const open = usePhotos.getState().photos.find(({ photo }) => photo.id === id);
  if (open === undefined) return;
  if (!isUnsaved(open)) {
    await closePhoto(id);
    return;
  }
  useClosing.setState({ ids: [id], leaves: false });
  openDialog('unsaved');
}

/** The documents that the user is asked about, as they are now. */
function asked(): OpenPhoto[] {
  const { ids } = useClosing.getState();
  return usePhotos.getState().photos.filter(({ photo }) => ids.includes(photo.id));
}

/** Saves all of them, then closes; stays where the user changes his mind or one cannot be saved. */
export async function saveAndClose(): Promise<void> {
  closeDialog();
  for (const open of asked()) {
    const withPhoto = open.project?.withPhoto ?? needsCopy(open);
    if (!await write(open, { asNew: false, withPhoto })) return;
  }
  await closeAll();
}

/** Closes without saving: what the journals hold of it goes as well. */
export async function discardAndClose(): Promise<void> {
  closeDialog();
  await closeAll();
}

async function closeAll(): Promise<void> {
  for (const { photo } of asked()) await closePhoto(photo.id);
  if (!useClosing.getState().leaves) return;
  isLeaving = true;
  window.close();
}

let isLeaving = false;

function onBeforeUnload(event: BeforeUnloadEvent): void {
  const unsaved = usePhotos.getState().photos.filter(isUnsaved);
  if (isLeaving || unsaved.length === 0) return;
  // A browser asks by itself, with words of its own.
  event.preventDefault();
  if (useApp.getState().info?.canOpenDialog !== true) return;
  useClosing.setState({ ids: unsaved.map(({ photo }) => photo.id), leaves: true });
  openDialog('unsaved');
}

/** Asks before the window is closed while something is not saved. @returns ends it */
export function guardLeaving(): () => void {
  window.addEventListener('beforeunload', onBeforeUnload);
  return () => { window.removeEventListener('beforeunload', onBeforeUnload); };
}
