import { checkMask } from './size.ts';
import type { BinaryMask } from './types.ts';

/** Whether pixels that touch only at a corner are connected (8) or not (4). */
export type Connectivity = 4 | 8;

/** Connected components of an image. */
export interface Components {
  /** One a pixel: 0 outside, otherwise the component's number, from 1 in the order of their first pixels. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Pixels of each component, by number; the entry at 0 counts the pixels outside. */
  readonly areas: Uint32Array;
}

/**
 * Connected components of equal values other than 0: two passes and union-find with path halving (Rosenfeld & Pfaltz
 * 1966), in time linear in the pixels.
 * @param values width x height, row-major
 */
export function labelComponents(
  values: Uint8Array | Int32Array, width: number, height: number, connectivity: Connectivity,
): Components {
  const labels = new Int32Array(values.length);
  const parents = new DisjointSets();
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = values[at];
      if (value === 0) continue;
      let label = 0;
      if (x > 0 && values[at - 1] === value) label = labels[at - 1];
      if (y > 0) {
        if (values[at - width] === value) label = parents.join(label, labels[at - width]);
        if (connectivity === 8) {
          if (x > 0 && values[at - width - 1] === value) label = parents.join(label, labels[at - width - 1]);
          if (x + 1 < width && values[at - width + 1] === value) label = parents.join(label, labels[at - width + 1]);
        }
      }
      labels[at] = label === 0 ? parents.add() : label;
    }
  }
  return { labels, ...renumber(labels, parents) };
}

/** Replaces provisional labels by consecutive numbers, in place. */
function renumber(labels: Int32Array, parents: DisjointSets): { count: number; areas: Uint32Array } {
  const numbers = new Int32Array(parents.size + 1);
  const areas = new Uint32Array(parents.size + 1);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const root = parents.find(labels[i]);
    if (root !== 0 && numbers[root] === 0) numbers[root] = ++count;
    labels[i] = numbers[root];
    areas[labels[i]]++;
  }
  return { count, areas: areas.slice(0, count + 1) };
}

/** Sets of whole numbers from 1, of which 0 means none. */
class DisjointSets {
  size = 0;
  #parents = new Int32Array(1024);

  add(): number {
    this.size++;
    if (this.size === this.#parents.length) {
      const larger = new Int32Array(this.#parents.length * 2);
      larger.set(this.#parents);
      this.#parents = larger;
    }
    this.#parents[this.size] = this.size;
    return this.size;
  }

  find(item: number): number {
    const parents = this.#parents;
    let root = item;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** Joins two sets and gives their common root, the smaller number; 0 joins nothing. */
  join(a: number, b: number): number {
    if (a === 0 || a === b) return b;
    const first = this.find(a);
    const second = this.find(b);
    const root = Math.min(first, second);
    this.#parents[Math.max(first, second)] = root;
    return root;
  }
}

/**
 * The largest connected component alone; of equal ones the first by rows.
 * @throws RangeError if the mask is malformed
 */
export function keepLargestComponent(mask: BinaryMask, connectivity: Connectivity = 8): BinaryMask {
  checkMask(mask);
  const { labels, count, areas } = labelComponents(mask.data, mask.width, mask.height, connectivity);
  let largest = 1;
  for (let label = 2; label <= count; label++) if (areas[label] > areas[largest]) largest = label;
  const data = new Uint8Array(labels.length);
  for (let i = 0; i < data.length; i++) data[i] = labels[i] === largest ? 1 : 0;
  return { ...mask, data };
}

/**
 * The mask without its connected components of fewer than `minArea` pixels.
 * @throws RangeError if the mask is malformed
 */
export function removeSmallComponents(mask: BinaryMask, minArea: number, connectivity: Connectivity = 8): BinaryMask {
  checkMask(mask);
  const { labels, areas } = labelComponents(mask.data, mask.width, mask.height, connectivity);
  const data = new Uint8Array(labels.length);
  for (let i = 0; i < data.length; i++) data[i] = labels[i] !== 0 && areas[labels[i]] >= minArea ? 1 : 0;
  return { ...mask, data };
}

/**
 * The mask with its holes of fewer than `maxArea` pixels filled. A hole is a component of the outside (4-connected)
 * that does not reach the image's border.
 * @throws RangeError if the mask is malformed
 */
export function fillHoles(mask: BinaryMask, maxArea = Infinity): BinaryMask {
  checkMask(mask);
  const { width, height, data } = mask;
  const outside = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) outside[i] = data[i] ^ 1;
  const { labels, count, areas } = labelComponents(outside, width, height, 4);
  const open = new Uint8Array(count + 1);
  for (let x = 0; x < width; x++) open[labels[x]] = open[labels[(height - 1) * width + x]] = 1;
  for (let y = 0; y < height; y++) open[labels[y * width]] = open[labels[(y + 1) * width - 1]] = 1;
  const filled = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const hole = labels[i];
    filled[i] = hole === 0 || (open[hole] === 0 && areas[hole] < maxArea) ? 1 : 0;
  }
  return { ...mask, data: filled };
}
