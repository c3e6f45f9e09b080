import { create } from 'zustand';
import type { Photo, ProjectFile } from '../../src/api/contract.ts';
import type { Document } from '../../src/document/types.ts';
import { service } from '../service/service.ts';
import { openDialog } from '../state/app.ts';
import { newHistory } from '../state/histories.ts';
import { JournalWriter } from '../state/journalWriter.ts';
import type { PhotoSource } from '../state/journalWriter.ts';
import { notify, reportProblem, reportText } from '../state/notices.ts';
import { putPhoto, referenceOf } from '../state/photos.ts';
import { restoreDocument } from './stored.ts';

/** A project that waits for its photo; null if none does. */
interface PendingState {
  readonly pending: { readonly file: ProjectFile; readonly document: Document } | null;
}

export const usePending = create<PendingState>(() => ({ pending: null }));

/**
 * Shows a project that the service has opened, or asks for its photo if that was not found.
 * @throws DocumentError if the project is damaged
 */
export function showProject(file: ProjectFile): void {
  const document = restoreDocument(file);
  if (file.photo === null) {
    usePending.setState({ pending: { file, document } });
    openDialog('locate');
    return;
  }
  if (file.problem !== null) notify('project.copyUsed');
  put(file, document, file.photo, file.source);
}

function put(file: ProjectFile, document: Document, photo: Photo, source: PhotoSource): void {
  const isSame = photo.contentHash === document.photo.contentHash;
  const shown = { ...document, photo: referenceOf(photo) };
  const journal = new JournalWriter({ name: photo.name, source }, shown, isSame && file.photo !== null ? stored(file, shown) : null);
  putPhoto({
    photo, source, history: newHistory(shown), journal,
    // Masks on another photo than the file names are not what the file holds.
    saved: isSame ? shown : null,
    project: { id: file.project, name: file.name, withPhoto: file.manifest.embeddedPhoto !== null },
  });
}

/** What the file holds, for the journal; the photo is where it was found. */
function stored({ manifest, masks }: ProjectFile, { photo }: Document) {
  return { manifest: { ...manifest, photo, embeddedPhoto: null }, masks };
}

/** The user opens the photo as it is now. */
export async function useChangedPhoto(): Promise<void> {
  const { pending } = usePending.getState();
  if (pending === null) return;
  try {
    const photo = await service().api['project.photo']({ project: pending.file.project });
    await take(photo);
  } catch (error) {
    reportProblem(error);
  }
}

/**
 * Takes a photo that the user has located for the project that waits.
 * @returns false if it cannot be the one: it is closed again and the project waits on
 */
export async function take(photo: Photo): Promise<boolean> {
  const { pending } = usePending.getState();
  if (pending === null) return false;
  const { file, document } = pending;
  const { width, height, contentHash } = document.photo;
  if (photo.width !== width || photo.height !== height) {
    reportText('project.otherSize', { name: photo.name, width: photo.width, height: photo.height, wantedWidth: width, wantedHeight: height });
    await service().api['photo.close']({ id: photo.id });
    return false;
  }
  usePending.setState({ pending: null });
  put(file, document, photo, photo.path === undefined ? null : { kind: 'path', path: photo.path });
  if (photo.contentHash !== contentHash) notify('project.otherContent');
  return true;
}

/** The user gives up opening the project. */
export async function dropPending(): Promise<void> {
  const { pending } = usePending.getState();
  usePending.setState({ pending: null });
  if (pending === null) return;
  try {
    await service().api['project.close']({ project: pending.file.project });
  } catch (error) {
    reportProblem(error);
  }
}
