import { create } from 'zustand';
import type { Answer } from '../../src/api/contract.ts';
import { decodeAlphaKeepingText } from '../../src/document/alphaCodec.ts';
import type { CombineMode } from '../../src/document/settings.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { t, tCount, tPercent } from '../i18n/text.ts';
import { isCancelled, problemOf } from '../service/problems.ts';
import type { Problem } from '../service/problems.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import type { Step } from '../state/app.ts';
import { newId } from '../state/ids.ts';
import { announce, reportProblem } from '../state/notices.ts';
import { usePhotos } from '../state/photos.ts';
import { ghostsOf, includedGhosts, masksOf, NO_CHOICE, shownGhosts } from './ghosts.ts';
import type { Ghost, GhostChoice } from './ghosts.ts';
import { phrasesOf } from './phrases.ts';
import { rememberPhrase } from './recent.ts';

/** What Enter does with what a phrase means: new layers, or a change of the active layer's mask. */
export type PhraseMode = 'new' | CombineMode;

export type Stage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly requestId: string; readonly phrase: string; readonly step: Step | null }
  | { readonly kind: 'answered'; readonly line: string; readonly answers: readonly Answer[]; readonly mode: PhraseMode }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** The phrase box and its results, for one photo. */
export interface PhraseSession {
  readonly text: string;
  readonly stage: Stage;
  readonly choice: GhostChoice;
  /** Masks by region; what is not here has to be fetched, null is empty. */
  readonly masks: ReadonlyMap<number, AlphaTile | null>;
  /** One layer for all objects instead of one each. */
  readonly isCombined: boolean;
  readonly showsMap: boolean;
}

const IDLE: Stage = { kind: 'idle' };
const EMPTY: PhraseSession = {
  text: '', stage: IDLE, choice: NO_CHOICE, masks: new Map(), isCombined: false, showsMap: false,
};

export const usePhrases = create<{ readonly sessions: Readonly<Partial<Record<string, PhraseSession>>> }>(() => ({
  sessions: {},
}));

/** The session of a photo. */
export function sessionOf(photoId: string | null): PhraseSession {
  return (photoId === null ? undefined : usePhrases.getState().sessions[photoId]) ?? EMPTY;
}

/** The session of the photo in front, for components. */
export function usePhraseSession(): PhraseSession {
  const photoId = usePhotos(({ activeId }) => activeId);
  return usePhrases(({ sessions }) => (photoId === null ? undefined : sessions[photoId]) ?? EMPTY);
}

export function patchSession(photoId: string, patch: Partial<PhraseSession>): void {
  usePhrases.setState(({ sessions }) => ({
    sessions: { ...sessions, [photoId]: { ...(sessions[photoId] ?? EMPTY), ...patch } },
  }));
}

export function forgetSession(photoId: string): void {
  usePhrases.setState(({ sessions }) => ({
    sessions: Object.fromEntries(Object.entries(sessions).filter(([id]) => id !== photoId)),
  }));
}

/** Ghosts that are shown, by falling score. */
export function ghostsShown({ stage, choice }: PhraseSession): readonly Ghost[] {
  return stage.kind === 'answered' ? shownGhosts(stage.answers, choice) : [];
}

/** Ghosts that Enter keeps. */
export function ghostsIncluded({ stage, choice }: PhraseSession): readonly Ghost[] {
  return stage.kind === 'answered' ? includedGhosts(stage.answers, choice) : [];
}

/** Whether the answer is that there is no such thing, and nobody has taken a candidate in. */
export function isNothing({ stage, choice }: PhraseSession): boolean {
  return stage.kind === 'answered' && choice.accepted.size === 0 && choice.threshold === null
    && stage.answers.every(({ objects }) => objects.length === 0);
}

/**
 * Runs every phrase of the line on the photo, one after the other.
 * @returns whether there is an answer; failures are kept in the session, and the document is as it was
 */
export async function runPhrases(photoId: string, mode: PhraseMode): Promise<boolean> {
  const line = sessionOf(photoId).text;
  const phrases = phrasesOf(line);
  if (phrases.length === 0) return false;
  const requestId = newId();
  const answers: Answer[] = [];
  rememberPhrase(line.trim());
  try {
    for (const phrase of phrases) {
      patchSession(photoId, { stage: { kind: 'running', requestId, phrase, step: null }, choice: NO_CHOICE });
      answers.push(await service().api.select({ photo: photoId, phrase, requestId }));
      // Dropped or run anew meanwhile: the answer is nobody's.
      if (!isRunning(photoId, requestId)) return false;
    }
  } catch (error) {
    if (!isRunning(photoId, requestId)) return false;
    patchSession(photoId, { stage: isCancelled(error) ? IDLE : { kind: 'failed', problem: problemOf(error) } });
    announce(isCancelled(error) ? t('phrase.cancelled') : t(problemOf(error).textKey));
    return false;
  }
  patchSession(photoId, {
    stage: { kind: 'answered', line, answers, mode }, masks: masksOf(answers), choice: NO_CHOICE, showsMap: false,
  });
  useApp.setState({ device: answers[answers.length - 1].device });
  announceAnswer(photoId);
  return true;
}

