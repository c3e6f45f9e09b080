import { describe, expect, it } from 'vitest';

import { apply } from '../../src/document/apply.ts';
import { decodeCommand, encodeCommand, parseCommand } from '../../src/document/commands.ts';
import type { Command, CommandOf } from '../../src/document/commands.ts';
import { hashDocument, newDocument } from '../../src/document/document.ts';
import type { DocumentErrorCode } from '../../src/document/errors.ts';
import { addFoundObjects, copyLayers, replaceMask, splitLayer } from '../../src/document/makeCommands.ts';
import { combineMasks, operateOnMask } from '../../src/document/maskOperations.ts';
import type { Brush } from '../../src/document/settings.ts';
import { hashMask, insideArea, maskBox, maskFromAlpha } from '../../src/document/tiledMask.ts';
import { identityTransform } from '../../src/document/transform.ts';
import { isLocked, isShown, layerOf, objectOf, walkLayers } from '../../src/document/tree.ts';
import type { Document, Layer } from '../../src/document/types.ts';
import { blob, emptyDocument, HEIGHT, plainWalk, WIDTH } from './fixtures.ts';

const BRUSH: Brush = { size: 9, hardness: 1, opacity: 1, mode: 'add' };

/** The tree as text: `a g(b c)`, the lowest first. */
function outline(layers: readonly Layer[]): string {
  return layers.map((each) => (each.kind === 'group' ? `${each.id}(${outline(each.children)})` : each.id)).join(' ');
}

function after(document: Document, ...commands: Command[]): Document {
  return commands.reduce(apply, document);
}

const layer = (id: string, x = 100, y = 100) => ({ id, name: id, mask: blob(x, y, 30, 30), origin: null });

function add(layers: ReturnType<typeof layer>[], place: Partial<CommandOf<'addLayers'>> = {}): Command {
  return { kind: 'addLayers', layers, group: null, parent: null, index: 99, ...place };
}

/** `a b g(c d h(e))` */
const tree = after(
  emptyDocument(),
  add([layer('a'), layer('b', 300)]),
  add([layer('c', 200, 200), layer('d', 400, 200)], { group: { id: 'g', name: 'G' } }),
  add([layer('e', 500, 300)], { group: { id: 'h', name: 'H' }, parent: 'g', index: 2 }),
);

function refusal(document: Document, command: Command): DocumentErrorCode {
  const before = hashDocument(document);
  try {
    apply(document, command);
  } catch (error) {
    expect(hashDocument(document)).toBe(before);
    return (error as { code: DocumentErrorCode }).code;
  }
  throw new Error('the command was accepted');
}

