import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, withPlace } from '../../renderer/layers/placing.ts';
import { maskFromAlpha } from '../../src/document/tiledMask.ts';
import { identityTransform } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { square } from './documents.ts';

const mask = maskFromAlpha(square(100, 80, 60, 40), 400, 300);
const layer: ObjectLayer = {
  kind: 'object', id: 'a', name: 'A', visible: true, locked: false, opacity: 1, blendMode: 'normal', mask,
  transform: identityTransform(mask), effects: [], origin: null,
};

describe('the place of a layer in numbers', () => {
  it('is that of its mask at first', () => {
    expect(placeOf(layer)).toEqual({ x: 100, y: 80, width: 60, height: 40, rotation: 0 });
  });

  it('becomes what is typed, and nothing else changes', () => {
    fc.assert(fc.property(
      fc.integer({ min: -300, max: 300 }), fc.integer({ min: 5, max: 500 }), fc.integer({ min: -179, max: 180 }),
      (x, width, rotation) => {
        const turned = { ...layer, transform: withPlace(layer, { rotation }, true) };
        const sized = { ...turned, transform: withPlace(turned, { width }, true) };
        const placed = placeOf({ ...sized, transform: withPlace(sized, { x }, true) });
        expect(placed.x).toBeCloseTo(x, 6);
        expect(placed.width).toBeCloseTo(width, 6);
        expect(placed.height).toBeCloseTo((width * 40) / 60, 6);
        expect(placed.rotation).toBe(rotation);
      },
    ));
  });

  it('turns and scales about the middle, and may stretch', () => {
    const wide = { ...layer, transform: withPlace(layer, { width: 120 }, false) };
    expect(placeOf(wide)).toEqual({ x: 70, y: 80, width: 120, height: 40, rotation: 0 });
    const turned = placeOf({ ...layer, transform: withPlace(layer, { rotation: 90 }, false) });
    expect([turned.x, turned.y]).toEqual([110, 70]);
  });
});
