import { randomFrom } from '../../random.ts';
import { PatchMatcher, REACH, vote } from './patchMatch.ts';
import type { HoledImage, PatchField } from './patchMatch.ts';

/** Shortest side of the coarsest picture of the pyramid: a few patches. */
const COARSEST_SIDE = 28;
/** Passes at the coarsest picture, where the structure is found, and at the finer ones, which only add detail. */
const COARSEST_ROUNDS = 14;
const FINER_ROUNDS = 3;
const PASSES = 2;
/** Patches above which a picture takes over the field of the coarser one as it is: searching would take too long. */
const MOST_SEARCHED = 120_000;
const SEED = 20_260;

/**
 * Fills a hole from its surroundings with patches that look alike: multi-scale completion (Wexler, Shechtman & Irani
 * 2007) with PatchMatch as its search (Barnes et al. 2009). The same input gives the same result.
 * @param image its data are not written to
 * @returns RGB of the whole picture, the hole filled; unchanged if nothing outside the hole is large enough to copy
 */
export function inpaint(image: HoledImage): Uint8Array {
  const pyramid = buildPyramid(image);
  const random = randomFrom(SEED);
  let coarser: { readonly level: HoledImage; readonly field: PatchField } | null = null;
  for (const level of pyramid.reverse()) {
    if (coarser === null) smoothHole(level);
    const matcher: PatchMatcher = new PatchMatcher(level, random, coarser === null ? () => -1 : doubled(coarser, level));
    if (!matcher.hasSources) continue;
    if (coarser !== null) vote(level, matcher.field);
    const isSearched = coarser === null || matcher.field.targets.length <= MOST_SEARCHED;
    const rounds = coarser === null ? COARSEST_ROUNDS : isSearched ? FINER_ROUNDS : 0;
    for (let round = 0; round < rounds; round++) {
      matcher.refresh();
      for (let pass = 0; pass < PASSES; pass++) matcher.improve((round + pass) % 2 === 0);
      vote(level, matcher.field);
    }
    coarser = { level, field: matcher.field };
  }
  return pyramid[pyramid.length - 1].data;
}

/** The picture and its halves, the finest first. */
function buildPyramid(image: HoledImage): HoledImage[] {
  const pyramid: HoledImage[] = [{ ...image, data: image.data.slice() }];
  for (;;) {
    const last = pyramid[pyramid.length - 1];
    if (Math.min(last.width, last.height) / 2 < COARSEST_SIDE || !last.hole.includes(1)) return pyramid;
    pyramid.push(halve(last));
  }
}

/** Half the size; what is in the hole counts nothing, and what has any of it is in the hole again. */
function halve({ width, height, data, hole }: HoledImage): HoledImage {
  const columns = Math.floor(width / 2);
  const rows = Math.floor(height / 2);
  const half = { width: columns, height: rows, data: new Uint8Array(columns * rows * 3), hole: new Uint8Array(columns * rows) };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const corner = 2 * y * width + 2 * x;
      const four = [corner, corner + 1, corner + width, corner + width + 1];
      const known = four.filter((at) => hole[at] === 0);
      const to = y * columns + x;
      half.hole[to] = known.length < 4 ? 1 : 0;
      for (let channel = 0; channel < 3 && known.length > 0; channel++) {
        half.data[to * 3 + channel] = known.reduce((sum, at) => sum + data[at * 3 + channel], 0) / known.length + 0.5;
      }
    }
  }
  return half;
}

/** Sources for a picture from those of its half. */
function doubled({ level, field }: { readonly level: HoledImage; readonly field: PatchField }, { width, height }: HoledImage) {
  return (at: number): number => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const column = Math.min(level.width - 1 - REACH, Math.max(REACH, x >> 1));
    const row = Math.min(level.height - 1 - REACH, Math.max(REACH, y >> 1));
    const source = field.source[row * level.width + column];
    if (source < 0) return -1;
    const sourceX = 2 * (source % level.width) + (x & 1);
    const sourceY = 2 * Math.floor(source / level.width) + (y & 1);
    const isInside = sourceX >= REACH && sourceY >= REACH && sourceX < width - REACH && sourceY < height - REACH;
    return isInside ? sourceY * width + sourceX : -1;
  };
}

/** A first guess for the coarsest hole: from its border inwards, each pixel the mean of those known around it. */
function smoothHole({ width, height, data, hole }: HoledImage): void {
  const open = hole.slice();
  for (let isOpen = open.includes(1), rounds = 0; isOpen && rounds < width + height; rounds++) {
    const known = open.slice();
    isOpen = false;
    for (let at = 0; at < open.length; at++) {
      if (known[at] === 0) continue;
      const x = at % width;
      const around = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]
        .filter((each) => each >= 0 && each < known.length && known[each] === 0);
      if (around.length === 0) {
        isOpen = true;
        continue;
      }
      for (let channel = 0; channel < 3; channel++) {
        data[at * 3 + channel] = around.reduce((sum, each) => sum + data[each * 3 + channel], 0) / around.length + 0.5;
      }
      open[at] = 0;
    }
  }
}