function isRunning(photoId: string, requestId: string): boolean {
  const { stage } = sessionOf(photoId);
  return stage.kind === 'running' && stage.requestId === requestId;
}

function announceAnswer(photoId: string): void {
  const session = sessionOf(photoId);
  if (session.stage.kind !== 'answered') return;
  const probability = Math.max(...session.stage.answers.map(({ targetProbability }) => targetProbability));
  const percent = tPercent(probability);
  announce(isNothing(session)
    ? t('none.announce', { percent })
    : tCount('result.announce', ghostsIncluded(session).length, { percent }));
}

/** Takes over how far a request is. */
export function noteProgress(requestId: string, step: Step): void {
  for (const [photoId, session] of Object.entries(usePhrases.getState().sessions)) {
    if (session?.stage.kind === 'running' && session.stage.requestId === requestId) {
      patchSession(photoId, { stage: { ...session.stage, step } });
    }
  }
}

/** Ends the run that is under way. */
export async function cancelRun(photoId: string): Promise<void> {
  const { stage } = sessionOf(photoId);
  if (stage.kind !== 'running') return;
  patchSession(photoId, { stage: IDLE });
  announce(t('phrase.cancelled'));
  try {
    await service().api.cancel({ requestId: stage.requestId });
  } catch (error) {
    reportProblem(error);
  }
}

/** Takes the ghosts away; the layers and the text stay. */
export function dropResult(photoId: string): void {
  const { stage } = sessionOf(photoId);
  if (stage.kind !== 'answered' && stage.kind !== 'failed') return;
  patchSession(photoId, { stage: IDLE, choice: NO_CHOICE, masks: new Map(), showsMap: false });
  announce(t('result.dropped'));
}

/** Sets the score from which ghosts are in; the model is not run again. */
export async function setThreshold(photoId: string, threshold: number): Promise<void> {
  const { choice } = sessionOf(photoId);
  patchSession(photoId, { choice: { ...choice, threshold } });
  await fetchMissingMasks(photoId);
}

/** Takes a candidate in although it scores less than the threshold. */
export async function acceptCandidate(photoId: string, region: number): Promise<void> {
  const { choice } = sessionOf(photoId);
  patchSession(photoId, { choice: { ...choice, accepted: new Set([...choice.accepted, region]) } });
  await fetchMissingMasks(photoId);
}

/** Takes a ghost out of what will be kept, or back in. */
export function toggleGhost(photoId: string, region: number): void {
  const { choice } = sessionOf(photoId);
  const excluded = new Set(choice.excluded);
  if (!excluded.delete(region)) excluded.add(region);
  patchSession(photoId, { choice: { ...choice, excluded } });
}

const fetching = new Set<string>();

/** Fetches the masks of ghosts that are shown and came without one. */
async function fetchMissingMasks(photoId: string): Promise<void> {
  const session = sessionOf(photoId);
  const missing = ghostsShown(session).filter(({ region }) => !session.masks.has(region));
  await Promise.all(missing.map(({ region }) => fetchMask(photoId, region)));
}

async function fetchMask(photoId: string, region: number): Promise<void> {
  const key = `${photoId} ${region}`;
  if (fetching.has(key)) return;
  fetching.add(key);
  try {
    const mask = await service().api['proposal.mask']({ photo: photoId, region });
    const { masks, stage } = sessionOf(photoId);
    if (stage.kind !== 'answered') return;
    patchSession(photoId, { masks: new Map([...masks, [region, mask === null ? null : decodeAlphaKeepingText(mask.alpha)]]) });
  } catch (error) {
    reportProblem(error);
  } finally {
    fetching.delete(key);
  }
}

/** The best of what did not pass, to offer when nothing matches. */
export function nearestCandidates({ stage }: PhraseSession, most = 5): readonly Ghost[] {
  if (stage.kind !== 'answered') return [];
  return ghostsOf(stage.answers).sort((a, b) => b.score - a.score).slice(0, most);
}
