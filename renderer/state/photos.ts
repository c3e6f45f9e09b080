import { create } from 'zustand';
import type { Photo } from '../../src/api/contract.ts';
import type { Command } from '../../src/document/commands.ts';
import { newDocument } from '../../src/document/document.ts';
import type { DocumentHistory, HistoryMark } from '../../src/document/history.ts';
import type { PhotoReference } from '../../src/document/settings.ts';
import type { StepTitle } from '../../src/document/title.ts';
import type { Document } from '../../src/document/types.ts';
import { newHistory } from './histories.ts';
import { JournalWriter } from './journalWriter.ts';
import type { PhotoSource } from './journalWriter.ts';
import { reportProblem } from './notices.ts';

/** A photo that is open, with what was done to it. */
export interface OpenPhoto {
  readonly photo: Photo;
  /** How it can be opened again; null for one that has no place of its own. */
  readonly source: PhotoSource;
  readonly history: DocumentHistory;
  readonly journal: JournalWriter;
  /** What the history shows, taken from it after every change: React compares by identity. */
  readonly document: Document;
  readonly titles: readonly StepTitle[];
  readonly position: number;
  /** The document as it was opened or saved last; null if it was never as it is in any file. */
  readonly saved: Document | null;
  /** The project file that it belongs to; null before it is saved. */
  readonly project: OpenProject | null;
}

export interface OpenProject {
  /** The service's name of it. */
  readonly id: string;
  readonly name: string;
  /** Whether the file holds a copy of the photo. */
  readonly withPhoto: boolean;
}

export interface PhotosState {
  readonly photos: readonly OpenPhoto[];
  readonly activeId: string | null;
}

export const usePhotos = create<PhotosState>(() => ({ photos: [], activeId: null }));

/** The photo in front. */
export function activePhoto(state: PhotosState = usePhotos.getState()): OpenPhoto | null {
  return state.photos.find(({ photo }) => photo.id === state.activeId) ?? null;
}

/** The document in front, for components. */
export function useDocument(): Document | null {
  return usePhotos((state) => activePhoto(state)?.document ?? null);
}

/**
 * Puts a photo that the service has opened in front.
 * @param source how it can be opened again
 */
export function addPhoto(photo: Photo, source: PhotoSource = null): void {
  const document = newDocument(referenceOf(photo));
  const journal = new JournalWriter({ name: photo.name, source }, document);
  putPhoto({ photo, source, history: newHistory(document), journal, saved: document, project: null });
}

/** How a document names a photo. */
export function referenceOf({ path, name, contentHash, width, height }: Photo): PhotoReference {
  return { path: path ?? name, contentHash, width, height };
}

/** Puts a photo with what was done to it in front. */
export function putPhoto(opened: Omit<OpenPhoto, 'document' | 'titles' | 'position'>): void {
  const { document, titles, position } = opened.history;
  const open: OpenPhoto = { ...opened, document, titles, position };
  usePhotos.setState(({ photos }) => ({ photos: [...photos, open], activeId: open.photo.id }));
}

/** Whether something would be lost if it were closed now. */
export function isUnsaved({ document, saved }: OpenPhoto): boolean {
  if (saved === null) return true;
  return document.layers !== saved.layers || document.solo !== saved.solo || document.photo !== saved.photo;
}

/** Takes over that a document is in a project file. */
export function noteSaved(photoId: string, saved: Document, project: OpenProject): void {
  usePhotos.setState(({ photos }) => ({
    photos: photos.map((open) => (open.photo.id === photoId ? { ...open, saved, project } : open)),
  }));
}

export function activatePhoto(id: string): void {
  usePhotos.setState({ activeId: id });
}

/** Takes a photo away; its neighbour comes to the front. */
export function removePhoto(id: string): void {
  usePhotos.setState(({ photos, activeId }) => {
    const index = photos.findIndex(({ photo }) => photo.id === id);
    const rest = photos.filter(({ photo }) => photo.id !== id);
    const neighbour = rest[Math.min(index, rest.length - 1)];
    return { photos: rest, activeId: activeId === id ? neighbour?.photo.id ?? null : activeId };
  });
}

/** Takes over what the history of a photo now shows. */
function refresh(open: OpenPhoto): void {
  const { history } = open;
  usePhotos.setState(({ photos }) => ({
    photos: photos.map((each) =>
      each.photo.id === open.photo.id
        ? { ...each, document: history.document, titles: history.titles, position: history.position }
        : each,
    ),
  }));
}

interface Execution {
  /** Makes what the command gives, where most of the work has been done already; null leaves it to the command. */
  readonly make?: (document: Document) => Document | null;
  /** Given the new document before it is shown. */
  readonly prepare?: (document: Document) => void;
}

/**
 * Runs a command on the document in front, as one step.
 * @returns whether it changed something; a refusal is shown and changes nothing
 */
export function execute(command: Command, { make, prepare }: Execution = {}): boolean {
  const open = activePhoto();
  if (open === null) return false;
  try {
    const changed = open.history.commit(command, make?.(open.history.document));
    if (changed) {
      prepare?.(open.history.document);
      refresh(open);
      open.journal.add({ kind: 'command', command }, open.history.document);
    }
    return changed;
  } catch (error) {
    reportProblem(error);
    return false;
  }
}

export function undo(): Promise<void> {
  return step('undo');
}

export function redo(): Promise<void> {
  return step('redo');
}

async function step(kind: 'undo' | 'redo'): Promise<void> {
  const open = activePhoto();
  if (open === null) return;
  try {
    const done = await open.history[kind]();
    if (!done) return;
    refresh(open);
    open.journal.add({ kind }, open.history.document);
  } catch (error) {
    reportProblem(error);
  }
}

/** Undoes or redoes until as many steps are done as `position` says. */
export async function goToStep(position: number): Promise<void> {
  for (;;) {
    const now = activePhoto()?.position;
    if (now === undefined || now === position) return;
    await step(now > position ? 'undo' : 'redo');
    // A step that fails has been reported: trying on would never end.
    if (activePhoto()?.position === now) return;
  }
}

/** Many small changes that become one step: a stroke, a slider that is dragged. */
export class Gesture {
  readonly #open: OpenPhoto;
  readonly #mark: HistoryMark;
  #isOver = false;

  private constructor(open: OpenPhoto) {
    this.#open = open;
    this.#mark = open.history.mark();
  }

  /** Begins a gesture on the document in front; null if there is none or another gesture is under way. */
  static begin(): Gesture | null {
    const open = activePhoto();
    if (open === null) return null;
    try {
      return new Gesture(open);
    } catch (error) {
      reportProblem(error);
      return null;
    }
  }

  /** The document as it was when the gesture began. */
  get start(): Document {
    return this.#mark.document;
  }

  /** Shows a state on the way. */
  preview(document: Document): void {
    if (this.#isOver) return;
    this.#open.history.preview(this.#mark, document);
    refresh(this.#open);
  }

  /** Ends as one step: `command` must lead from the start to what is shown. */
  finish(command: Command): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const changed = this.#open.history.squash(this.#mark, command);
    refresh(this.#open);
    if (changed) this.#open.journal.add({ kind: 'command', command }, this.#open.history.document);
  }

  /** Ends as if it had not been. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#open.history.bail(this.#mark);
    refresh(this.#open);
  }
}
