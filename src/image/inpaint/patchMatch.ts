/** Half the side of a patch: patches are 7 x 7 pixels. */
export const REACH = 3;

/** A picture with a hole: RGB by turns, 8 bits a channel, row-major. */
export interface HoledImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** 1 in the hole, 0 elsewhere. */
  readonly hole: Uint8Array;
}

/** For each pixel whose patch touches the hole, the patch outside the hole that looks most like its own. */
export interface PatchField {
  /** Middles of the patches that touch the hole, in their order. */
  readonly targets: Int32Array;
  /** Pixel in the middle of the patch that was found, by pixel; -1 where none is wanted. */
  readonly source: Int32Array;
  /** Sum of squared differences to it, by pixel. */
  readonly cost: Float32Array;
}

/** Middles of patches that lie wholly on the picture: 1 if the patch is free of the hole, 2 if it touches the hole. */
function classifyPatches({ width, height, hole }: HoledImage): Uint8Array {
  const kinds = new Uint8Array(width * height);
  for (let y = REACH; y < height - REACH; y++) {
    for (let x = REACH; x < width - REACH; x++) {
      let touches = false;
      for (let dy = -REACH; dy <= REACH && !touches; dy++) {
        const row = (y + dy) * width + x;
        for (let at = row - REACH; at <= row + REACH; at++) touches ||= hole[at] === 1;
      }
      kinds[y * width + x] = touches ? 2 : 1;
    }
  }
  return kinds;
}

/**
 * Finds similar patches by PatchMatch (Barnes, Shechtman, Finkelstein & Goldman 2009): what fits a neighbour fits here
 * as well, or something near it does.
 */
export class PatchMatcher {
  readonly #image: HoledImage;
  readonly #random: () => number;
  readonly #kinds: Uint8Array;
  readonly field: PatchField;

