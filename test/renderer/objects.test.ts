import { describe, expect, it } from 'vitest';
import { distinctObjects, objectAt } from '../../renderer/refine/objects.ts';
import type { ObjectProposal } from '../../renderer/refine/objects.ts';
import { modeWith } from '../../renderer/refine/modes.ts';

/** A box that is all inside, on a grid of four by four cells. */
function proposal(region: number, score: number, x: number, y: number, side: number): ObjectProposal {
  return {
    region, score, label: 'cup', maskBox: [x, y, side, side], side: 4, cells: new Uint8Array(16).fill(255), area: side * side,
  };
}

describe('objects to click', () => {
  it('are told apart from repetitions of surer ones, and from nothing', () => {
    const mug = proposal(1, 0.9, 0, 0, 100);
    const again = proposal(2, 0.4, 10, 5, 100);
    const spoon = proposal(3, 0.5, 30, 30, 20);
    const nothing = { ...proposal(4, 0.8, 300, 300, 10), cells: new Uint8Array(16), area: 0 };
    expect(distinctObjects([again, spoon, nothing, mug]).map(({ region }) => region)).toEqual([1, 3]);
  });

  it('are hit by their masks, the smallest first, not by their boxes', () => {
    const mug = proposal(1, 0.9, 0, 0, 100);
    const spoon = { ...proposal(3, 0.5, 40, 40, 20), cells: new Uint8Array(16).fill(255, 0, 8) };
    expect(objectAt([mug, spoon], 45, 45)?.region).toBe(3);
    expect(objectAt([mug, spoon], 45, 55)?.region).toBe(1);
    expect(objectAt([mug, spoon], 101, 5)).toBeNull();
    expect(objectAt([mug, spoon], -1, -1)).toBeNull();
  });
});

describe('held keys', () => {
  it('add, take away and keep what is common, as in Photoshop', () => {
    expect(modeWith('new', { shiftKey: false, altKey: false })).toBe('new');
    expect(modeWith('new', { shiftKey: true, altKey: false })).toBe('union');
    expect(modeWith('union', { shiftKey: false, altKey: true })).toBe('subtract');
    expect(modeWith('union', { shiftKey: true, altKey: true })).toBe('intersect');
  });
});
