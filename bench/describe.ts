/**
 * Time of describing a selection and of naming 20 layers, host warm and photo encoded, against one phrase on the same
 * photo. The layers are the photo's own proposals, so no file but a sample is needed. Run: node bench/describe.ts [PHOTO]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { situationOf } from '../src/model/speaker/situation.ts';
import { speak } from '../src/model/speaker/speak.ts';
import { nameLayers } from '../src/host/describe.ts';
import { CLASS_NAMES } from '../src/model/language/classes.ts';
import { Describer } from '../scripts/describe/photos.ts';
import { machine, median, printTable, time } from './lib.ts';

const LAYERS = 20;
const RUNS = 7;
/** What the issue of this feature aims at, ms. */
const AIM = { selection: 300, layers: 2000 };

/** Medians in ms; the processor's own time hardly depends on what else the machine does. */
interface Spent {
  readonly ms: number;
  readonly processor: number;
}

const path = resolve(process.argv[2] ?? join(import.meta.dirname, '../assets/samples/kitchen.jpg'));
const folder = mkdtempSync(join(tmpdir(), 'phraselift-bench-'));
const describer = await Describer.open(folder);
try {
  const photo = await describer.photo(path);
  const { listener } = describer;
  const regions = photo.encoding.regions.slice(0, LAYERS).map((_, index) => index);
  const describe = async (selected: readonly number[]): Promise<void> => {
    const situation = await situationOf(photo.encoding, { masks: [], regions: selected, boxes: [] }, photo.pixels, photo.look);
    await speak(situation, listener, { style: 'short', candidates: 5 });
  };
  const name = () => nameLayers(
    { ...photo, listener, classNames: CLASS_NAMES }, regions.map((region) => ({ masks: [], regions: [region], boxes: [] })),
  );
  const repeat = async (action: (run: number) => Promise<unknown>): Promise<Spent> => {
    await action(0);
    const times: number[] = [];
    const processor: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const before = process.cpuUsage();
      times.push(await time(() => action(run)));
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1000);
    }
    return { ms: median(times), processor: median(processor) };
  };
  const phrase = await repeat(async () => listener('the things on the left', photo.encoding));
  const single = await repeat((run) => describe([run]));
  const three = await repeat((run) => describe([run, run + 1, run + 2]));
  const layers = await repeat(name);
  const names = await name();
  const row = (what: string, { ms, processor }: Spent, aim: number) =>
    [what, ms.toFixed(0), processor.toFixed(0), `${(ms / phrase.ms).toFixed(0)} x a phrase`, `${aim} ms: ${(ms / aim).toFixed(2)} x`];
  console.log(`${machine()}; ${RUNS} runs, encoded photo with ${photo.encoding.regions.length} regions; medians\n`);
  printTable(['', 'ms', 'of the processor', 'ratio', 'aim'], [
    ['one phrase heard', phrase.ms.toFixed(1), phrase.processor.toFixed(1), '', ''],
    row('a selection of one', single, AIM.selection),
    row('a selection of three', three, AIM.selection),
    row(`names for ${regions.length} layers`, layers, AIM.layers),
  ]);
  const given = names.flatMap(({ name: each }) => each ?? []);
  const exact = names.filter(({ ambiguous }) => !ambiguous).length;
  console.log(`\n${given.length} names, ${new Set(given).size} of them distinct, ${exact} unambiguous.`);
} finally {
  await describer.close();
  rmSync(folder, { recursive: true, force: true });
}