describe('commands that arrange', () => {
  it('add layers at a place, and select them', () => {
    expect(outline(tree.layers)).toBe('a b g(c d h(e))');
    const added = after(tree, add([layer('x'), layer('y')], { parent: 'g', index: 1 }));
    expect(outline(added.layers)).toBe('a b g(c x y d h(e))');
    expect(added.active).toEqual(['x', 'y']);
  });

  it('move layers together, in their order, to an index that counts without them', () => {
    const moved = (ids: string[], parent: string | null, index: number) =>
      outline(after(tree, { kind: 'move', ids, parent, index }).layers);
    expect(moved(['d', 'a'], null, 1)).toBe('b a d g(c h(e))');
    expect(moved(['a'], 'h', 0)).toBe('b g(c d h(a e))');
    expect(moved(['e', 'h'], null, 0)).toBe('h(e) a b g(c d)');
    expect(moved(['a'], null, 99)).toBe('b g(c d h(e)) a');
  });

  it('group at the place of the topmost, and ungroup', () => {
    const grouped = after(tree, { kind: 'group', ids: ['c', 'a'], group: { id: 'n', name: 'New' } });
    expect(outline(grouped.layers)).toBe('b g(n(a c) d h(e))');
    expect(layerOf(grouped, 'n')).toMatchObject({ blendMode: 'pass through', opacity: 1 });
    const freed = after(grouped, { kind: 'ungroup', ids: ['g'] });
    expect(outline(freed.layers)).toBe('b n(a c) d h(e)');
    expect(freed.active).toEqual(['n', 'd', 'h']);
    const nested = after(tree, { kind: 'group', ids: ['g', 'e'], group: { id: 'n', name: 'New' } });
    expect(outline(nested.layers)).toBe('a b n(g(c d h(e)))');
  });

  it('remove layers, and what pointed to them', () => {
    const removed = after(tree,
      { kind: 'solo', ids: ['e', 'a'] }, { kind: 'activate', ids: ['d', 'b'] }, { kind: 'remove', ids: ['h', 'd'] });
    expect(outline(removed.layers)).toBe('a b g(c)');
    expect(removed.solo).toEqual(['a']);
    expect(removed.active).toEqual(['b']);
  });

  it('duplicate right above, groups with what they hold', () => {
    let next = 0;
    const command = copyLayers(tree, ['a', 'h', 'e'], (name) => `${name} copy`, () => `n${next++}`);
    const copied = after(tree, { kind: 'setLocked', ids: ['e'], locked: true }, command);
    expect(outline(copied.layers)).toBe('a n0 b g(c d h(e) n1(n2))');
    expect([...walkLayers(copied.layers)].map(({ layer: { name } }) => name))
      .toEqual(['a', 'a copy', 'b', 'G', 'c', 'd', 'H', 'e', 'H copy', 'e']);
    expect(objectOf(copied, 'n2').mask).toBe(objectOf(tree, 'e').mask);
    expect(isLocked(copied, 'n2')).toBe(false);
    expect(refusal(tree, { kind: 'duplicate', copies: [{ from: 'h', id: 'x', name: 'x' }] })).toBe('invalid');
  });

  it('merge what is among and within the layers, at the place of the topmost', () => {
    const styled = after(tree, { kind: 'setOpacity', ids: ['a'], opacity: 0.4 });
    const merged = after(styled, { kind: 'merge', ids: ['a', 'h'], into: { id: 'm', name: 'Both' } });
    expect(outline(merged.layers)).toBe('b g(c d m)');
    expect(objectOf(merged, 'm')).toMatchObject({ name: 'Both', opacity: 0.4 });
    const united = combineMasks(objectOf(tree, 'a').mask, objectOf(tree, 'e').mask, 'union');
    expect(hashMask(objectOf(merged, 'm').mask)).toBe(hashMask(united));
    expect(refusal(tree, { kind: 'merge', ids: ['h'], into: { id: 'm', name: 'M' } })).toBe('nothing-to-do');
    const { transform } = objectOf(tree, 'a');
    const moved = after(tree, { kind: 'setTransform', items: [{ id: 'a', transform: { ...transform, x: 9 } }] });
    expect(refusal(moved, { kind: 'merge', ids: ['a', 'b'], into: { id: 'm', name: 'M' } })).toBe('transforms-differ');
  });

  it('close the seam between merged neighbours as painting one over the other does', () => {
    const half = { x: 10, y: 10, width: 1, height: 1, data: Uint8Array.of(128) };
    const two = after(emptyDocument(),
      add([{ ...layer('p'), mask: half }, { ...layer('q'), mask: half }]),
      { kind: 'merge', ids: ['p', 'q'], into: { id: 'm', name: 'M' } });
    expect(objectOf(two, 'm').mask.tiles[0]![10 * 256 + 10]).toBe(192);
  });

  it('split a layer into its parts, which look like it', () => {
    const united = after(tree,
      { kind: 'merge', ids: ['a', 'b', 'd'], into: { id: 'm', name: 'Cups' } },
      { kind: 'brushStroke', id: 'm', brush: { ...BRUSH, size: 100 }, dabs: [[100, 100, 1]] },
      { kind: 'setBlendMode', ids: ['m'], blendMode: 'multiply' });
    let next = 0;
    const command = splitLayer(united, 'm', 20, () => `p${next++}`)!;
    const split = after(united, command);
    expect(outline(split.layers)).toBe('g(c p2 p1 p0 h(e))');
    expect(objectOf(split, 'p0')).toMatchObject({ name: 'Cups 1', blendMode: 'multiply' });
    expect(insideArea(objectOf(split, 'p0').mask)).toBeGreaterThan(insideArea(objectOf(split, 'p1').mask));
    expect(splitLayer(split, 'p0', 20, () => 'x')).toBeNull();
    expect(refusal(united, { ...command, parts: command.parts.slice(1) })).toBe('stale');
    expect(refusal(split, { ...command, id: 'p0' })).toBe('nothing-to-do');
  });
});

