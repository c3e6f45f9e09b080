import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BrushStroke } from '../../src/document/brush.ts';
import type { Command } from '../../src/document/commands.ts';
import { hashDocument } from '../../src/document/document.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import type { HistoryOptions } from '../../src/document/history.ts';
import type { Brush, Dab } from '../../src/document/settings.ts';
import { MemoryTileStore } from '../../src/document/spill.ts';
import { tileBytes } from '../../src/document/tiledMask.ts';
import type { Tile } from '../../src/document/tiledMask.ts';
import { objectOf, walkLayers } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { anySeed, blob, emptyDocument, Random, walk } from './fixtures.ts';

const BRUSH: Brush = { size: 60, hardness: 0.5, opacity: 1, mode: 'add' };

function addLayer(id: string): Command {
  const mask = blob(200, 150, 80, 60);
  return { kind: 'addLayers', layers: [{ id, name: id, mask, origin: null }], group: null, parent: null, index: 0 };
}

function strokeAt(x: number, y: number, mode: Brush['mode'] = 'add'): Command {
  return { kind: 'brushStroke', id: 'a', brush: { ...BRUSH, mode }, dabs: [[x, y, 1]] };
}

function historyWithLayer(options: HistoryOptions = {}): DocumentHistory {
  const history = new DocumentHistory(emptyDocument(), options);
  history.commit(addLayer('a'));
  return history;
}

function tilesOf(document: Document): Tile[] {
  return [...walkLayers(document.layers)]
    .flatMap(({ layer }) => (layer.kind === 'object' ? layer.mask.tiles : []))
    .filter((tile) => tile !== null);
}

/** What the history alone holds, counted anew from all of its documents. */
function countBytes(documents: readonly Document[], present: Document): number {
  const shown = new Set(tilesOf(present));
  const unique = new Set(documents.flatMap(tilesOf).filter((tile) => !shown.has(tile)));
  return [...unique].reduce((sum, tile) => sum + tileBytes(tile), 0);
}

describe('DocumentHistory', () => {
  it('counts the memory that it holds as a count of all documents does', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const history = new DocumentHistory(emptyDocument());
        const random = new Random(seed);
        const past: Document[] = [];
        let future: Document[] = [];
        walk(seed, 100, (command) => {
          const before = history.document;
          const position = history.position;
          history.commit(command);
          if (history.position > position) {
            past.push(before);
            future = [];
          }
          expect(history.bytes).toBe(countBytes(past, history.document));
          return history.document;
        });
        for (let i = 0; i < 60; i++) {
          const [from, to] = random.chance(0.6) ? [past, future] : [future, past];
          const shown = history.document;
          const moved = await (from === past ? history.undo() : history.redo());
          expect(moved).toBe(from.length > 0);
          if (!moved) continue;
          expect(history.document).toBe(from.pop());
          to.push(shown);
          expect(history.bytes).toBe(countBytes([...past, ...future], history.document));
        }
      }),
      { numRuns: 3 },
    );
  });

  it('names its steps', async () => {
    const history = historyWithLayer();
    history.commit({ kind: 'rename', id: 'a', name: 'Kid' });
    history.commit({ kind: 'setOpacity', ids: ['a'], opacity: 0.5 });
    history.commit({ kind: 'maskOperation', ids: ['a'], operation: { kind: 'invert' } });
    history.commit({
      kind: 'brushStroke', id: 'a', brush: { size: 9, hardness: 1, opacity: 1, mode: 'erase' }, dabs: [[20, 20, 1]],
    });
    await history.undo();
    expect(history.titles).toEqual([
      { kind: 'addLayers', variant: null, subject: 'a', count: 1 },
      { kind: 'rename', variant: null, subject: 'a', count: 1 },
      { kind: 'setOpacity', variant: null, subject: 'Kid', count: 1 },
      { kind: 'maskOperation', variant: 'invert', subject: 'Kid', count: 1 },
      { kind: 'brushStroke', variant: 'erase', subject: 'Kid', count: 1 },
    ]);
    expect(history.position).toBe(4);
  });

  it('keeps redo when only the selection changes, and drops it when the document does', async () => {
    const history = historyWithLayer();
    history.commit(strokeAt(20, 20));
    const painted = hashDocument(history.document);
    await history.undo();
    history.commit({ kind: 'activate', ids: [] });
    expect(history.document.active).toEqual([]);
    expect(await history.redo()).toBe(true);
    expect(hashDocument(history.document)).toBe(painted);
    await history.undo();
    expect(history.document.active).toEqual([]);
    history.commit(strokeAt(300, 20));
    expect(await history.redo()).toBe(false);
  });

  it('takes no step for a command that changes nothing, and keeps redo', async () => {
    const history = historyWithLayer();
    history.commit(strokeAt(20, 20));
    await history.undo();
    expect(history.commit(strokeAt(5000, 5000))).toBe(false);
    expect(history.position).toBe(1);
    expect(await history.redo()).toBe(true);
  });

  it('refuses a command without a trace', () => {
    const history = historyWithLayer();
    const before = history.document;
    expect(() => history.commit({ kind: 'remove', ids: ['nobody'] })).toThrow(/nobody/);
    expect(history.document).toBe(before);
    expect(history.position).toBe(1);
  });

  it('drops the oldest steps beyond the cap, but never the last', async () => {
    const history = historyWithLayer({ capBytes: 3 * 65536 });
    for (let i = 0; i < 10; i++) {
      history.commit(strokeAt(20 + 10 * i, 20));
      expect(history.bytes).toBeLessThanOrEqual(3 * 65536);
    }
    expect(history.position).toBe(3);
    const tight = historyWithLayer({ capBytes: 0 });
    const before = hashDocument(tight.document);
    tight.commit(strokeAt(20, 20));
    expect(tight.position).toBe(1);
    await tight.undo();
    expect(hashDocument(tight.document)).toBe(before);
  });
});

