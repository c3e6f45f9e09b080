import { create } from 'zustand';
import type { Photo } from '../../src/api/contract.ts';
import { newDocument } from '../../src/document/document.ts';
import { DocumentError } from '../../src/document/errors.ts';
import { replay } from '../../src/document/journal.ts';
import { readStoredDocument } from '../project/stored.ts';
import { service } from '../service/service.ts';
import { storedHistory } from '../state/histories.ts';
import { JournalWriter, readHead } from '../state/journalWriter.ts';
import type { JournalHead } from '../state/journalWriter.ts';
import { notify, reportProblem, reportText } from '../state/notices.ts';
import { putPhoto } from '../state/photos.ts';

/** Work that was not closed: its page or its machine went down. */
export interface Recoverable {
  readonly document: string;
  readonly head: JournalHead;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export const useRecovery = create<{ readonly entries: readonly Recoverable[] }>(() => ({ entries: [] }));

/** Looks for work that can be brought back. */
export async function findRecoverable(): Promise<void> {
  const journals = await service().api['journal.list']({});
  const entries = journals.flatMap(({ document, modified, head }) => {
    const read = readHead(head);
    return read === null ? [] : [{ document, modified, head: read }];
  });
  const superfluous = await voidJournals(entries);
  useRecovery.setState({ entries: entries.filter(({ document }) => !superfluous.has(document)) });
  for (const document of superfluous) await service().api['journal.drop']({ document });
}

/**
 * The machine may have gone down while a journal was begun: then it says nothing yet. If it took the place of another,
 * there are both, and only one counts: the new one if all of its beginning is there.
 */
async function voidJournals(entries: readonly Recoverable[]): Promise<ReadonlySet<string>> {
  const superfluous = new Set<string>();
  for (const { document, head: { hasBase, replaces } } of entries) {
    const lines = await service().api['journal.read']({ document });
    // The head, the document it goes on from, and the header.
    const isBegun = lines.length >= (hasBase ? 3 : 2);
    if (!isBegun) superfluous.add(document);
    else if (replaces !== null && entries.some((other) => other.document === replaces)) superfluous.add(replaces);
  }
  return superfluous;
}

function forget(document: string): void {
  useRecovery.setState(({ entries }) => ({ entries: entries.filter((entry) => entry.document !== document) }));
}

export async function discard({ document }: Recoverable): Promise<void> {
  try {
    await service().api['journal.drop']({ document });
    forget(document);
  } catch (error) {
    reportProblem(error);
  }
}

/** Opens the photo again and does to it what the journal says was done. */
export async function restore(entry: Recoverable): Promise<void> {
  const { source } = entry.head;
  if (source === null) return;
  try {
    const photo = await service().api['photo.open']({ source });
    await bringBack(entry, photo);
    forget(entry.document);
  } catch (error) {
    reportProblem(error);
  }
}

/**
 * Brings back the work on an uploaded photo that the user has opened again, which only its content tells.
 * @returns whether there was any
 */
export async function restoreUploaded(photo: Photo): Promise<boolean> {
  const entry = useRecovery.getState().entries.find(({ head }) =>
    head.source === null && head.photo.contentHash === photo.contentHash,
  );
  if (entry === undefined) return false;
  await bringBack(entry, photo);
  forget(entry.document);
  return true;
}

async function bringBack({ document, head }: Recoverable, photo: Photo): Promise<void> {
  const [, ...lines] = await service().api['journal.read']({ document });
  const base = head.hasBase ? readStoredDocument(lines.shift() ?? '') : newDocument(head.photo);
  if (base === null) throw new DocumentError('damaged', 'The document that the journal goes on from is damaged.');
  const { history, used, stopped } = storedHistory((options) => replay(base, lines, options));
  const { name, source } = head;
  const journal = new JournalWriter({ name, source }, base);
  // Written anew before the old journal goes: at no moment is there none.
  const steps = { done: history.position, undone: history.titles.length - history.position };
  if (used > 0) await journal.continueFrom(lines.slice(0, used), steps);
  await service().api['journal.drop']({ document });
  putPhoto({ photo, source, history, journal, saved: base, project: null });
  if (stopped !== null) notify('recovery.partly');
  if (photo.contentHash !== head.photo.contentHash) reportText('recovery.photoChanged');
}
