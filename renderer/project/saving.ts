import { create } from 'zustand';
import { t } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { openDialog } from '../state/app.ts';
import { announce, notify, reportProblem } from '../state/notices.ts';
import { noteSaved, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { storeDocument } from './stored.ts';

/** Whether a project is being written. */
export const useSaving = create<{ readonly isSaving: boolean }>(() => ({ isSaving: false }));

/** Saves a document where it was saved last, or asks how if it never was. */
export async function save(open: OpenPhoto): Promise<void> {
  if (open.project === null) openDialog('save');
  else await write(open, { asNew: false, withPhoto: open.project.withPhoto });
}

export interface SaveOptions {
  /** As another file than before. */
  readonly asNew: boolean;
  readonly withPhoto: boolean;
  /** File name to begin with; the project's or the photo's own unless set. */
  readonly name?: string;
}

/**
 * Writes a document as a project file; in a browser it is downloaded.
 * @returns whether it is written: not if the user changed his mind, or after a failure, which is shown
 */
export async function write({ photo, document, project, journal }: OpenPhoto, options: SaveOptions): Promise<boolean> {
  if (useSaving.getState().isSaving) return false;
  useSaving.setState({ isSaving: true });
  try {
    const stored = storeDocument(document);
    const name = options.name ?? project?.name;
    const done = await service().api['project.save']({
      photo: photo.id, withPhoto: options.withPhoto, ...stored, masks: { ...stored.masks },
      ...(name === undefined ? {} : { name }),
      ...(project === null || options.asNew ? {} : { project: project.id }),
    });
    if (done === null) return false;
    noteSaved(photo.id, document, { id: done.project, name: done.name, withPhoto: options.withPhoto });
    if (done.url !== undefined) download(done.url);
    // What was done meanwhile is in the journal alone.
    const now = usePhotos.getState().photos.find((each) => each.photo.id === photo.id);
    if (now?.document.layers === document.layers && now.document.solo === document.solo) await journal.saved(document, stored);
    notify('project.saved', { name: done.name });
    announce(t('project.saved', { name: done.name }));
    return true;
  } catch (error) {
    reportProblem(error);
    return false;
  } finally {
    useSaving.setState({ isSaving: false });
  }
}

/** The service names the file. */
function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

/** Whether a copy of the photo belongs into the file unless the user says otherwise: it has no place of its own. */
export function needsCopy({ source }: OpenPhoto): boolean {
  return source === null;
}
