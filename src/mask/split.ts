import { tileArea, tileBox } from './alpha.ts';
import { boxIou, coveringPixels, intersectBoxes } from './boxes.ts';
import { maskArea, tileIou } from './boolean.ts';
import { labelComponents } from './components.ts';
import { checkMask, INSIDE } from './size.ts';
import type { AlphaTile, BinaryMask, Box } from './types.ts';

/** An object that the merged mask may hold. */
export interface SplitProposal {
  readonly box: Box;
  /** Its soft mask; without one the box stands for it, less surely. */
  readonly alpha?: AlphaTile;
}

export interface SplitPart {
  /** Position of its proposal, or null for a part that none covers. */
  readonly proposal: number | null;
  /** Tight, 0 or 255. */
  readonly alpha: AlphaTile;
}

export interface SplitOptions {
  /** Fewer pixels are a crumb. Default: a thousandth of the merged mask. */
  readonly minArea?: number;
  /** Proposals that overlap an earlier one by this IoU, 0..1, are the same object. */
  readonly duplicateIou?: number;
}

const DEFAULT_DUPLICATE_IOU = 0.7;
/** Share of a proposal that must lie in the merged mask for it to be one of its objects; a box holds background too. */
const MIN_MASK_SHARE = 0.5;
const MIN_BOX_SHARE = 0.25;
const OPAQUE = 255;

/**
 * Splits a merged mask into objects. Each pixel goes to the proposal that covers it best (a soft mask by its alpha,
 * from one half; below all of those a box, by nearness to its centre); what none covers, to the nearest object within
 * the same 8-connected component, or else it is an object of its own. Crumbs that belong to no larger object are
 * dropped, so the parts are disjoint and cover the merged mask but for these.
 * @param proposals by falling score
 * @returns parts that follow proposals in these' order, then the others
 * @throws RangeError if the mask is malformed
 */
export function splitMask(
  merged: BinaryMask, proposals: readonly SplitProposal[], options: SplitOptions = {},
): SplitPart[] {
  checkMask(merged);
  const minArea = options.minArea ?? maskArea(merged) / 1000;
  const territory = claimPixels(merged, proposals, options.duplicateIou ?? DEFAULT_DUPLICATE_IOU);
  releaseCrumbs(territory, minArea);
  spreadOwners(territory);
  const owners = assignNewOwners(territory, minArea);
  return cutParts(territory, owners, proposals.length);
}

/** The merged mask's box, and who owns each of its pixels. */
interface Territory {
  readonly box: Box;
  /** 0 for pixels outside the merged mask, UNOWNED, or one more than the proposal's position. */
  readonly owners: Int32Array;
  /** By owner: pixels of the merged mask that the proposal covers, whether or not they fell to it. */
  readonly covered: Uint32Array;
}

const UNOWNED = -1;

function claimPixels(merged: BinaryMask, proposals: readonly SplitProposal[], duplicateIou: number): Territory {
  const box = tileBox({ x: 0, y: 0, ...merged }, 1);
  const [left, top, width, height] = box;
  const owners = new Int32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const from = (top + y) * merged.width + left;
    for (let x = 0; x < width; x++, at++) owners[at] = merged.data[from + x] !== 0 ? UNOWNED : 0;
  }
  const territory = { box, owners, covered: new Uint32Array(proposals.length + 1) };
  const best = new Uint8Array(owners.length);
  const accepted: SplitProposal[] = [];
  proposals.forEach((proposal, index) => {
    if (accepted.some((earlier) => areSame(earlier, proposal, duplicateIou))) return;
    const coverage = coverageOf(proposal, merged);
    if (claim(territory, best, coverage, index + 1, proposal.alpha ? MIN_MASK_SHARE : MIN_BOX_SHARE)) {
      accepted.push(proposal);
    }
  });
  return territory;
}

function areSame(a: SplitProposal, b: SplitProposal, duplicateIou: number): boolean {
  const overlap = boxIou(a.box, b.box);
  if (!a.alpha || !b.alpha) return overlap >= duplicateIou;
  // Comparing pixels is dear: masks of which so much is common have boxes that overlap well.
  return overlap >= duplicateIou / 2 && tileIou(a.alpha, b.alpha) >= duplicateIou;
}

/** How well a proposal covers each pixel: a soft mask from INSIDE to 255, a box from 1 to below INSIDE. */
function coverageOf({ box, alpha }: SplitProposal, { width, height }: BinaryMask): AlphaTile {
  if (alpha) return { ...alpha, data: alpha.data.map((value) => (value >= INSIDE ? value : 0)) };
  const [x, y, columns, rows] = coveringPixels(box, width, height);
  const data = new Uint8Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row++) {
    const down = Math.abs((2 * (y + row + 0.5 - box[1])) / box[3] - 1);
    for (let column = 0; column < columns; column++, at++) {
      const across = Math.abs((2 * (x + column + 0.5 - box[0])) / box[2] - 1);
      data[at] = 1 + (INSIDE - 2) * Math.max(0, 1 - Math.max(across, down));
    }
  }
  return { x, y, width: columns, height: rows, data };
}