  /** @param guess a source for a pixel that touches the hole, or -1; it need not be allowed */
  constructor(image: HoledImage, random: () => number, guess: (at: number) => number) {
    this.#image = image;
    this.#random = random;
    this.#kinds = classifyPatches(image);
    const targets = Int32Array.from(
      (function* (kinds: Uint8Array) {
        for (let at = 0; at < kinds.length; at++) if (kinds[at] === 2) yield at;
      })(this.#kinds),
    );
    const source = new Int32Array(image.width * image.height).fill(-1);
    this.field = { targets, source, cost: new Float32Array(source.length) };
    for (const at of targets) source[at] = this.#nearestAllowed(guess(at));
    this.refresh();
  }

  /** Whether there is anything to fill the hole from. */
  get hasSources(): boolean {
    return this.#kinds.includes(1);
  }

  #nearestAllowed(at: number): number {
    if (at >= 0 && this.#kinds[at] === 1) return at;
    const { length } = this.#kinds;
    for (let tries = 0; tries < 1000; tries++) {
      const candidate = Math.floor(this.#random() * length);
      if (this.#kinds[candidate] === 1) return candidate;
    }
    return this.#kinds.indexOf(1);
  }

  /** Takes over that the hole's pixels have changed. */
  refresh(): void {
    const { targets, source, cost } = this.field;
    for (const at of targets) cost[at] = this.#difference(at, source[at], Infinity);
  }

  /** One pass over all patches; passes alternate between the two directions. */
  improve(isForward: boolean): void {
    const { targets } = this.field;
    const { width } = this.#image;
    const step = isForward ? -1 : 1;
    for (let i = 0; i < targets.length; i++) {
      const at = targets[isForward ? i : targets.length - 1 - i];
      this.#propagate(at, step);
      this.#propagate(at, step * width);
      this.#searchAround(at);
    }
  }

  /** Tries what lies beside the source of a neighbour as this one lies beside that neighbour. */
  #propagate(at: number, step: number): void {
    const { source } = this.field;
    const neighbour = at + step;
    if (this.#kinds[neighbour] === 2) this.#offer(at, source[neighbour] - step);
  }

  /** Tries places at random around the source, ever nearer. */
  #searchAround(at: number): void {
    const { width, height } = this.#image;
    const { source } = this.field;
    for (let radius = Math.max(width, height) / 2; radius >= 1; radius /= 2) {
      const x = (source[at] % width) + Math.round((this.#random() * 2 - 1) * radius);
      const y = Math.floor(source[at] / width) + Math.round((this.#random() * 2 - 1) * radius);
      if (x >= 0 && y >= 0 && x < width && y < height) this.#offer(at, y * width + x);
    }
  }

  #offer(at: number, candidate: number): void {
    const { source, cost } = this.field;
    if (this.#kinds[candidate] !== 1 || candidate === source[at]) return;
    const difference = this.#difference(at, candidate, cost[at]);
    if (difference < cost[at]) {
      source[at] = candidate;
      cost[at] = difference;
    }
  }

  /** Sum of squared differences of two patches, given up once it exceeds `limit`. */
  #difference(a: number, b: number, limit: number): number {
    const { width, data } = this.#image;
    const row = (2 * REACH + 1) * 3;
    let sum = 0;
    for (let dy = -REACH; dy <= REACH; dy++) {
      let left = (a + dy * width - REACH) * 3;
      let right = (b + dy * width - REACH) * 3;
      for (const end = left + row; left < end; left++, right++) {
        const difference = data[left] - data[right];
        sum += difference * difference;
      }
      if (sum > limit) return sum;
    }
    return sum;
  }
}

/** What a patch counts a pixel deeper in the hole: what is known tells what is guessed, not the other way round. */
const CONFIDENCE = 1 / 1.3;
const MOST_DEPTH = 30;

/** How many pixels from its border a pixel of the hole lies, along rows and columns; 0 outside. */
function depthsOf({ width, height, hole }: HoledImage): Int16Array {
  const depths = Int16Array.from(hole, (inside) => (inside === 1 ? 2 ** 14 : 0));
  for (let at = 0; at < depths.length; at++) {
    const left = at % width > 0 ? depths[at - 1] : 2 ** 14;
    const above = at >= width ? depths[at - width] : 2 ** 14;
    depths[at] = Math.min(depths[at], left + 1, above + 1);
  }
  for (let at = width * height - 1; at >= 0; at--) {
    const right = (at + 1) % width > 0 ? depths[at + 1] : 2 ** 14;
    const below = at + width < depths.length ? depths[at + width] : 2 ** 14;
    depths[at] = Math.min(depths[at], right + 1, below + 1);
  }
  return depths;
}

/**
 * Gives each pixel of the hole the mean of what the patches over it have there, the better they fit the more (Wexler,
 * Shechtman & Irani 2007, section 3.2). Writes to the image.
 */
export function vote(image: HoledImage, { targets, source, cost }: PatchField): void {
  const { width, data, hole } = image;
  const sums = new Float32Array(width * image.height * 4);
  // Differences that count as usual: those of the better three quarters.
  const sorted = Float32Array.from(targets, (at) => cost[at]).sort();
  const usual = Math.max(1, sorted[Math.floor(sorted.length * 0.75)] ?? 1);
  const depths = depthsOf(image);
  for (const at of targets) {
    const weight = (Math.exp(-cost[at] / (2 * usual)) + 1e-6) * CONFIDENCE ** Math.min(MOST_DEPTH, depths[at]);
    for (let dy = -REACH; dy <= REACH; dy++) {
      for (let dx = -REACH; dx <= REACH; dx++) {
        const to = at + dy * width + dx;
        if (hole[to] === 0) continue;
        const from = (source[at] + dy * width + dx) * 3;
        sums[to * 4] += weight * data[from];
        sums[to * 4 + 1] += weight * data[from + 1];
        sums[to * 4 + 2] += weight * data[from + 2];
        sums[to * 4 + 3] += weight;
      }
    }
  }
  for (let at = 0; at < hole.length; at++) {
    const weight = sums[at * 4 + 3];
    if (hole[at] === 0 || weight === 0) continue;
    for (let channel = 0; channel < 3; channel++) data[at * 3 + channel] = sums[at * 4 + channel] / weight + 0.5;
  }
}