describe('commands that adjust', () => {
  it('show what is visible, or what is soloed', () => {
    const hidden = after(tree, { kind: 'setVisible', ids: ['h', 'a'], visible: false });
    const shown = (document: Document) =>
      [...walkLayers(document.layers)].map((each) => each.layer.id).filter((id) => isShown(document, id)).join('');
    expect(shown(hidden)).toBe('bgcd');
    expect(shown(after(hidden, { kind: 'solo', ids: ['h'] }))).toBe('ghe');
    expect(shown(after(hidden, { kind: 'solo', ids: ['h'] }, { kind: 'solo', ids: [] }))).toBe('bgcd');
  });

  it('set what they say, and share the rest', () => {
    const { transform } = objectOf(tree, 'c');
    const adjusted = after(tree,
      { kind: 'setOpacity', ids: ['c', 'g'], opacity: 0.25 },
      { kind: 'setBlendMode', ids: ['c'], blendMode: 'soft light' },
      { kind: 'setTransform', items: [{ id: 'c', transform: { ...transform, flipX: true } }] },
      { kind: 'setEffects', ids: ['c'], effects: [{ kind: 'blur', radius: 3 }] },
      { kind: 'rename', id: 'c', name: 'Kid' });
    expect(objectOf(adjusted, 'c')).toMatchObject({
      name: 'Kid', opacity: 0.25, blendMode: 'soft light', transform: { flipX: true },
      effects: [{ kind: 'blur', radius: 3 }],
    });
    expect(layerOf(adjusted, 'g').opacity).toBe(0.25);
    expect(objectOf(adjusted, 'c').mask).toBe(objectOf(tree, 'c').mask);
    for (const id of ['a', 'b', 'd', 'h']) expect(layerOf(adjusted, id)).toBe(layerOf(tree, id));
    expect(after(tree, { kind: 'relinkPhoto', path: '/b.jpg', contentHash: 'h' }).photo)
      .toEqual({ path: '/b.jpg', contentHash: 'h', width: WIDTH, height: HEIGHT });
  });

  it('let only groups pass through', () => {
    expect(refusal(tree, { kind: 'setBlendMode', ids: ['g', 'a'], blendMode: 'pass through' })).toBe('not-a-group');
    const through = after(tree, { kind: 'setBlendMode', ids: ['g'], blendMode: 'pass through' });
    expect(layerOf(through, 'g').blendMode).toBe('pass through');
  });
});

describe('commands that edit masks', () => {
  it('combine with what was found, all of it together', () => {
    const found = [blob(100, 100, 10, 10), blob(110, 100, 10, 10)];
    const [first, second] = found.map((alpha) => maskFromAlpha(alpha, WIDTH, HEIGHT));
    const { mask } = objectOf(tree, 'a');
    const expected = combineMasks(mask, combineMasks(first, second, 'union'), 'intersect');
    const combined = after(tree, { kind: 'combineMask', id: 'a', mode: 'intersect', masks: found });
    expect(hashMask(objectOf(combined, 'a').mask)).toBe(hashMask(expected));
  });

  it('keep the pivot when the mask changes, so that the layer stays where it is', () => {
    const rings = [[0, 0, 90, 0, 90, 90, 0, 90]];
    const grown = after(tree, { kind: 'fillShape', id: 'a', rings, mode: 'union', feather: 0 });
    expect(maskBox(objectOf(grown, 'a').mask)).not.toEqual(maskBox(objectOf(tree, 'a').mask));
    expect(objectOf(grown, 'a').transform).toEqual(objectOf(tree, 'a').transform);
  });

  it('set a mask that was made from the present one, and no other', () => {
    const { mask } = objectOf(tree, 'a');
    const smooth = operateOnMask(mask, { kind: 'feather', radius: 9 });
    const command = replaceMask('a', mask, smooth);
    expect(hashMask(objectOf(after(tree, command), 'a').mask)).toBe(hashMask(smooth));
    const painted = after(tree, { kind: 'maskOperation', ids: ['a', 'b'], operation: { kind: 'grow', radius: 2 } });
    expect(refusal(painted, command)).toBe('stale');
  });

  it('leave the layer itself where nothing changes', () => {
    const unchanged = after(tree, { kind: 'combineMask', id: 'a', mode: 'union', masks: [] });
    expect(unchanged.layers).toBe(tree.layers);
  });
});

