import { create } from 'zustand';
import { isCancelled, problemOf } from '../service/problems.ts';
import type { TextKey } from '../i18n/en.ts';
import type { TextParameters } from '../i18n/text.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'plain' | 'problem';
  readonly textKey: TextKey;
  readonly parameters: TextParameters;
  /** A sentence of the service, in its own words; may be empty. */
  readonly detail: string;
}

interface NoticesState {
  /** What is shown until it is dismissed or has been there long enough. */
  readonly notices: readonly Notice[];
  /** What screen readers are told; the number makes the same text news again. */
  readonly announcement: { readonly text: string; readonly number: number };
}

/** How long a plain notice stays, in milliseconds. Problems stay until they are dismissed. */
const PLAIN_DURATION = 4000;
const MOST_NOTICES = 4;

export const useNotices = create<NoticesState>(() => ({ notices: [], announcement: { text: '', number: 0 } }));

let nextId = 1;

function add(notice: Omit<Notice, 'id'>): number {
  const id = nextId++;
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter(({ textKey }) => textKey !== notice.textKey), { ...notice, id }].slice(-MOST_NOTICES),
  }));
  return id;
}

/** Tells something in passing. */
export function notify(textKey: TextKey, parameters: TextParameters = {}): void {
  const id = add({ tone: 'plain', textKey, parameters, detail: '' });
  setTimeout(() => {
    dismissNotice(id);
  }, PLAIN_DURATION);
}

/** Shows a failure; the document stays as it is. What the user cancelled himself is no failure. */
export function reportProblem(error: unknown): void {
  if (isCancelled(error)) return;
  const { textKey, detail } = problemOf(error);
  add({ tone: 'problem', textKey, parameters: {}, detail });
}

/** Shows a failure that the catalogue has words for. */
export function reportText(textKey: TextKey, parameters: TextParameters = {}): void {
  add({ tone: 'problem', textKey, parameters, detail: '' });
}

/** Shows what the user should know, with a sentence of the service in its own words; it stays until it is dismissed. */
export function warn(textKey: TextKey, detail: string): void {
  add({ tone: 'problem', textKey, parameters: {}, detail });
}

export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Tells screen readers. */
export function announce(text: string): void {
  useNotices.setState(({ announcement }) => ({ announcement: { text, number: announcement.number + 1 } }));
}
