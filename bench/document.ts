/**
 * Editing at 12 MP with 20 layers: one dab of a brush as a pointer move costs it, undo and redo of a stroke, adding 20
 * layers, each against the least that the same work can cost. Times are of the document alone, without drawing.
 * Run: node bench/document.ts [rounds]
 */
import { addFoundObjects } from '../src/document/makeCommands.ts';
import { apply } from '../src/document/apply.ts';
import { BrushStroke } from '../src/document/brush.ts';
import type { Command } from '../src/document/commands.ts';
import { newDocument } from '../src/document/document.ts';
import { DocumentHistory } from '../src/document/history.ts';
import { journalLine } from '../src/document/journal.ts';
import { objectOf, replaceLayers } from '../src/document/tree.ts';
import type { Brush, Dab } from '../src/document/settings.ts';
import type { AlphaTile } from '../src/mask/types.ts';
import { machine, median, printTable } from './lib.ts';

const WIDTH = 4000;
const HEIGHT = 3000;
const LAYERS = 20;
const DABS = 120;
const PATH = Array.from({ length: DABS }, (_, i): Dab => [500 + 15 * i, 1000 + 400 * Math.sin(i / 9), 1]);
const rounds = Number(process.argv[2] ?? 10);

/** An ellipse of about 700 x 900 pixels with a soft border, as a person in a group photo. */
function person(index: number): AlphaTile {
  const [x, y, width, height] = [100 + 160 * index, 600 + 60 * index, 700, 900];
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const dx = ((i % width) + 0.5) / (width / 2) - 1;
    const dy = (Math.floor(i / width) + 0.5) / (height / 2) - 1;
    data[i] = Math.round(255 * Math.min(1, Math.max(0, (1 - Math.hypot(dx, dy)) * 60)));
  }
  return { x, y, width, height, data };
}

const found = Array.from({ length: LAYERS }, (_, index) => {
  const alpha = person(index);
  return { label: 'person', score: 0.9, box: [alpha.x, alpha.y, alpha.width, alpha.height] as const, alpha };
});

function photo() {
  return newDocument({ path: '/photo.jpg', contentHash: 'bench', width: WIDTH, height: HEIGHT });
}

/**
 * Milliseconds of processor time of one call, the garbage collector's threads included. Other programs on the machine
 * do not count, so it is an upper bound of what the call takes where the processor is free.
 */
async function time(action: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}

/** A stroke across a layer, shown after every dab and committed at the end: times of the dabs and of the end. */
async function stroke(history: DocumentHistory, id: string, brush: Brush): Promise<{ dabs: number[]; end: number }> {
  const mark = history.mark();
  const painter = new BrushStroke(objectOf(history.document, id).mask, brush);
  const dabs: number[] = [];
  for (const dab of PATH) {
    dabs.push(await time(() => {
      const mask = painter.add([dab]);
      const layers = replaceLayers(history.document.layers, new Set([id]), (layer) => ({ ...layer, mask }));
      history.preview(mark, { ...history.document, layers });
    }));
  }
  return { dabs, end: await time(() => history.squash(mark, { kind: 'brushStroke', id, brush, dabs: PATH })) };
}

const sizes = [60, 300, 1000] as const;
const dabTimes = new Map<number, number[]>(sizes.map((size) => [size, []]));
const times = { end: [], replay: [], undo: [], redo: [], add: [], copy: [], line: [] } as Record<string, number[]>;

for (let round = 0; round < rounds; round++) {
  const history = new DocumentHistory(photo());
  let next = 0;
  const newId = () => `layer-${next++}`;
  const command = addFoundObjects(history.document, 'the people', found, { combined: false, newId });
  times.add.push(await time(() => history.commit(command)));
  times.copy.push(await time(() => found.map(({ alpha }) => alpha.data.slice())));
  times.line.push(await time(() => journalLine(1, { kind: 'command', command })));
  const ids = command.layers.map(({ id }) => id);
  for (const [i, size] of sizes.entries()) {
    const before = history.document;
    const brush: Brush = { size, hardness: 0.5, opacity: 0.8, mode: 'add' };
    const { dabs, end } = await stroke(history, ids[i], brush);
    dabTimes.get(size)!.push(...dabs);
    times.end.push(end);
    times.undo.push(await time(() => history.undo()));
    times.redo.push(await time(() => history.redo()));
    const replayed: Command = { kind: 'brushStroke', id: ids[i], brush, dabs: PATH };
    if (size === 300) times.replay.push(await time(() => apply(before, replayed)));
  }
}

console.log(`${machine()}; ${WIDTH} x ${HEIGHT} photo, ${LAYERS} layers, ${rounds} rounds; ms of processor time\n`);
const row = (name: string, values: readonly number[], note = '') =>
  [name, median(values).toFixed(2), percentile(values, 0.95).toFixed(2), note];
printTable(['', 'median', 'p95', ''], [
  ...sizes.map((size) => row(`one dab of ${size} px`, dabTimes.get(size)!)),
  row('end of a stroke', times.end),
  row(`stroke of ${DABS} dabs of 300 px replayed`, times.replay),
  row('undo of a stroke', times.undo),
  row('redo of a stroke', times.redo),
  row(`add ${LAYERS} layers`, times.add, `${(median(times.add) / median(times.copy)).toFixed(1)} x copying the masks`),
  row(`journal line of ${LAYERS} layers`, times.line),
]);
