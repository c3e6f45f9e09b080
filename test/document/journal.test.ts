import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hashDocument } from '../../src/document/document.ts';
import { DocumentError } from '../../src/document/errors.ts';
import { hashText } from '../../src/document/hash.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import { journalHeader, journalLine, replay, sequenceOf } from '../../src/document/journal.ts';
import type { JournalEntry } from '../../src/document/journal.ts';
import { anySeed, candidates, emptyDocument, Random } from './fixtures.ts';

/** A session at the editor, commands at random with undo and redo in between, and the journal written meanwhile. */
async function session(seed: number, length: number) {
  const history = new DocumentHistory(emptyDocument());
  const lines = [journalHeader(history.document)];
  /** Hash of the document after each line. */
  const hashes = [hashDocument(history.document)];
  const write = (entry: JournalEntry) => {
    lines.push(journalLine(lines.length, entry));
    hashes.push(hashDocument(history.document));
  };
  const random = new Random(seed);
  for (const command of candidates(seed, () => history.document)) {
    try {
      if (history.commit(command)) write({ kind: 'command', command });
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
    }
    for (let moves = random.chance(0.2) ? random.below(6) : 0; moves > 0; moves--) {
      const kind = random.pick(['undo', 'undo', 'redo'] as const);
      if (await history[kind]()) write({ kind });
    }
    if (lines.length >= length) break;
  }
  return { history, lines, hashes };
}

/** The document's hash at each position of the history, and where it stands. */
async function states(history: DocumentHistory) {
  const { position, titles, document } = history;
  const hashes: string[] = [];
  while (await history.undo());
  do hashes.push(hashDocument(history.document)); while (await history.redo());
  return { position, titles, active: document.active, hashes };
}

/** A line with a right checksum, whatever it holds. */
function signed(sequence: number, entry: string): string {
  const body = `"sequence":${sequence},"entry":${entry}`;
  return `{"checksum":"${hashText(body)}",${body}}`;
}

describe('replay', () => {
  it('gives the document, the steps to undo and those to redo as they were', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const live = await session(seed, 80);
        const { history, used, stopped } = replay(emptyDocument(), [...live.lines, '']);
        expect({ used, stopped }).toEqual({ used: live.lines.length, stopped: null });
        expect(hashDocument(history.document)).toBe(hashDocument(live.history.document));
        expect(await states(history)).toEqual(await states(live.history));
      }),
      { numRuns: 5 },
    );
  });

  it('gives the right document when the cap leaves no room for the steps', async () => {
    const live = await session(3, 60);
    const { history } = replay(emptyDocument(), live.lines, { capBytes: 0 });
    expect(hashDocument(history.document)).toBe(live.hashes.at(-1));
  });

  it('of a journal that was cut at any byte gives what the whole lines say', async () => {
    const { lines, hashes } = await session(21, 25);
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    const ends = lines.map((_, i) => new TextEncoder().encode(lines.slice(0, i + 1).join('\n')).length);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
        const text = new TextDecoder().decode(bytes.subarray(0, cut));
        const whole = ends.filter((end) => end <= cut).length;
        const { history, used, stopped } = replay(emptyDocument(), text.split('\n'));
        expect(used).toBe(whole);
        expect(hashDocument(history.document)).toBe(hashes[Math.max(0, whole - 1)]);
        const isAtEnd = whole > 0 && (cut === ends[whole - 1] || cut === ends[whole - 1] + 1);
        expect(stopped === null).toBe(isAtEnd);
      }),
      { numRuns: 60 },
    );
  });

  it('stops at a byte that is wrong, wherever it is', async () => {
    const { lines, hashes } = await session(5, 20);
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(1_000_000), (number, position) => {
        const line = lines[number];
        const at = position % line.length;
        const damaged = line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ 1) + line.slice(at + 1);
        const { history, used } = replay(emptyDocument(), lines.with(number, damaged));
        expect(used).toBe(number);
        expect(hashDocument(history.document)).toBe(hashes[Math.max(0, number - 1)]);
      }),
      { numRuns: 60 },
    );
  });

  it('stops where a line is missing, doubled or of no use', async () => {
    const { lines } = await session(8, 12);
    const used = (changed: string[]) => replay(emptyDocument(), changed).used;
    expect(used(lines.toSpliced(5, 1))).toBe(5);
    expect(used(lines.toSpliced(5, 0, lines[4]))).toBe(5);
    expect(used([...lines.slice(0, 5), signed(5, '{"kind":"explode"}'), ...lines.slice(6)])).toBe(5);
    expect(used([...lines.slice(0, 5), signed(5, '{"kind":"undo"')])).toBe(5);
    expect(used([...lines.slice(0, 5), signed(5, '{nonsense}')])).toBe(5);
    expect(used([])).toBe(0);
    expect(used(lines.slice(1))).toBe(0);
  });

  it('stops at a command that the document refuses, and says which', () => {
    const base = emptyDocument();
    const lines = [
      journalHeader(base),
      journalLine(1, { kind: 'command', command: { kind: 'relinkPhoto', path: '/a.jpg', contentHash: 'h' } }),
      journalLine(2, { kind: 'command', command: { kind: 'remove', ids: ['nobody'] } }),
      journalLine(3, { kind: 'undo' }),
      journalLine(4, { kind: 'command', command: { kind: 'relinkPhoto', path: '/b.jpg', contentHash: 'h' } }),
      journalLine(5, { kind: 'command', command: { kind: 'rename', id: 'nobody', name: 'x' } }),
    ];
    // What was undone and then replaced is of no effect, so that it does not matter whether it can be applied.
    expect(replay(base, lines.slice(0, 5))).toMatchObject({ used: 5, stopped: null });
    expect(replay(base, lines)).toMatchObject({ used: 5, stopped: expect.stringContaining('line 6') as string });
    expect(replay(base, lines.slice(0, 3)))
      .toMatchObject({ used: 2, stopped: expect.stringContaining('nobody') as string });
    expect(replay(base, [lines[0], journalLine(1, { kind: 'undo' })]))
      .toMatchObject({ used: 1, stopped: expect.stringContaining('nothing to undo') as string });
  });

  it('refuses a newer journal and one of another document', () => {
    const base = emptyDocument();
    const newer = signed(0, '{"kind":"header","version":2,"base":"0"}');
    expect(() => replay(base, [newer])).toThrow(expect.objectContaining({ code: 'too-new' }) as Error);
    expect(() => replay(emptyDocument(50, 50), [journalHeader(base)]))
      .toThrow(expect.objectContaining({ code: 'stale' }) as Error);
  });
});

describe('sequenceOf', () => {
  it('tells whole lines from torn ones', () => {
    const line = journalLine(17, { kind: 'undo' });
    expect(sequenceOf(line)).toBe(17);
    expect(sequenceOf(line.slice(0, -1))).toBeNull();
    expect(sequenceOf(line.replace('17', '18'))).toBeNull();
  });
});
