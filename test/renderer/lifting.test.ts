import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifted } from '../../renderer/canvas/lifting.ts';
import type { Stacked } from '../../renderer/canvas/lifting.ts';
import type { Box } from '../../src/mask/types.ts';

const SIDE = 6;

const boxes = fc.tuple(fc.nat(SIDE - 1), fc.nat(SIDE - 1), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
const stacks = fc.array(fc.record({ showsPhoto: fc.boolean(), reach: boxes }), { maxLength: 8 });

/** What is seen of each pixel: `photo`, or the number of what covers it. */
function paint(stack: readonly Stacked[], painted: ReadonlySet<Stacked>, patches: readonly Box[]): string[] {
  const pixels = new Array<string>(SIDE * SIDE).fill('photo');
  const put = ([left, top, width, height]: Box, value: string) => {
    for (let y = top; y < Math.min(SIDE, top + height); y++) {
      for (let x = left; x < Math.min(SIDE, left + width); x++) pixels[y * SIDE + x] = value;
    }
  };
  patches.forEach((box, i) => { put(box, `patch ${i}`); });
  stack.forEach((each, i) => { if (painted.has(each)) put(each.reach, each.showsPhoto ? 'photo' : `layer ${i}`); });
  return pixels;
}

describe('the layers that are painted above the photo', () => {
  it('look as all of them would', () => {
    fc.assert(fc.property(stacks, fc.array(boxes as fc.Arbitrary<Box>, { maxLength: 2 }), (stack, patches) => {
      expect(paint(stack, new Set(lifted(stack, patches)), patches)).toEqual(paint(stack, new Set(stack), patches));
    }));
  });

  it('are none of those that show what the photo shows, until something else lies below', () => {
    const plain = { showsPhoto: true, reach: [0, 0, 10, 10] as Box };
    const beside = { showsPhoto: true, reach: [30, 0, 10, 10] as Box };
    const moved = { showsPhoto: false, reach: [5, 5, 10, 10] as Box };
    expect([...lifted([plain, beside])]).toEqual([]);
    expect([...lifted([plain, moved, beside])]).toEqual([moved]);
    expect([...lifted([moved, plain, beside])]).toEqual([moved, plain]);
    expect([...lifted([plain, beside], [[35, 5, 1, 1]])]).toEqual([beside]);
  });

  it('may tell their reach when they are asked for the next', () => {
    const shadowed = { showsPhoto: false, reach: [0, 0, 10, 10] as Box };
    const plain = { showsPhoto: true, reach: [15, 0, 10, 10] as Box };
    const found: Stacked[] = [];
    for (const each of lifted<Stacked>([shadowed, plain])) {
      found.push(each);
      shadowed.reach = [0, 0, 20, 10];
    }
    expect(found).toEqual([shadowed, plain]);
  });
});