describe('refusals', () => {
  const locked = after(tree, { kind: 'setLocked', ids: ['h', 'a'], locked: true });
  const { transform } = objectOf(tree, 'a');
  const edits = (id: string): Command[] => [
    { kind: 'remove', ids: [id] },
    { kind: 'move', ids: [id], parent: null, index: 0 },
    { kind: 'group', ids: [id, 'b'], group: { id: 'n', name: 'N' } },
    { kind: 'merge', ids: [id, 'b'], into: { id: 'n', name: 'N' } },
    { kind: 'setOpacity', ids: [id], opacity: 0.5 },
    { kind: 'setBlendMode', ids: [id], blendMode: 'screen' },
    { kind: 'splitIntoParts', id, parts: [{ id: 'n', name: 'N' }], minArea: 9 },
    { kind: 'setTransform', items: [{ id, transform }] },
    { kind: 'setEffects', ids: [id], effects: [] },
    { kind: 'setMask', id, before: hashMask(objectOf(tree, id).mask), patch: blob(9, 9, 5, 5) },
    { kind: 'combineMask', id, mode: 'union', masks: [] },
    { kind: 'brushStroke', id, brush: BRUSH, dabs: [[5, 5, 1]] },
    { kind: 'fillShape', id, rings: [], mode: 'union', feather: 0 },
    { kind: 'maskOperation', ids: [id], operation: { kind: 'invert' } },
  ];

  it('protect locked layers and what lies in locked groups', () => {
    for (const command of [...edits('a'), ...edits('e')]) expect(refusal(locked, command)).toBe('locked');
    expect(refusal(locked, { kind: 'remove', ids: ['g'] })).toBe('locked');
    expect(refusal(locked, { kind: 'ungroup', ids: ['h'] })).toBe('locked');
    expect(refusal(locked, { kind: 'move', ids: ['b'], parent: 'h', index: 0 })).toBe('locked');
    expect(refusal(locked, add([layer('n')], { parent: 'h' }))).toBe('locked');
  });

  it('let locked layers be shown, named, selected, copied and unlocked', () => {
    const free = after(locked,
      { kind: 'setVisible', ids: ['a'], visible: false }, { kind: 'rename', id: 'e', name: 'E' },
      { kind: 'activate', ids: ['a'] }, { kind: 'solo', ids: ['e'] },
      { kind: 'duplicate', copies: [{ from: 'a', id: 'copy', name: 'copy' }] },
      { kind: 'setLocked', ids: ['a', 'h'], locked: false });
    for (const command of edits('a').slice(0, 4)) expect(() => apply(free, command)).not.toThrow();
  });

  it('name layers that are not there, or are of the wrong kind', () => {
    for (const command of edits('a')) {
      const elsewhere = JSON.parse(JSON.stringify(encodeCommand(command)).replaceAll('"a"', '"nobody"')) as unknown;
      expect(refusal(tree, decodeCommand(elsewhere))).toBe('unknown-layer');
    }
    expect(refusal(tree, { kind: 'move', ids: ['a'], parent: 'nobody', index: 0 })).toBe('unknown-layer');
    expect(refusal(tree, { kind: 'move', ids: ['a'], parent: 'b', index: 0 })).toBe('not-a-group');
    expect(refusal(tree, { kind: 'ungroup', ids: ['a'] })).toBe('not-a-group');
    expect(refusal(tree, { kind: 'setEffects', ids: ['g'], effects: [] })).toBe('not-an-object');
    expect(refusal(tree, { kind: 'activate', ids: ['nobody'] })).toBe('unknown-layer');
  });

  it('keep groups out of themselves and ids apart', () => {
    expect(refusal(tree, { kind: 'move', ids: ['g'], parent: 'h', index: 0 })).toBe('cycle');
    expect(refusal(tree, { kind: 'move', ids: ['g'], parent: 'g', index: 0 })).toBe('cycle');
    expect(refusal(tree, { kind: 'group', ids: ['a'], group: { id: 'g', name: 'G' } })).toBe('duplicate-id');
    expect(refusal(tree, add([layer('n'), layer('n')]))).toBe('duplicate-id');
    const item = { id: 'a', transform };
    expect(refusal(tree, { kind: 'setTransform', items: [item, item] })).toBe('duplicate-id');
    expect(refusal(tree, {
      kind: 'duplicate', copies: [{ from: 'a', id: 'x', name: 'x' }, { from: 'a', id: 'y', name: 'y' }],
    })).toBe('duplicate-id');
  });

  it('end groups within groups', () => {
    let deep = tree;
    for (let i = 0; i < 9; i++) {
      deep = after(deep, { kind: 'group', ids: [i === 0 ? 'a' : `n${i - 1}`], group: { id: `n${i}`, name: 'N' } });
    }
    const deepest = after(deep, { kind: 'group', ids: ['n8'], group: { id: 'n9', name: 'N' } });
    expect(refusal(deepest, { kind: 'group', ids: ['n9'], group: { id: 'n10', name: 'N' } })).toBe('too-many');
    expect(refusal(deepest, { kind: 'move', ids: ['h'], parent: 'n0', index: 0 })).toBe('too-many');
  });

  it('meet malformed commands before they touch the document', () => {
    const malformed: unknown[] = [
      null, 'remove', {}, { kind: 'explode' }, { kind: 'remove', ids: [] }, { kind: 'remove', ids: ['../a'] },
      { kind: 'rename', id: 'a', name: '' }, { kind: 'setOpacity', ids: ['a'], opacity: 1.01 },
      { kind: 'setOpacity', ids: ['a'], opacity: Number.NaN },
      { kind: 'setTransform', items: [{ id: 'a', transform: { ...transform, scaleX: 0 } }] },
      { kind: 'setEffects', ids: ['a'], effects: [{ kind: 'blur', radius: 1 }, { kind: 'blur', radius: 2 }] },
      { kind: 'setEffects', ids: ['a'], effects: [{ kind: 'fill', color: 'red', opacity: 1 }] },
      { kind: 'fillShape', id: 'a', rings: [[1, 2, 3]], mode: 'union', feather: 0 },
      { kind: 'maskOperation', ids: ['a'], operation: { kind: 'grow', radius: -1 } },
      { kind: 'combineMask', id: 'a', mode: 'union', masks: [{ x: 0, y: 0, width: 1, height: 1, data: [7] }] },
      {
        kind: 'combineMask', id: 'a', mode: 'union',
        masks: [{ x: 0, y: 0, width: 2, height: 2, data: new Uint8Array(3) }],
      },
    ];
    for (const value of malformed) {
      expect(() => parseCommand(value)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
      expect(() => apply(tree, value as Command)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
    }
    expect(() => newDocument({ path: '', contentHash: 'x', width: 1, height: 1 })).toThrow(/Photo refused/);
    expect(() => newDocument({ path: 'x', contentHash: 'x', width: 2 ** 20, height: 2 ** 20 })).toThrow(RangeError);
  });
});

describe('what a phrase has found', () => {
  const found = [1, 2, 3].map((i) => ({
    label: i === 3 ? 'dog' : 'person', score: 1 - i / 10, box: [90 * i, 90, 20, 20] as const,
    alpha: blob(90 * i + 10, 100, 10, 10),
  }));
  let next = 0;
  const newId = () => `n${next++}`;

  it('becomes a group with a layer an object, the first on top, in one step', () => {
    const added = after(tree, addFoundObjects(tree, 'all pets', found, { combined: false, newId }));
    const group = added.layers.at(-1)!;
    expect(group).toMatchObject({ kind: 'group', name: 'all pets' });
    const children = group.kind === 'group' ? group.children : [];
    expect(children.map(({ name }) => name)).toEqual(['all pets 3', 'all pets 2', 'all pets 1']);
    expect(children[2]).toMatchObject({
      origin: { phrase: 'all pets', label: 'person', score: 0.9, box: [90, 90, 20, 20] },
    });
    expect(added.active).toEqual([group.id]);
  });

  it('becomes one layer if that is asked for', () => {
    const added = after(tree, addFoundObjects(tree, 'all pets', found, { combined: true, newId }));
    const top = added.layers.at(-1)!;
    expect(top).toMatchObject({ kind: 'object', name: 'all pets' });
    expect(objectOf(added, top.id).origin).toMatchObject({ label: '', score: 0.7, box: [90, 90, 200, 20] });
    expect(maskBox(objectOf(added, top.id).mask)).toEqual([90, 90, 200, 20]);
    expect(identityTransform(objectOf(added, top.id).mask)).toMatchObject({ pivotX: 190, pivotY: 100 });
  });
});

describe('the JSON form of commands', () => {
  it('gives every command back, masks to the byte', () => {
    for (const { command } of plainWalk(11, 200)) {
      const stored = JSON.stringify(encodeCommand(command));
      const decoded = decodeCommand(JSON.parse(stored));
      expect(JSON.stringify(encodeCommand(decoded))).toBe(stored);
      expect(decoded.kind).toBe(command.kind);
    }
  });
});
