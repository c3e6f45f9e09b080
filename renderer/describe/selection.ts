import type { DescribedSelection } from '../../src/api/contract.ts';
import { encodeAlpha } from '../../src/document/alphaCodec.ts';
import { alphaFromMask } from '../../src/document/tiledMask.ts';
import { objectsAmong } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import { ghostsIncluded } from '../phrase/session.ts';
import type { PhraseSession } from '../phrase/session.ts';

/** What is to be described, and a key that tells whether it is still what is selected. */
export interface Described {
  readonly layers: readonly ObjectLayer[];
  /** The ghosts, where no layer is selected. */
  readonly regions: readonly number[];
  readonly key: string;
  readonly count: number;
}

/**
 * The objects of the selected layers where they were lifted from, or, where no layer is selected, the ghosts of a phrase.
 * @returns null if neither is there
 */
export function describedNow(document: Document, session: PhraseSession): Described | null {
  const layers = objectsAmong(document, document.active);
  if (layers.length > 0) {
    return { layers, regions: [], key: keyOf(layers), count: layers.length };
  }
  const regions = ghostsIncluded(session).map(({ region }) => region);
  return regions.length === 0 ? null : { layers, regions, key: regions.join(' '), count: regions.length };
}

/** As the service is asked about it. */
export function selectionOf({ layers, regions }: Pick<Described, 'layers' | 'regions'>): DescribedSelection {
  return { masks: layers.map(maskOf), regions: [...regions] };
}

/** The layer's mask in the photo; where the layer was moved to is no part of what it shows. */
function maskOf({ mask }: ObjectLayer) {
  return encodeAlpha(alphaFromMask(mask));
}

const maskNumbers = new WeakMap<ObjectLayer['mask'], number>();
let lastNumber = 0;

/** Masks are never changed in place, so a new one has a new number. */
function keyOf(layers: readonly ObjectLayer[]): string {
  return layers.map(({ id, mask }) => {
    let number = maskNumbers.get(mask);
    if (number === undefined) maskNumbers.set(mask, number = ++lastNumber);
    return `${id}:${number}`;
  }).join(' ');
}
