import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cropTile, tileArea, tileFromMask, tileToMask, uniteTiles } from '../../src/mask/alpha.ts';
import { maskArea, maskIou, subtractMasks, uniteMasks } from '../../src/mask/boolean.ts';
import { splitMask } from '../../src/mask/split.ts';
import type { SplitPart, SplitProposal } from '../../src/mask/split.ts';
import type { BinaryMask } from '../../src/mask/types.ts';
import { anyMask, anyTile, maskWhere } from './shapes.ts';

const disc = (cx: number, cy: number, radius: number) =>
  maskWhere(200, 120, (x, y) => Math.hypot(x - cx, y - cy) < radius);

const proposalOf = (mask: BinaryMask): SplitProposal => {
  const alpha = tileFromMask(mask);
  return { box: [alpha.x, alpha.y, alpha.width, alpha.height], alpha };
};

const partAsMask = (part: SplitPart) => tileToMask(part.alpha, 200, 120);

describe('splitting a merged mask', () => {
  const left = disc(60, 60, 35);
  const right = disc(125, 60, 35);
  const merged = uniteMasks(left, right);

  it('gives touching objects their own pixels', () => {
    const parts = splitMask(merged, [proposalOf(right), proposalOf(left)]);
    expect(parts.map(({ proposal }) => proposal)).toEqual([0, 1]);
    expect(maskIou(partAsMask(parts[0]), right)).toBeGreaterThan(0.95);
    expect(maskIou(partAsMask(parts[1]), left)).toBeGreaterThan(0.95);
  });

  it('splits by boxes alone', () => {
    const parts = splitMask(merged, [{ box: [25, 25, 70, 70] }, { box: [90, 25, 70, 70] }]);
    expect(parts.map(({ proposal }) => proposal)).toEqual([0, 1]);
    expect(maskIou(partAsMask(parts[0]), left)).toBeGreaterThan(0.95);
    expect(maskIou(partAsMask(parts[1]), right)).toBeGreaterThan(0.95);
  });

  it('gives what proposals miss to the nearest of the component', () => {
    const parts = splitMask(merged, [proposalOf(disc(60, 60, 20)), proposalOf(disc(125, 60, 20))]);
    expect(parts).toHaveLength(2);
    expect(maskIou(partAsMask(parts[0]), left)).toBeGreaterThan(0.9);
    expect(maskIou(partAsMask(parts[1]), right)).toBeGreaterThan(0.9);
  });

  it('leaves out proposals of other objects and repeated ones', () => {
    const parts = splitMask(left, [
      proposalOf(left), proposalOf(disc(61, 60, 35)), proposalOf(disc(125, 60, 33)), { box: [0, 0, 200, 120] },
    ]);
    expect(parts.map(({ proposal }) => proposal)).toEqual([0]);
    expect(partAsMask(parts[0])).toEqual(left);
  });

  it('makes a component that no proposal covers a part of its own and drops crumbs', () => {
    const far = disc(180, 100, 10);
    const crumb = disc(10, 10, 2);
    const parts = splitMask(uniteMasks(uniteMasks(left, far), crumb), [proposalOf(left)], { minArea: 20 });
    expect(parts.map(({ proposal }) => proposal)).toEqual([0, null]);
    expect(partAsMask(parts[0])).toEqual(left);
    expect(partAsMask(parts[1])).toEqual(far);
  });

  it('keeps a small object that has a proposal', () => {
    const small = disc(180, 100, 3);
    const parts = splitMask(uniteMasks(left, small), [proposalOf(left), proposalOf(small)], { minArea: 100 });
    expect(parts.map(({ proposal }) => proposal)).toEqual([0, 1]);
    expect(partAsMask(parts[1])).toEqual(small);
  });

  it('finds nothing in an empty mask', () => {
    expect(splitMask(disc(0, 0, 0), [proposalOf(left)])).toEqual([]);
  });

  it('always partitions the mask, but for crumbs', () => {
    const proposals = fc.array(anyTile().map((alpha) => ({
      box: [alpha.x, alpha.y, alpha.width, alpha.height] as const, alpha,
    })), { maxLength: 5 });
    fc.assert(
      fc.property(anyMask(20), proposals, fc.integer({ min: 0, max: 6 }), (mask, offered, minArea) => {
        const parts = splitMask(mask, offered, { minArea });
        const union = tileToMask(uniteTiles(parts.map(({ alpha }) => alpha)), mask.width, mask.height);
        // Disjoint: no pixel is counted twice.
        expect(parts.reduce((sum, { alpha }) => sum + tileArea(alpha), 0)).toBe(maskArea(union));
        expect(maskArea(subtractMasks(union, mask))).toBe(0);
        if (minArea <= 1) expect(union).toEqual(mask);
        for (const { alpha } of parts) expect(cropTile(alpha)).toEqual(alpha);
      }),
    );
  });
});
