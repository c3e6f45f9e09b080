/**
 * Random walks of the editor: commands of every kind, each as a step of the history, then undo to the start and redo to
 * the end with every document and every mask compared by hash; the same once more from the journal and from the project
 * file. Most steps lie in a store, as on a machine with little memory.
 * Run: node test/campaigns/walk.ts [steps] [first seed] [walks]
 */
import { commandKinds } from '../../src/document/commands.ts';
import { hashDocument } from '../../src/document/document.ts';
import { hashBytes } from '../../src/document/hash.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import { journalHeader, journalLine, replay } from '../../src/document/journal.ts';
import { documentFromProject, projectFromDocument } from '../../src/document/project.ts';
import { MemoryTileStore } from '../../src/document/spill.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { emptyDocument, walk } from '../document/fixtures.ts';

/** Small enough that most steps of a walk are put into the store. */
const CAP_BYTES = 4 * 2 ** 20;

/** Hash of the document and of every mask's bytes, without what is remembered about tiles. */
function rawHash(document: Document): string {
  const tiles = [...walkLayers(document.layers)]
    .flatMap(({ layer }) => (layer.kind === 'object' ? layer.mask.tiles : []))
    .map((tile) => (tile === null ? '' : hashBytes(tile)));
  return `${hashDocument(document)} ${tiles.join()}`;
}

function assertSame(found: string, wanted: string, what: string): void {
  if (found !== wanted) throw new Error(`${what}: another document than before`);
}

export interface WalkReport {
  readonly steps: number;
  readonly kinds: number;
  /** Tiles that were put into the store. */
  readonly spilled: number;
}

/** @param length commands that the document accepts. @throws Error at the first difference */
export async function walkCampaign(seed: number, length: number): Promise<WalkReport> {
  const store = new MemoryTileStore();
  const fail = (error: unknown): never => { throw error; };
  const base = emptyDocument();
  const history = new DocumentHistory(base, { capBytes: CAP_BYTES, spill: { store, onFailure: fail } });
  const hashes = [rawHash(base)];
  const lines = [journalHeader(base)];
  const kinds = new Set<string>();
  walk(seed, length, (command) => {
    const before = history.position;
    if (history.commit(command)) lines.push(journalLine(lines.length, { kind: 'command', command }));
    if (history.position > before) hashes.push(rawHash(history.document));
    kinds.add(command.kind);
    return history.document;
  });
  await history.settled();
  const last = history.document;
  for (let step = hashes.length - 2; step >= 0; step--) {
    if (!await history.undo()) throw new Error(`there are only ${hashes.length - 2 - step} steps to undo`);
    assertSame(rawHash(history.document), hashes[step], `undo to step ${step}`);
  }
  if (await history.undo()) throw new Error('there is a step before the first');
  for (let step = 1; step < hashes.length; step++) {
    if (!await history.redo()) throw new Error(`step ${step} cannot be redone`);
    assertSame(rawHash(history.document), hashes[step], `redo to step ${step}`);
  }
  if (await history.redo()) throw new Error('there is a step after the last');
  assertSame(hashDocument(replay(base, lines).history.document), hashDocument(last), 'the journal');
  const { manifest, masks } = projectFromDocument(last);
  assertSame(rawHash(documentFromProject(JSON.parse(JSON.stringify(manifest)), masks)), rawHash(last), 'the project');
  if (store.size === 0) throw new Error('nothing was put into the store: the cap is too large to prove anything');
  return { steps: hashes.length - 1, kinds: kinds.size, spilled: store.size };
}

if (process.argv[1] === import.meta.filename) {
  const [steps = 2000, first = 1, walks = 1] = process.argv.slice(2).map(Number);
  for (let seed = first; seed < first + walks; seed++) {
    const start = performance.now();
    const report = await walkCampaign(seed, steps);
    console.log(
      `seed ${seed}: ${report.steps} steps of ${report.kinds} of ${commandKinds.length} kinds, `
      + `${report.spilled} tiles in the store, ${Math.round((performance.now() - start) / 1000)} s: all equal`,
    );
  }
}
