/**
 * Random walks of the editor: commands of every kind, each as a step of the history, then undo to the start and redo to
 * the end with every document and every mask compared by hash; the same once more from the journal and from the project
 * file. Most steps lie in a store, as on a machine with little memory.
 * Run: node test/campaigns/walk.ts [steps] [first seed] [walks]
 */
import { commandKinds } from '../../src/document/commands.ts';
import type { Command } from '../../src/document/commands.ts';
import { hashDocument } from '../../src/document/document.ts';
import { hashBytes } from '../../src/document/hash.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import { journalHeader, journalLine, replay } from '../../src/document/journal.ts';
import { documentFromProject, projectFromDocument } from '../../src/document/project.ts';
import { brushSchema, combineModeSchema, effectKinds, maskOperationSchema } from '../../src/document/settings.ts';
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

/** Every kind of command, and every variant that a command's own setting makes of it: those of a new one have to be walked too. */
export const everyAction: readonly string[] = [
  ...commandKinds,
  ...brushSchema.unwrap().shape.mode.options.map((mode) => `brushStroke ${mode}`),
  ...combineModeSchema.options.flatMap((mode) => [`fillShape ${mode}`, `combineMask ${mode}`]),
  ...maskOperationSchema.options.flatMap(({ shape: { kind } }) => ('options' in kind ? kind.options : [kind.value]))
    .map((operation) => `maskOperation ${operation}`),
  ...effectKinds.map((effect) => `setEffects ${effect}`),
];

function namesOf(command: Command): string[] {
  const { kind } = command;
  if (kind === 'setEffects') return [kind, ...command.effects.map((effect) => `${kind} ${effect.kind}`)];
  if (kind === 'brushStroke') return [kind, `${kind} ${command.brush.mode}`];
  if (kind === 'maskOperation') return [kind, `${kind} ${command.operation.kind}`];
  return kind === 'fillShape' || kind === 'combineMask' ? [kind, `${kind} ${command.mode}`] : [kind];
}

export interface WalkReport {
  readonly steps: number;
  /** Actions that were never taken, by kind and variant; must be none. */
  readonly missing: readonly string[];
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
  const taken = new Set<string>();
  walk(seed, length, (command) => {
    const before = history.position;
    if (history.commit(command)) lines.push(journalLine(lines.length, { kind: 'command', command }));
    if (history.position > before) hashes.push(rawHash(history.document));
    for (const name of namesOf(command)) taken.add(name);
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
  return { steps: hashes.length - 1, missing: everyAction.filter((name) => !taken.has(name)), spilled: store.size };
}

if (process.argv[1] === import.meta.filename) {
  const [steps = 2000, first = 1, walks = 1] = process.argv.slice(2).map(Number);
  for (let seed = first; seed < first + walks; seed++) {
    const start = performance.now();
    const report = await walkCampaign(seed, steps);
    if (report.missing.length > 0) throw new Error(`never taken: ${report.missing.join(', ')}`);
    console.log(
      `seed ${seed}: ${report.steps} steps, all of ${commandKinds.length} kinds and ${everyAction.length - commandKinds.length} variants, `
      + `${report.spilled} tiles in the store, ${Math.round((performance.now() - start) / 1000)} s: all equal`,
    );
  }
}
