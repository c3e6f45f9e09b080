import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { apply } from '../../src/document/apply.ts';
import { findDuplicate } from '../../src/document/overlaps.ts';
import { identityTransform } from '../../src/document/transform.ts';
import { objectOf } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { tileIou } from '../../src/mask/boolean.ts';
import { EMPTY_TILE } from '../../src/mask/alpha.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { blob, emptyDocument, HEIGHT, WIDTH } from './fixtures.ts';

function documentOf(masks: readonly AlphaTile[]): Document {
  const layers = masks.map((mask, i) => ({ id: `layer-${i}`, name: 'x', mask, origin: null }));
  return apply(emptyDocument(), { kind: 'addLayers', layers, group: { id: 'g', name: 'g' }, parent: null, index: 0 });
}

describe('findDuplicate', () => {
  it('finds what a search through all layers finds', () => {
    const coordinate = fc.integer({ min: 100, max: 130 });
    const radius = fc.integer({ min: 30, max: 40 });
    const anyBlob = fc.tuple(coordinate, coordinate, radius).map(([x, y, radiusX]) => blob(x, y, radiusX, 35));
    fc.assert(fc.property(fc.array(anyBlob, { minLength: 1, maxLength: 8 }), anyBlob, (masks, result) => {
      const ious = masks.map((mask) => tileIou(mask, result));
      const best = Math.max(...ious);
      const found = findDuplicate(documentOf(masks), result);
      if (best < 0.9) expect(found).toBeNull();
      else expect(found).toEqual({ id: `layer-${ious.lastIndexOf(best)}`, iou: best });
    }), { numRuns: 60 });
  });

  it('finds a layer that was moved', () => {
    const mask = blob(200, 200, 60, 40);
    const before = documentOf([mask]);
    const transform = { ...identityTransform(objectOf(before, 'layer-0').mask), x: 300, rotation: 90 };
    const moved = apply(before, { kind: 'setTransform', items: [{ id: 'layer-0', transform }] });
    expect(findDuplicate(moved, mask)).toEqual({ id: 'layer-0', iou: 1 });
  });

  it('finds nothing for a result without pixels, or without layers', () => {
    expect(findDuplicate(documentOf([EMPTY_TILE]), EMPTY_TILE)).toBeNull();
    expect(findDuplicate(documentOf([EMPTY_TILE]), EMPTY_TILE, 0)).toBeNull();
    expect(findDuplicate(emptyDocument(WIDTH, HEIGHT), blob(50, 50, 20, 20))).toBeNull();
  });
});
