import type { CommandOf } from '../../src/document/commands.ts';
import type { CombineMode } from '../../src/document/settings.ts';
import { objectOf, walkLayers } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import { uniteTiles } from '../../src/mask/alpha.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { rememberAlpha } from '../canvas/bitmaps.ts';
import { t, tCount } from '../i18n/text.ts';
import { newId } from '../state/ids.ts';
import { announce, notify, reportText } from '../state/notices.ts';
import { activePhoto, execute } from '../state/photos.ts';
import { duplicateOf, NO_CHOICE } from './ghosts.ts';
import type { Ghost } from './ghosts.ts';
import { ghostsIncluded, patchSession, runPhrases, sessionOf } from './session.ts';
import type { PhraseMode, PhraseSession } from './session.ts';
import { phrasesOf } from './phrases.ts';

type NewLayer = CommandOf<'addLayers'>['layers'][number];

/** A ghost that has its mask, and the layer that shows the same object already. */
export interface ReadyGhost {
  readonly ghost: Ghost;
  readonly alpha: AlphaTile;
  readonly duplicate: ObjectLayer | null;
}

/** The ghosts that Enter keeps and whose masks are there. */
export function readyGhosts(session: PhraseSession, document: Document): readonly ReadyGhost[] {
  return ghostsIncluded(session).flatMap((ghost) => {
    const alpha = session.masks.get(ghost.region);
    return alpha ? [{ ghost, alpha, duplicate: duplicateOf(alpha, document) }] : [];
  });
}

/** Enter in the phrase box: keeps what is shown for this line, or runs it. */
export async function enterPhrase(mode: PhraseMode): Promise<void> {
  const open = activePhoto();
  if (open === null) return;
  const photoId = open.photo.id;
  if (mode !== 'new' && activeObject(open.document) === null) {
    reportText('phrase.needsLayer');
    return;
  }
  const session = sessionOf(photoId);
  if (session.stage.kind === 'running') return;
  if (session.stage.kind === 'answered' && session.stage.line === session.text) {
    keepResult(mode);
    return;
  }
  const isAnswered = await runPhrases(photoId, mode);
  // The user has asked for the change already: another Enter would only be in the way.
  if (isAnswered && mode !== 'new' && ghostsIncluded(sessionOf(photoId)).length > 0) keepResult(mode);
}

/** The one object that is selected in the layer list; null if none is, or more. */
export function activeObject({ active, layers }: Document): ObjectLayer | null {
  if (active.length !== 1) return null;
  for (const { layer } of walkLayers(layers)) if (layer.id === active[0]) return layer.kind === 'object' ? layer : null;
  return null;
}

/** Makes layers of the ghosts, or changes the active layer's mask by them; one step either way. */
export function keepResult(mode: PhraseMode = 'new'): void {
  const open = activePhoto();
  if (open === null) return;
  const photoId = open.photo.id;
  const session = sessionOf(photoId);
  const ready = readyGhosts(session, open.document);
  if (session.stage.kind !== 'answered' || ready.length === 0) return;
  const isDone = mode === 'new'
    ? addLayers(open.document, session, ready)
    : combine(open.document, ready, mode);
  if (isDone) patchSession(photoId, { stage: { kind: 'idle' }, choice: NO_CHOICE, masks: new Map(), showsMap: false });
}

function combine(document: Document, ready: readonly ReadyGhost[], mode: CombineMode): boolean {
  const target = activeObject(document);
  if (target === null) {
    reportText('phrase.needsLayer');
    return false;
  }
  const masks = ready.map(({ alpha }) => alpha);
  if (!execute({ kind: 'combineMask', id: target.id, mode, masks })) return false;
  notify(`result.applied.${mode}`, { name: target.name });
  announce(t(`result.applied.${mode}`, { name: target.name }));
  return true;
}

function addLayers(document: Document, session: PhraseSession, ready: readonly ReadyGhost[]): boolean {
  const fresh = ready.filter(({ duplicate }) => duplicate === null);
  if (fresh.length === 0) {
    const existing = ready.flatMap(({ duplicate }) => (duplicate === null ? [] : [duplicate]));
    execute({ kind: 'activate', ids: [...new Set(existing.map(({ id }) => id))] });
    notify('result.alreadyThere', { name: existing[0].name });
    announce(t('result.alreadyThere', { name: existing[0].name }));
    return true;
  }
  const title = phrasesOf(session.text).join('; ');
  const isGrouped = !session.isCombined && fresh.length > 1;
  const layers = session.isCombined ? [combinedLayer(title, fresh)] : separateLayers(title, fresh);
  const done = execute({
    kind: 'addLayers', layers, group: isGrouped ? { id: newId(), name: title } : null,
    parent: null, index: document.layers.length,
  }, {
    // What has been drawn of the ghosts serves their layers.
    prepare: (after) => { for (const { id, mask } of layers) rememberAlpha(objectOf(after, id).mask, mask); },
  });
  if (done) announce(tCount('result.committed', layers.length));
  return done;
}

/** The best object becomes the topmost layer, and the list shows it first. */
function separateLayers(title: string, fresh: readonly ReadyGhost[]): NewLayer[] {
  const named = fresh.map(({ ghost, alpha }, i): NewLayer => {
    const earlier = fresh.slice(0, i).filter((each) => each.ghost.label === ghost.label).length;
    const name = fresh.length === 1 ? title : `${ghost.label} ${earlier + 1}`;
    return { id: newId(), name, mask: alpha, origin: originOf(ghost, alpha) };
  });
  return named.reverse();
}

function combinedLayer(title: string, fresh: readonly ReadyGhost[]): NewLayer {
  const mask = uniteTiles(fresh.map(({ alpha }) => alpha));
  const labels = [...new Set(fresh.map(({ ghost }) => ghost.label))];
  const score = Math.min(...fresh.map(({ ghost }) => ghost.score));
  return { id: newId(), name: title, mask, origin: { phrase: title, label: labels.join(', '), score, box: boxOf(mask) } };
}

function originOf({ phrase, label, score }: Ghost, alpha: AlphaTile): NewLayer['origin'] {
  return { phrase, label, score, box: boxOf(alpha) };
}

function boxOf({ x, y, width, height }: AlphaTile): Box {
  return [x, y, width, height];
}