describe('a gesture', () => {
  const dabs: Dab[] = Array.from({ length: 30 }, (_, i) => [40 + 12 * i, 200 + 3 * i, 1]);

  function drag(history: DocumentHistory) {
    const mark = history.mark();
    const layer = objectOf(history.document, 'a');
    const stroke = new BrushStroke(layer.mask, BRUSH);
    for (const dab of dabs) {
      const mask = stroke.add([dab]);
      history.preview(mark, { ...history.document, layers: [{ ...layer, mask }] });
    }
    return mark;
  }

  it('becomes one step, equal to the command that stands for it', async () => {
    const history = historyWithLayer();
    const before = hashDocument(history.document);
    const command: Command = { kind: 'brushStroke', id: 'a', brush: BRUSH, dabs };
    expect(history.squash(drag(history), command)).toBe(true);
    const direct = historyWithLayer();
    direct.commit(command);
    expect(hashDocument(history.document)).toBe(hashDocument(direct.document));
    expect(history.bytes).toBe(direct.bytes);
    expect(history.position).toBe(2);
    await history.undo();
    expect(hashDocument(history.document)).toBe(before);
  });

  it('leaves nothing behind when it is bailed out of, redo neither', async () => {
    const history = historyWithLayer();
    history.commit(strokeAt(20, 20));
    const painted = hashDocument(history.document);
    await history.undo();
    const before = history.document;
    const bytes = history.bytes;
    history.bail(drag(history));
    expect(history.document).toBe(before);
    expect(history.bytes).toBe(bytes);
    expect(await history.redo()).toBe(true);
    expect(hashDocument(history.document)).toBe(painted);
  });

  it('keeps all else out while it is open, and ends once', async () => {
    const history = historyWithLayer();
    const mark = history.mark();
    const refusal = expect.objectContaining({ code: 'gesture-open' }) as Error;
    expect(() => history.commit(strokeAt(1, 1))).toThrow(refusal);
    expect(() => history.mark()).toThrow(refusal);
    await expect(history.undo()).rejects.toEqual(refusal);
    history.bail(mark);
    expect(() => { history.bail(mark); }).toThrow(refusal);
    expect(() => { history.preview(mark, history.document); }).toThrow(refusal);
    expect(() => history.squash(mark, strokeAt(1, 1))).toThrow(refusal);
  });
});

