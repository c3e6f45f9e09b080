import type { Answer } from '../../src/api/contract.ts';
import { decodeAlphaKeepingText } from '../../src/document/alphaCodec.ts';
import { tiledMaskIou } from '../../src/document/maskOperations.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import { insideBox, maskOfAlpha } from '../../src/document/tiledMask.ts';
import { boxArea, boxIou, intersectBoxes } from '../../src/mask/boxes.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';

/** From this overlap on, a result is the object that a layer already shows. */
export const DUPLICATE_IOU = 0.9;

/** A region of the photo that a phrase may mean, shown above the photo until it is kept or dropped. */
export interface Ghost {
  /** The region's number: two phrases that mean the same region make one ghost. */
  readonly region: number;
  readonly phrase: string;
  readonly label: string;
  readonly score: number;
  readonly box: Box;
  /** Score from which the model itself counts it. */
  readonly modelThreshold: number;
}

/** What the user has set for the ghosts of an answer. */
export interface GhostChoice {
  /** Score from which ghosts are in; null leaves it to the model. */
  readonly threshold: number | null;
  /** Taken out by a click, and taken in by one although they score less. */
  readonly excluded: ReadonlySet<number>;
  readonly accepted: ReadonlySet<number>;
}

export const NO_CHOICE: GhostChoice = { threshold: null, excluded: new Set(), accepted: new Set() };

/** Every region that the answers give a score, by falling score within each answer. */
export function ghostsOf(answers: readonly Answer[]): Ghost[] {
  const ghosts = new Map<number, Ghost>();
  for (const { phrase, threshold, objects, candidates } of answers) {
    // A region that one phrase means is no mere candidate of another.
    for (const { region, label, score, box } of objects) {
      const known = ghosts.get(region);
      if (known === undefined || known.score < known.modelThreshold) {
        ghosts.set(region, { region, phrase, label, score, box, modelThreshold: threshold });
      }
    }
    for (const { region, label, score, box } of candidates) {
      if (!ghosts.has(region)) ghosts.set(region, { region, phrase, label, score, box, modelThreshold: threshold });
    }
  }
  return [...ghosts.values()];
}

/** Whether a ghost's score lets it in. */
function passes(ghost: Ghost, { threshold, accepted }: GhostChoice, found: ReadonlySet<number>): boolean {
  if (accepted.has(ghost.region)) return true;
  return threshold === null ? found.has(ghost.region) : ghost.score >= threshold;
}

/** The ghosts that are shown: those that the threshold lets in or the user has taken in. */
export function shownGhosts(answers: readonly Answer[], choice: GhostChoice): Ghost[] {
  const found = new Set(answers.flatMap(({ objects }) => objects.map(({ region }) => region)));
  return ghostsOf(answers).filter((ghost) => passes(ghost, choice, found));
}

/** The ghosts that would be kept: shown and not taken out. */
export function includedGhosts(answers: readonly Answer[], choice: GhostChoice): Ghost[] {
  return shownGhosts(answers, choice).filter(({ region }) => !choice.excluded.has(region));
}

/** The masks that the answers carry, by region. */
export function masksOf(answers: readonly Answer[]): Map<number, AlphaTile> {
  const masks = new Map<number, AlphaTile>();
  for (const { objects } of answers) {
    for (const { region, alpha } of objects) if (!masks.has(region)) masks.set(region, decodeAlphaKeepingText(alpha));
  }
  return masks;
}

/** The layer that shows the same object already: the one that overlaps most, from `DUPLICATE_IOU` on. */
export function duplicateOf(alpha: AlphaTile, document: Document): ObjectLayer | null {
  let best: { readonly layer: ObjectLayer; readonly iou: number } | null = null;
  for (const { layer } of walkLayers(document.layers)) {
    if (layer.kind !== 'object') continue;
    const box = insideBox(layer.mask);
    // Most are beside each other, and need no mask of tiles to say so.
    if (boxArea(intersectBoxes(box, [alpha.x, alpha.y, alpha.width, alpha.height])) === 0) continue;
    const mask = maskOfAlpha(alpha, document.photo.width, document.photo.height);
    // Boxes that overlap this little cannot hold masks that overlap enough.
    if (boxIou(insideBox(mask), box) < 0.6) continue;
    const iou = tiledMaskIou(mask, layer.mask);
    if (iou >= DUPLICATE_IOU && (best === null || iou > best.iou)) best = { layer, iou };
  }
  return best?.layer ?? null;
}
