import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { apply } from '../../src/document/apply.ts';
import { commandKinds } from '../../src/document/commands.ts';
import { hashDocument } from '../../src/document/document.ts';
import { hashBytes } from '../../src/document/hash.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import { MemoryTileStore } from '../../src/document/spill.ts';
import { hashMask, maskFromAlpha, alphaFromMask } from '../../src/document/tiledMask.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { anySeed, deepFreeze, emptyDocument, plainWalk, walk } from './fixtures.ts';

/** Hash of every tile's bytes, without what is remembered about tiles. */
function rawHash(document: Document): string {
  const tiles = [...walkLayers(document.layers)]
    .flatMap(({ layer }) => (layer.kind === 'object' ? layer.mask.tiles : []))
    .map((tile) => (tile === null ? '' : hashBytes(tile)));
  return `${hashDocument(document)} ${tiles.join()}`;
}

function onFailure(error: unknown): never {
  throw error;
}

describe('random walks', () => {
  it('sample every kind of command', () => {
    const seen = new Set(plainWalk(1, 500).map(({ command }) => command.kind));
    expect([...commandKinds].filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it('undo to the start and redo to the end', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const history = new DocumentHistory(emptyDocument());
        const hashes = [hashDocument(history.document)];
        walk(seed, 200, (command) => {
          const before = history.position;
          history.commit(command);
          if (history.position > before) hashes.push(hashDocument(history.document));
          return history.document;
        });
        for (let step = hashes.length - 2; step >= 0; step--) {
          expect(await history.undo()).toBe(true);
          expect(hashDocument(history.document)).toBe(hashes[step]);
        }
        expect(await history.undo()).toBe(false);
        for (const hash of hashes.slice(1)) {
          expect(await history.redo()).toBe(true);
          expect(hashDocument(history.document)).toBe(hash);
        }
        expect(await history.redo()).toBe(false);
      }),
      { numRuns: 3 },
    );
  });

  it('undo to the start and redo to the end when most steps are in a store', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const store = new MemoryTileStore();
        const history = new DocumentHistory(emptyDocument(), { capBytes: 300_000, spill: { store, onFailure } });
        const hashes = [hashDocument(history.document)];
        walk(seed, 150, (command) => {
          const before = history.position;
          history.commit(command);
          if (history.position > before) hashes.push(hashDocument(history.document));
          return history.document;
        });
        await history.settled();
        expect(store.size).toBeGreaterThan(0);
        while (await history.undo()) expect(hashDocument(history.document)).toBe(hashes[history.position]);
        expect(history.position).toBe(0);
        while (await history.redo()) expect(hashDocument(history.document)).toBe(hashes[history.position]);
        expect(history.position).toBe(hashes.length - 1);
      }),
      { numRuns: 3 },
    );
  });

  it('leave the documents that commands are applied to as they were', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        let document = deepFreeze(emptyDocument());
        walk(seed, 120, (command) => {
          const before = rawHash(document);
          const after = apply(document, deepFreeze(command));
          expect(rawHash(document)).toBe(before);
          return (document = deepFreeze(after));
        });
      }),
      { numRuns: 3 },
    );
  });

  it('keep masks in their one form, so that equal pixels have equal hashes', () => {
    for (const { layer } of walkLayers(plainWalk(7, 300).at(-1)!.document.layers)) {
      if (layer.kind !== 'object') continue;
      const rebuilt = maskFromAlpha(alphaFromMask(layer.mask), layer.mask.width, layer.mask.height);
      expect(hashMask(rebuilt)).toBe(hashMask(layer.mask));
    }
  });
});
