import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Layer } from '../../src/document/types.ts';
import { runAction } from '../../renderer/actions/registry.ts';
import { moveTo } from '../../renderer/layers/tree.ts';
import { withEffect } from '../../renderer/layers/EffectsSection.tsx';
import { activePhoto, execute, Gesture, goToStep, redo, undo } from '../../renderer/state/photos.ts';
import { useNotices } from '../../renderer/state/notices.ts';
import { apply } from '../../src/document/apply.ts';
import { openPhoto, serviceWith, square } from './documents.ts';

const document = () => activePhoto()!.document;

/** The names as the list shows them, groups with what they hold. */
function outline(layers: readonly Layer[] = document().layers): unknown[] {
  return layers.toReversed().map((layer) => (layer.kind === 'group' ? [layer.name, outline(layer.children)] : layer.name));
}

function add(...names: string[]): void {
  for (const [i, name] of names.entries()) {
    execute({
      kind: 'addLayers', layers: [{ id: name, name, mask: square(40 * i, 10, 30), origin: null }], group: null,
      parent: null, index: document().layers.length,
    });
  }
}

const select = (...ids: string[]) => execute({ kind: 'activate', ids });

let journal: { method: string; params: unknown }[];

beforeEach(() => {
  journal = serviceWith({ 'journal.append': () => Promise.resolve(null) });
  useNotices.setState({ notices: [] });
  openPhoto();
  add('a', 'b', 'c');
});

describe('layer actions', () => {
  it('reorder by one place and stop at the top', () => {
    select('a');
    runAction('layer.up');
    expect(outline()).toEqual(['c', 'a', 'b']);
    runAction('layer.up');
    runAction('layer.up');
    expect(outline()).toEqual(['a', 'c', 'b']);
    runAction('layer.bottom');
    expect(outline()).toEqual(['c', 'b', 'a']);
  });

  it('group, leave the group at its end, and ungroup', () => {
    select('a', 'b');
    runAction('layer.group');
    expect(outline()).toEqual(['c', ['Group 1', ['b', 'a']]]);
    select('b');
    runAction('layer.up');
    expect(outline()).toEqual(['c', 'b', ['Group 1', ['a']]]);
    select(document().layers[0].id);
    runAction('layer.ungroup');
    expect(outline()).toEqual(['c', 'b', 'a']);
  });

  it('duplicate, merge, hide and delete what is selected', () => {
    select('b', 'c');
    runAction('layer.duplicate');
    expect(outline()).toEqual(['c copy', 'c', 'b copy', 'b', 'a']);
    select('a', 'b');
    runAction('layer.merge');
    expect(outline()).toEqual(['c copy', 'c', 'b copy', 'b']);
    runAction('layer.visible');
    expect(document().layers[0]).toMatchObject({ name: 'b', visible: false });
    runAction('layer.delete');
    expect(outline()).toEqual(['c copy', 'c', 'b copy']);
  });

  it('refuse to change a locked layer, with a notice and nothing changed', () => {
    select('b');
    runAction('layer.lock');
    const before = document();
    runAction('layer.delete');
    expect(document()).toBe(before);
    expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['error.layer.locked']);
  });

  it('do nothing without a selection', () => {
    select();
    expect(runAction('layer.delete')).toBe(false);
    expect(runAction('layer.merge')).toBe(false);
  });
});

describe('dropping in the list', () => {
  it('puts a layer above what it is dropped before, and below what it is dropped after', () => {
    execute(moveTo(document(), ['a'], { key: 'c', position: 'before' })!);
    expect(outline()).toEqual(['a', 'c', 'b']);
    execute(moveTo(document(), ['a'], { key: 'b', position: 'after' })!);
    expect(outline()).toEqual(['c', 'b', 'a']);
  });

  it('puts layers into a group, and no group into itself', () => {
    select('a');
    runAction('layer.group');
    const group = document().layers[0].id;
    execute(moveTo(document(), ['c'], { key: group, position: 'on' })!);
    expect(outline()).toEqual(['b', ['Group 1', ['c', 'a']]]);
    expect(moveTo(document(), [group], { key: 'a', position: 'before' })).toBeNull();
    expect(moveTo(document(), ['c'], { key: 'b', position: 'on' })).toBeNull();
  });
});

describe('history', () => {
  it('undoes, redoes and goes to a step', async () => {
    const three = document();
    await undo();
    await undo();
    expect(outline()).toEqual(['a']);
    await redo();
    expect(outline()).toEqual(['b', 'a']);
    await goToStep(0);
    expect(outline()).toEqual([]);
    await goToStep(3);
    expect(document()).toBe(three);
    expect(activePhoto()!.titles.map(({ subject }) => subject)).toEqual(['a', 'b', 'c']);
  });

  it('makes one step of a gesture, and none of one that is cancelled', () => {
    const gesture = Gesture.begin()!;
    for (const opacity of [0.9, 0.5, 0.2]) {
      gesture.preview(apply(gesture.start, { kind: 'setOpacity', ids: ['a'], opacity }));
    }
    gesture.finish({ kind: 'setOpacity', ids: ['a'], opacity: 0.2 });
    expect(activePhoto()!.position).toBe(4);
    const cancelled = Gesture.begin()!;
    cancelled.preview(apply(cancelled.start, { kind: 'setOpacity', ids: ['a'], opacity: 1 }));
    cancelled.cancel();
    expect(document().layers[0].opacity).toBe(0.2);
    expect(activePhoto()!.position).toBe(4);
  });

  it('is written to the journal, in order, after a line that names the photo', async () => {
    await undo();
    const lines = await vi.waitFor(() => {
      const batches = journal.map(({ params }) => params as { document: string; lines: string[] });
      // Documents of earlier tests may still be written: this one's undo comes last.
      const ours = batches.findLast((batch) => batch.lines.some((line) => line.includes('"kind":"undo"')))?.document;
      const own = batches.filter(({ document: each }) => each === ours).flatMap((batch) => batch.lines);
      expect(own).toHaveLength(6);
      return own;
    });
    expect(JSON.parse(lines[0])).toMatchObject({ photo: { contentHash: 'abc' } });
    const kinds = lines.slice(1).map((line) => (JSON.parse(line) as { entry: { kind: string } }).entry.kind);
    expect(kinds).toEqual(['header', 'command', 'command', 'command', 'undo']);
  });
});

describe('withEffect', () => {
  it('keeps one effect of a kind, in the order of application', () => {
    const blur = { kind: 'blur', radius: 3 } as const;
    const fill = { kind: 'fill', color: '#102030', opacity: 1 } as const;
    expect(withEffect([blur], 'fill', fill)).toEqual([fill, blur]);
    expect(withEffect([fill, blur], 'blur', { ...blur, radius: 9 })).toEqual([fill, { ...blur, radius: 9 }]);
    expect(withEffect([fill, blur], 'fill', null)).toEqual([blur]);
  });
});
