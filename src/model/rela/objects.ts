import { tileArea, tileBox } from '../../mask/alpha.ts';
import { splitMask, type SplitPart } from '../../mask/split.ts';
import type { AlphaTile, BinaryMask, Box } from '../../mask/types.ts';
import { upsampleLogits } from '../../mask/upsample.ts';
import { labelOf } from '../decide.ts';
import type { MaskGrid, ScoredObject } from '../reader.ts';
import type { PhotoEncoding } from '../types.ts';
import { sigmoid } from './output.ts';

/** An object of the merged mask. */
export type RelaObject = ScoredObject & { readonly grid: MaskGrid };

/** The model's decision on its own square grid: the target's logits, positive inside. */
export interface TargetMap {
  /** side x side, row-major, over the whole photo */
  readonly logits: Float32Array;
  readonly side: number;
}

/** Cells around an object in which its border may move. */
const ROOM = 4;
/** Parts that no proposal covers get numbers after all proposals', by the cell of a grid in which they lie. */
const PLACES = 98;

/**
 * Splits the merged mask into objects: by the proposals' masks, and by connected components where there are none. The
 * score of an object is the mean probability of its pixels.
 * @param classNames names of the proposals' classes
 */
export function objectsOf(merged: TargetMap, encoding: PhotoEncoding, classNames: readonly string[]): RelaObject[] {
  const { side } = merged;
  const proposals = encoding.regions.map(({ box, maskLogits, maskBox }) => ({
    box: onGrid(box, encoding, side),
    alpha: upsampleLogits(maskLogits, onGrid(maskBox, encoding, side), side, side),
  }));
  const taken = new Set<number>();
  return splitMask(binaryMask(merged), proposals)
    .map((part) => {
      const region = regionNumber(part, side, encoding.regions.length, taken);
      taken.add(region);
      const label = part.proposal === null ? 'object' : labelOf(encoding.regions[part.proposal], classNames);
      const box = tileBox(part.alpha);
      return {
        region, label,
        score: meanProbability(part.alpha, merged),
        box: onPhoto(box, encoding, side),
        grid: gridOf(part.alpha, box, merged, encoding),
      };
    })
    .sort((a, b) => b.score - a.score);
}

/** The model's decision: 1 where the target has the larger logit. */
export function binaryMask({ logits, side }: TargetMap): BinaryMask {
  return { width: side, height: side, data: Uint8Array.from(logits, (logit) => (logit > 0 ? 1 : 0)) };
}

/** For every proposal, the mean probability of "target" under its mask: what an object would score if it were one. */
export function proposalScores({ logits, side }: TargetMap, encoding: PhotoEncoding): number[] {
  return encoding.regions.map(({ maskLogits, maskBox }) => {
    const alpha = upsampleLogits(maskLogits, onGrid(maskBox, encoding, side), side, side);
    return tileArea(alpha) === 0 ? 0 : meanProbability(alpha, { logits, side });
  });
}

function meanProbability({ x, y, width, height, data }: AlphaTile, { logits, side }: TargetMap): number {
  let [sum, count] = [0, 0];
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      if (data[at] < 128) continue;
      sum += sigmoid(logits[(y + row) * side + x + column]);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** The logits around a part, turned negative where another part or nothing is. */
function gridOf(part: AlphaTile, [left, top, width, height]: Box, { logits, side }: TargetMap, photo: PhotoEncoding): MaskGrid {
  const length = Math.max(width, height) + 2 * ROOM;
  const x0 = left - Math.floor((length - width) / 2);
  const y0 = top - Math.floor((length - height) / 2);
  const maskLogits = new Float32Array(length * length);
  for (let row = 0, at = 0; row < length; row++) {
    const y = Math.min(side - 1, Math.max(0, y0 + row));
    for (let column = 0; column < length; column++, at++) {
      const x = Math.min(side - 1, Math.max(0, x0 + column));
      const inside = x >= part.x && x < part.x + part.width && y >= part.y && y < part.y + part.height &&
        part.data[(y - part.y) * part.width + x - part.x] > 0;
      const logit = logits[y * side + x];
      maskLogits[at] = inside ? logit : -Math.abs(logit);
    }
  }
  return { maskLogits, maskBox: onPhoto([x0, y0, length, length], photo, side) };
}

/** The proposal's own number, or one that says where the part lies, so that other phrases give the same. */
function regionNumber({ proposal, alpha }: SplitPart, side: number, proposals: number, taken: ReadonlySet<number>): number {
  if (proposal !== null) return proposal;
  const [x, y, width, height] = tileBox(alpha);
  const cell = (at: number) => Math.floor((at / side) * PLACES);
  let place = cell(y + height / 2) * PLACES + cell(x + width / 2);
  while (taken.has(proposals + place)) place = (place + 1) % (PLACES * PLACES);
  return proposals + place;
}

function onGrid([x, y, width, height]: Box, photo: PhotoEncoding, side: number): Box {
  const [across, down] = [side / photo.width, side / photo.height];
  return [x * across, y * down, width * across, height * down];
}

function onPhoto([x, y, width, height]: Box, photo: PhotoEncoding, side: number): Box {
  const [across, down] = [photo.width / side, photo.height / side];
  return [x * across, y * down, width * across, height * down];
}