/** Takes the pixels that the proposal covers better than those before it; none if too little of it lies in the mask. */
function claim(
  { box, owners, covered }: Territory, best: Uint8Array, coverage: AlphaTile, owner: number, minShare: number,
): boolean {
  const [x, y, width, height] = intersectBoxes(box, [coverage.x, coverage.y, coverage.width, coverage.height]);
  const first = (y - box[1]) * box[2] + x - box[0];
  const firstOfTile = (y - coverage.y) * coverage.width + x - coverage.x;
  let inMask = 0;
  for (let row = 0; row < height; row++) {
    let pixel = first + row * box[2];
    const from = firstOfTile + row * coverage.width;
    for (let at = from; at < from + width; at++, pixel++) {
      if (coverage.data[at] !== 0 && owners[pixel] !== 0) inMask++;
    }
  }
  if (inMask === 0 || inMask < minShare * tileArea(coverage, 1)) return false;
  covered[owner] = inMask;
  for (let row = 0; row < height; row++) {
    let pixel = first + row * box[2];
    const from = firstOfTile + row * coverage.width;
    for (let at = from; at < from + width; at++, pixel++) {
      if (owners[pixel] === 0 || coverage.data[at] <= best[pixel]) continue;
      owners[pixel] = owner;
      best[pixel] = coverage.data[at];
    }
  }
  return true;
}

/** Frees small scattered pieces. A piece that is most of what its proposal covers is a small object, not a crumb. */
function releaseCrumbs({ box, owners, covered }: Territory, minArea: number): void {
  const { labels, areas } = labelComponents(owners, box[2], box[3], 8);
  for (let i = 0; i < owners.length; i++) {
    const area = areas[labels[i]];
    if (owners[i] > 0 && area < minArea && area < covered[owners[i]] / 2) owners[i] = UNOWNED;
  }
}

/** Gives unowned pixels to the owner fewest steps away within the mask (breadth first, all owners at once). */
function spreadOwners({ box, owners }: Territory): void {
  const [, , width, height] = box;
  let unowned = 0;
  for (let i = 0; i < owners.length; i++) if (owners[i] === UNOWNED) unowned++;
  const queue = new Int32Array(unowned);
  const takers = new Int32Array(unowned);
  let length = 0;
  for (let i = 0; i < owners.length; i++) {
    const taker = owners[i] === UNOWNED ? ownerBeside(owners, i, width, height) : 0;
    if (taker === 0) continue;
    queue[length] = i;
    takers[length++] = taker;
  }
  // Only now, so that the first ring is one step wide everywhere.
  for (let i = 0; i < length; i++) owners[queue[i]] = takers[i];
  for (let next = 0; next < length; next++) {
    const pixel = queue[next];
    const x = pixel % width;
    const y = (pixel - x) / width;
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const neighbour = row * width + column;
        if (owners[neighbour] !== UNOWNED) continue;
        owners[neighbour] = owners[pixel];
        queue[length++] = neighbour;
      }
    }
  }
}

/** An owner of one of the eight neighbours; 0 if these have none. */
function ownerBeside(owners: Int32Array, pixel: number, width: number, height: number): number {
  const x = pixel % width;
  const y = (pixel - x) / width;
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      if (owners[row * width + column] > 0) return owners[row * width + column];
    }
  }
  return 0;
}

/** Makes each component that still has no owner its own, or drops it if it is a crumb. Returns the highest owner. */
function assignNewOwners({ box, owners, covered }: Territory, minArea: number): number {
  const unowned = new Uint8Array(owners.length);
  for (let i = 0; i < owners.length; i++) unowned[i] = owners[i] === UNOWNED ? 1 : 0;
  const { labels, count, areas } = labelComponents(unowned, box[2], box[3], 8);
  const newOwner = new Int32Array(count + 1);
  let highest = covered.length - 1;
  for (let label = 1; label <= count; label++) newOwner[label] = areas[label] < minArea ? 0 : ++highest;
  for (let i = 0; i < owners.length; i++) if (labels[i] !== 0) owners[i] = newOwner[labels[i]];
  return highest;
}

/** One tight tile for each owner that has pixels. */
function cutParts({ box, owners }: Territory, highest: number, proposals: number): SplitPart[] {
  const [left, top, width, height] = box;
  const lefts = new Int32Array(highest + 1).fill(width);
  const rights = new Int32Array(highest + 1).fill(-1);
  const tops = new Int32Array(highest + 1).fill(height);
  const bottoms = new Int32Array(highest + 1).fill(-1);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const owner = owners[at];
      if (x < lefts[owner]) lefts[owner] = x;
      if (x > rights[owner]) rights[owner] = x;
      if (y < tops[owner]) tops[owner] = y;
      bottoms[owner] = y;
    }
  }
  const parts: SplitPart[] = [];
  for (let owner = 1; owner <= highest; owner++) {
    if (bottoms[owner] < 0) continue;
    const columns = rights[owner] - lefts[owner] + 1;
    const rows = bottoms[owner] - tops[owner] + 1;
    const data = new Uint8Array(columns * rows);
    for (let y = 0, at = 0; y < rows; y++) {
      const from = (tops[owner] + y) * width + lefts[owner];
      for (let x = 0; x < columns; x++, at++) data[at] = owners[from + x] === owner ? OPAQUE : 0;
    }
    const alpha = { x: left + lefts[owner], y: top + tops[owner], width: columns, height: rows, data };
    parts.push({ proposal: owner <= proposals ? owner - 1 : null, alpha });
  }
  return parts;
}
