import { asciiString } from './ascii.ts';
import { checkMaskSize } from './size.ts';
import type { Rle } from './types.ts';

/**
 * COCO's run lengths and their string form, byte for byte that of pycocotools (`rleToString` and `rleFrString` of
 * cocoapi/common/maskApi.c): runs of 0 and 1 by turns, beginning with 0, down the columns from left to right; from the
 * fourth run on the difference to the run two before; each number in groups of 5 bits, least significant first, with
 * 0x20 as the continuation bit and 0x10 of the last group as the sign, offset by 48 to be printable.
 */

const CHARACTER_OFFSET = 48;
const GROUP_BITS = 5;
const GROUP_MASK = 0x1f;
const CONTINUES = 0x20;
const NEGATIVE = 0x10;
/** Six groups hold every difference of two runs of at most MAX_MASK_PIXELS. */
const MAX_GROUPS = 6;

/** Writes run lengths as COCO's string. Expects runs of at most MAX_MASK_PIXELS, as `checkCounts` leaves them. */
export function countsToString(counts: ArrayLike<number>): string {
  const bytes = new Uint8Array(counts.length * MAX_GROUPS);
  let length = 0;
  for (let i = 0; i < counts.length; i++) {
    let rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
    let more = true;
    while (more) {
      let group = rest & GROUP_MASK;
      rest >>= GROUP_BITS;
      more = (group & NEGATIVE) !== 0 ? rest !== -1 : rest !== 0;
      if (more) group |= CONTINUES;
      bytes[length++] = group + CHARACTER_OFFSET;
    }
  }
  return asciiString(bytes.subarray(0, length));
}

/**
 * Reads the run lengths of a mask and checks them against its size.
 * @throws RangeError if the size is out of range, the string has a foreign character, ends within a number or holds a
 *   run that is negative or too long, or the runs do not add up to the image
 */
export function parseCounts(rle: Rle): Uint32Array {
  const [height, width] = rle.size;
  const pixels = checkMaskSize(width, height);
  const text = rle.counts;
  const counts = new Uint32Array(Math.min(text.length, pixels + 1));
  let runs = 0;
  let sum = 0;
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let groups = 0;
    let group: number;
    do {
      if (at === text.length) throw new RangeError('RLE string ends within a number');
      if (groups === MAX_GROUPS) throw new RangeError(`RLE run ${runs} has more than ${MAX_GROUPS} characters`);
      group = text.charCodeAt(at) - CHARACTER_OFFSET;
      if (group < 0 || group > (GROUP_MASK | CONTINUES)) {
        throw new RangeError(`RLE string has the foreign character ${JSON.stringify(text[at])} at position ${at}`);
      }
      value |= (group & GROUP_MASK) << (GROUP_BITS * groups);
      groups++;
      at++;
    } while ((group & CONTINUES) !== 0);
    if ((group & NEGATIVE) !== 0) value |= -1 << (GROUP_BITS * groups);
    if (runs > 2) value += counts[runs - 2];
    if (runs === counts.length) throw new RangeError(`RLE has more runs than its ${pixels} pixels allow`);
    sum += checkRun(value, runs, pixels - sum);
    counts[runs++] = value;
  }
  if (sum !== pixels) throw new RangeError(`RLE runs add up to ${sum} pixels instead of ${pixels}`);
  return counts.subarray(0, runs);
}

/**
 * Checks uncompressed run lengths, as some COCO files hold them, against the size of their image.
 * @throws RangeError if the size is out of range, a run is not a whole number of at least 0, or the runs do not add up
 */
export function checkCounts(counts: ArrayLike<number>, width: number, height: number): Uint32Array {
  const pixels = checkMaskSize(width, height);
  if (counts.length > pixels + 1) throw new RangeError(`RLE has more runs than its ${pixels} pixels allow`);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += checkRun(counts[i], i, pixels - sum);
  if (sum !== pixels) throw new RangeError(`RLE runs add up to ${sum} pixels instead of ${pixels}`);
  return Uint32Array.from(counts);
}

function checkRun(run: number, index: number, left: number): number {
  if (!Number.isSafeInteger(run) || run < 0) throw new RangeError(`RLE run ${index} is ${run}, not a length`);
  if (run > left) throw new RangeError(`RLE run ${index} of ${run} pixels is longer than the ${left} that are left`);
  return run;
}
