import { describe, expect, it } from 'vitest';
import { changedAreas } from '../../renderer/canvas/changedArea.ts';
import { asListed } from '../../renderer/layers/tree.ts';
import { apply } from '../../src/document/apply.ts';
import type { Command } from '../../src/document/commands.ts';
import { changedTilesBox } from '../../src/document/tiledMask.ts';
import { identityTransform } from '../../src/document/transform.ts';
import { objectOf } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { emptyDocument } from '../document/fixtures.ts';
import { square } from './documents.ts';

const add = (id: string, x: number): Command =>
  ({ kind: 'addLayers', layers: [{ id, name: id, mask: square(x, 10, 30), origin: null }], group: null, parent: null, index: 0 });
const steps: readonly Command[] = [add('a', 10), add('b', 300), { kind: 'group', ids: ['a'], group: { id: 'g', name: 'g' } }];
const start = steps.reduce<Document>((document, command) => apply(document, command), emptyDocument());
/** In the second of the tiles of 256 pixels. */
const stroke: Command = { kind: 'brushStroke', id: 'b', brush: { size: 20, hardness: 1, opacity: 1, mode: 'add' }, dabs: [[400, 100, 1]] };

describe('the part of the canvas that an edit changes', () => {
  it('is around the tiles whose pixels changed, in both directions', () => {
    const painted = apply(start, stroke);
    expect(changedTilesBox(objectOf(start, 'b').mask, objectOf(painted, 'b').mask)).toEqual([256, 0, 256, 256]);
    expect(changedAreas(start, painted)).toEqual(new Map([['b', [256, 0, 256, 256]]]));
    expect(changedAreas(painted, start)).toEqual(new Map([['b', [256, 0, 256, 256]]]));
  });

  it('goes where the layer is shown', () => {
    const { mask } = objectOf(start, 'b');
    const moved = apply(start, { kind: 'setTransform', items: [{ id: 'b', transform: { ...identityTransform(mask), x: -50, y: 20 } }] });
    expect(changedAreas(moved, apply(moved, stroke))?.get('b')).toEqual([206, 20, 256, 256]);
  });

  it('is found within a group, and empty where only the selection changed', () => {
    const painted = apply(start, { ...stroke, id: 'a', dabs: [[20, 20, 1]], brush: { size: 80, hardness: 1, opacity: 1, mode: 'add' } });
    expect(changedAreas(start, painted)).toEqual(new Map([['a', [0, 0, 256, 256]]]));
    expect(changedAreas(start, apply(start, { kind: 'activate', ids: ['a'] }))).toEqual(new Map());
  });

  it.each<[string, Command]>([
    ['opacity', { kind: 'setOpacity', ids: ['b'], opacity: 0.5 }],
    ['a group that is hidden', { kind: 'setVisible', ids: ['g'], visible: false }],
    ['another order', { kind: 'move', ids: ['b'], parent: null, index: 1 }],
    ['a layer less', { kind: 'remove', ids: ['b'] }],
    ['solo', { kind: 'solo', ids: ['b'] }],
    ['effects', { kind: 'setEffects', ids: ['b'], effects: [{ kind: 'blur', radius: 5 }] }],
  ])('may be everything after %s', (_name, command) => {
    expect(changedAreas(start, apply(start, command))).toBeNull();
  });

  it('may be everything where effects reach beyond the mask', () => {
    const blurred = apply(start, { kind: 'setEffects', ids: ['b'], effects: [{ kind: 'blur', radius: 5 }] });
    expect(changedAreas(blurred, apply(blurred, stroke))).toBeNull();
  });
});

describe('the list of layers', () => {
  it('is the same after a stroke, and keeps what a change of another row leaves', () => {
    const before = asListed(start.layers);
    expect(asListed(apply(start, stroke).layers, before)).toBe(before);
    const renamed = asListed(apply(start, { kind: 'rename', id: 'a', name: 'cup' }).layers, before);
    expect(renamed).not.toBe(before);
    expect(renamed.find(({ id }) => id === 'b')).toBe(before.find(({ id }) => id === 'b'));
    expect(renamed.find(({ id }) => id === 'g')?.children?.[0].name).toBe('cup');
    expect(asListed(apply(start, { kind: 'move', ids: ['b'], parent: null, index: 1 }).layers, before)).toEqual(before.toReversed());
  });
});