describe('a store of tiles', () => {
  function rethrow(error: unknown): never {
    throw error;
  }

  const CAP = 4 * 65536;

  async function fill(store: MemoryTileStore, onFailure: (error: unknown) => void = rethrow) {
    const history = historyWithLayer({ capBytes: CAP, spill: { store, onFailure } });
    const hashes = [hashDocument(emptyDocument()), hashDocument(history.document)];
    for (let i = 0; i < 20; i++) {
      history.commit(strokeAt(60 + 10 * i, 60 + 12 * i, i % 3 === 2 ? 'erase' : 'add'));
      hashes.push(hashDocument(history.document));
    }
    await history.settled();
    return { history, hashes };
  }

  it('takes what is beyond the cap, each tile once, and gives all steps back', async () => {
    const store = new MemoryTileStore();
    const { history, hashes } = await fill(store);
    expect(history.bytes).toBeLessThanOrEqual(CAP);
    expect(history.position).toBe(hashes.length - 1);
    expect(store.size).toBeGreaterThan(5);
    expect(store.size).toBeLessThan(60);
    const check = async () => {
      expect(hashDocument(history.document)).toBe(hashes[history.position]);
      await history.settled();
      // The nearest steps on both sides stay in memory, four tiles at most each.
      expect(history.bytes).toBeLessThanOrEqual(2 * CAP);
    };
    while (await history.undo()) await check();
    expect(history.position).toBe(0);
    const kept = store.size;
    while (await history.redo()) await check();
    expect(history.position).toBe(hashes.length - 1);
    expect(store.size).toBeLessThan(kept + 10);
  });

  it('serves several undos at once, one step each', async () => {
    const { history, hashes } = await fill(new MemoryTileStore());
    const results = await Promise.all(Array.from({ length: 25 }, () => history.undo()));
    expect(results.filter(Boolean)).toHaveLength(hashes.length - 1);
    expect(hashDocument(history.document)).toBe(hashes[0]);
  });

  it('undoes what was committed while it waited for the store', async () => {
    const openers: (() => void)[] = [];
    const gate = new Promise<void>((resolve) => { openers.push(resolve); });
    class SlowStore extends MemoryTileStore {
      asked = false;

      override async get(key: string): Promise<Uint8Array> {
        this.asked = true;
        await gate;
        return super.get(key);
      }
    }
    const store = new SlowStore();
    const { history, hashes } = await fill(store);
    let pending = history.undo();
    while (!store.asked) {
      await pending;
      pending = history.undo();
    }
    const { position } = history;
    history.commit(strokeAt(500, 300));
    openers.forEach((open) => { open(); });
    expect(await pending).toBe(true);
    expect(history.position).toBe(position);
    expect(hashDocument(history.document)).toBe(hashes[position]);
  });

  it('is given up when it fails, and the oldest steps are dropped instead', async () => {
    class FullStore extends MemoryTileStore {
      override put(key: string, tile: Uint8Array): Promise<void> {
        return this.size < 3 ? super.put(key, tile) : Promise.reject(new Error('disk full'));
      }
    }
    const failures: unknown[] = [];
    const { history, hashes } = await fill(new FullStore(), (error) => failures.push(error));
    expect(failures).toEqual([new Error('disk full')]);
    expect(history.bytes).toBeLessThanOrEqual(CAP);
    const steps = history.position;
    expect(steps).toBeLessThan(hashes.length - 1);
    const dropped = hashes.length - 1 - steps;
    while (await history.undo()) expect(hashDocument(history.document)).toBe(hashes[dropped + history.position]);
  });

  it('that cannot give a tile back leaves the document as it is', async () => {
    class LosingStore extends MemoryTileStore {
      override get(): Promise<Uint8Array> {
        return Promise.reject(new Error('file is gone'));
      }
    }
    const { history } = await fill(new LosingStore());
    await expect((async () => { while (await history.undo()); })()).rejects.toThrow('file is gone');
    const { document } = history;
    await expect(history.undo()).rejects.toThrow('file is gone');
    expect(history.document).toBe(document);
    expect(await history.redo()).toBe(true);
  });
});
