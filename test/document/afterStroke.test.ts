import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/document/apply.ts';
import { afterStroke } from '../../src/document/applyMask.ts';
import { BrushStroke } from '../../src/document/brush.ts';
import type { Command } from '../../src/document/commands.ts';
import { hashDocument } from '../../src/document/document.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import type { Dab } from '../../src/document/settings.ts';
import { objectOf } from '../../src/document/tree.ts';
import { anySeed, blob, emptyDocument, Random } from './fixtures.ts';

const start = apply(emptyDocument(), {
  kind: 'addLayers', layers: [{ id: 'a', name: 'a', mask: blob(40, 30, 120, 90), origin: null }], group: null, parent: null, index: 0,
});

describe('a stroke that was painted while it was drawn', () => {
  it('is the same step as its command, however the dabs came', () => {
    fc.assert(fc.property(anySeed, fc.constantFrom('add', 'erase'), (seed, mode) => {
      const random = new Random(seed);
      const brush = { size: 40, hardness: 0.5, opacity: 1, mode } as const;
      const dabs: Dab[] = [];
      const stroke = new BrushStroke(objectOf(start, 'a').mask, brush);
      for (let move = 0; move < 8; move++) {
        const came = Array.from({ length: 1 + (move % 3) }, (): Dab => [random.between(0, 300), random.between(0, 200), random.next()]);
        dabs.push(...came);
        stroke.add(came);
      }
      const command = { kind: 'brushStroke', id: 'a', brush, dabs } as const;
      const history = new DocumentHistory(start);
      history.commit(command, afterStroke(start, 'a', stroke));
      expect(hashDocument(history.document)).toBe(hashDocument(apply(start, command)));
    }), { numRuns: 30 });
  });

  it('is painted anew on a mask that has changed since it was begun, and refused by a locked layer', () => {
    const brush = { size: 40, hardness: 1, opacity: 1, mode: 'add' } as const;
    const stroke = new BrushStroke(objectOf(start, 'a').mask, brush);
    stroke.add([[200, 100, 1]]);
    const other = apply(start, { kind: 'maskOperation', ids: ['a'], operation: { kind: 'invert' } });
    expect(afterStroke(other, 'a', stroke)).toBeNull();
    const locked = apply(start, { kind: 'setLocked', ids: ['a'], locked: true });
    expect(() => afterStroke(locked, 'a', stroke)).toThrow('locked');
    const history = new DocumentHistory(start);
    const broken: Command = { kind: 'brushStroke', id: 'a', brush, dabs: [] };
    expect(() => history.commit(broken, afterStroke(start, 'a', stroke))).toThrow('dabs');
  });
});
