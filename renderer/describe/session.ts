import { create } from 'zustand';
import type { Description, DescribeStyle, RoundTrip } from '../../src/api/contract.ts';
import { t, tCount } from '../i18n/text.ts';
import { sessionOf } from '../phrase/session.ts';
import { isCancelled, problemOf } from '../service/problems.ts';
import type { Problem } from '../service/problems.ts';
import { service } from '../service/service.ts';
import { showPanel } from '../state/app.ts';
import { newId } from '../state/ids.ts';
import { announce, reportProblem } from '../state/notices.ts';
import { activePhoto, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { describedNow, selectionOf } from './selection.ts';
import type { Described } from './selection.ts';

/** What the shown words select, held against what was described. */
export interface Check {
  readonly roundTrip: RoundTrip;
  readonly ambiguous: boolean;
  readonly unknownWords: readonly string[];
}

export type DescribeStage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly requestId: string }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | {
    readonly kind: 'described';
    readonly described: Described;
    readonly description: Description;
    /** The alternative that is shown. */
    readonly index: number;
    /** Its words, perhaps edited. */
    readonly text: string;
    /** Null while edited words are checked, or if they are none. */
    readonly check: Check | null;
  };

const IDLE: DescribeStage = { kind: 'idle' };
/** Milliseconds without a key before edited words are checked. */
const CHECK_DELAY = 150;
const ALTERNATIVES = 6;

interface DescribeState {
  readonly stages: Readonly<Partial<Record<string, DescribeStage>>>;
  readonly style: DescribeStyle;
}

export const useDescribe = create<DescribeState>(() => ({ stages: {}, style: 'short' }));

export function stageOf(photoId: string | null, { stages }: DescribeState = useDescribe.getState()): DescribeStage {
  return (photoId === null ? undefined : stages[photoId]) ?? IDLE;
}

/** The description of the photo in front, for components. */
export function useDescribeStage(): DescribeStage {
  const photoId = usePhotos(({ activeId }) => activeId);
  return useDescribe((state) => stageOf(photoId, state));
}

function setStage(photoId: string, stage: DescribeStage): void {
  useDescribe.setState(({ stages }) => ({ stages: { ...stages, [photoId]: stage } }));
}

export function forgetDescription(photoId: string): void {
  useDescribe.setState(({ stages }) => ({
    stages: Object.fromEntries(Object.entries(stages).filter(([id]) => id !== photoId)),
  }));
}

/** Whether something is selected that could be described. */
export function canDescribe({ photo, document }: OpenPhoto): boolean {
  return describedNow(document, sessionOf(photo.id)) !== null;
}

/** Looks for words that select what is selected, and shows them. */
export async function describeSelection(): Promise<void> {
  const open = activePhoto();
  const described = open === null ? null : describedNow(open.document, sessionOf(open.photo.id));
  if (open === null || described === null) return;
  const photo = open.photo.id;
  const requestId = newId();
  showPanel('describe');
  setStage(photo, { kind: 'running', requestId });
  const { style } = useDescribe.getState();
  const isCurrent = () => {
    const stage = stageOf(photo);
    return stage.kind === 'running' && stage.requestId === requestId;
  };
  try {
    const selection = selectionOf(described);
    const description = await service().api.describe({ photo, selection, style, candidates: ALTERNATIVES, requestId });
    if (!isCurrent()) return;
    setStage(photo, { kind: 'described', described, description, index: 0, ...wordsOf(description, 0) });
    announceDescription(photo);
  } catch (error) {
    if (isCurrent()) setStage(photo, isCancelled(error) ? IDLE : { kind: 'failed', problem: problemOf(error) });
  }
}

export async function cancelDescription(photoId: string): Promise<void> {
  const stage = stageOf(photoId);
  if (stage.kind !== 'running') return;
  setStage(photoId, IDLE);
  try {
    await service().api.cancel({ requestId: stage.requestId });
  } catch (error) {
    reportProblem(error);
  }
}

/** Another style is described at once if there is a description already. */
export function setStyle(style: DescribeStyle): void {
  useDescribe.setState({ style });
  const { kind } = stageOf(usePhotos.getState().activeId);
  if (kind === 'described') void describeSelection();
}

/** Shows another alternative, in a circle. */
export function showAlternative(photoId: string, index: number): void {
  const stage = stageOf(photoId);
  if (stage.kind !== 'described') return;
  const { length } = stage.description.expressions;
  const next = (index + length) % length;
  setStage(photoId, { ...stage, index: next, ...wordsOf(stage.description, next) });
  announceDescription(photoId);
}

function wordsOf({ expressions }: Description, index: number): { readonly text: string; readonly check: Check | null } {
  if (index >= expressions.length) return { text: '', check: null };
  const { expression, roundTrip, ambiguous } = expressions[index];
  return { text: expression, check: { roundTrip, ambiguous, unknownWords: [] } };
}

let pending: ReturnType<typeof setTimeout> | undefined;

/** Takes edited words over and checks them once no more keys come. */
export function editExpression(photoId: string, text: string): void {
  const stage = stageOf(photoId);
  if (stage.kind !== 'described') return;
  setStage(photoId, { ...stage, text, check: null });
  clearTimeout(pending);
  if (text.trim() !== '') pending = setTimeout(() => { void check(photoId, text); }, CHECK_DELAY);
}

async function check(photoId: string, text: string): Promise<void> {
  const isCurrent = () => {
    const now = stageOf(photoId);
    return now.kind === 'described' && now.text === text;
  };
  const stage = stageOf(photoId);
  if (stage.kind !== 'described' || !isCurrent()) return;
  try {
    const answer = await service().api['describe.check']({ photo: photoId, selection: selectionOf(stage.described), phrase: text });
    // Edited further meanwhile: these words are nobody's.
    if (!isCurrent()) return;
    const { roundTrip, ambiguous, unknownWords } = answer;
    setStage(photoId, { ...stage, text, check: { roundTrip, ambiguous, unknownWords } });
  } catch (error) {
    if (isCurrent()) reportProblem(error);
  }
}

/** What a check says, in one sentence. */
export function checkText({ roundTrip, ambiguous }: Check, count: number): string {
  const { missed, extra, selects } = roundTrip;
  if (selects.length === 0) return t('describe.nothingSelected');
  if (!ambiguous) return tCount('describe.exact', count);
  return t('describe.ambiguous', { found: count - missed.length, count, extra: extra.length });
}

function announceDescription(photoId: string): void {
  const stage = stageOf(photoId);
  if (stage.kind !== 'described') return;
  const { description: { status }, text, check: shown, described } = stage;
  if (status !== 'described' || shown === null) announce(status === 'described' ? text : t(`describe.status.${status}`));
  else announce(t('describe.announce', { expression: text, check: checkText(shown, described.count) }));
}
