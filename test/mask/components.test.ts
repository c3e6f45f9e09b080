import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { intersectMasks, maskArea, subtractMasks } from '../../src/mask/boolean.ts';
import {
  fillHoles, keepLargestComponent, labelComponents, removeSmallComponents,
} from '../../src/mask/components.ts';
import type { BinaryMask } from '../../src/mask/types.ts';
import { anyMask, maskOf, maskWhere } from './shapes.ts';

/** Components by flood fill, one pixel at a time: slow and plain, to compare with. */
function floodLabels({ width, height, data }: BinaryMask, connectivity: 4 | 8): number[] {
  const labels = new Array<number>(data.length).fill(0);
  let count = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || labels[start] !== 0) continue;
    labels[start] = ++count;
    const stack = [start];
    for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
      const x = pixel % width;
      const y = (pixel - x) / width;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue;
          if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue;
          const next = (y + dy) * width + x + dx;
          if (data[next] === 0 || labels[next] !== 0) continue;
          labels[next] = count;
          stack.push(next);
        }
      }
    }
  }
  return labels;
}

describe('connected components', () => {
  it.each([4, 8] as const)('partition the mask as a flood fill does, %d-connected', (connectivity) => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const { labels, count, areas } = labelComponents(mask.data, mask.width, mask.height, connectivity);
        const expected = floodLabels(mask, connectivity);
        expect(Array.from(labels)).toEqual(expected);
        expect(count).toBe(Math.max(0, ...expected));
        expect(Array.from(areas)).toEqual(
          Array.from({ length: count + 1 }, (_, label) => expected.filter((value) => value === label).length),
        );
      }),
    );
  });

  it('do not join different values', () => {
    const { labels, count } = labelComponents(Int32Array.of(1, 1, 2, 2, 0, 1), 6, 1, 8);
    expect(count).toBe(3);
    expect(Array.from(labels)).toEqual([1, 1, 2, 2, 0, 3]);
  });

  it('survive shapes that need many provisional labels', () => {
    const comb = maskWhere(2001, 1000, (x, y) => Math.floor(x) % 2 === 0 || y > 999);
    expect(labelComponents(comb.data, comb.width, comb.height, 4).count).toBe(1);
  });

  it('keep the largest, the first of equal ones', () => {
    expect(keepLargestComponent(maskOf('#.##', '....', '##.#'))).toEqual(maskOf('..##', '....', '....'));
    expect(keepLargestComponent(maskOf('....'))).toEqual(maskOf('....'));
    expect(keepLargestComponent(maskOf('#..', '.#.', '..#'), 8)).toEqual(maskOf('#..', '.#.', '..#'));
    expect(keepLargestComponent(maskOf('#..', '.#.', '..#'), 4)).toEqual(maskOf('#..', '...', '...'));
  });

  it('are dropped below a size', () => {
    const mask = maskOf('##.#', '##..', '...#');
    expect(removeSmallComponents(mask, 2)).toEqual(maskOf('##..', '##..', '....'));
    expect(removeSmallComponents(mask, 1)).toEqual(mask);
    expect(maskArea(removeSmallComponents(mask, 5))).toBe(0);
  });
});

describe('filling holes', () => {
  it('fills what does not reach the border, below a size', () => {
    const mask = maskOf('#######', '#.#..##', '#######', '#.....#', '#.#####');
    expect(fillHoles(mask)).toEqual(maskOf('#######', '#######', '#######', '#.....#', '#.#####'));
    expect(fillHoles(mask, 2)).toEqual(maskOf('#######', '###..##', '#######', '#.....#', '#.#####'));
  });

  it('sees a diagonal gap as closed', () => {
    expect(fillHoles(maskOf('.#.', '#.#', '.#.'))).toEqual(maskOf('.#.', '###', '.#.'));
  });

  it('only adds, and does nothing the second time', () => {
    fc.assert(
      fc.property(anyMask(), fc.integer({ min: 0, max: 30 }), (mask, size) => {
        const filled = fillHoles(mask, size);
        expect(intersectMasks(filled, mask)).toEqual(mask);
        expect(fillHoles(filled, size)).toEqual(filled);
        expect(maskArea(subtractMasks(fillHoles(mask), filled))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
