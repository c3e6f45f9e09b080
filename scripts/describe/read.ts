/**
 * Draws random target sets with what the speaker says of them, for people to judge.
 *
 *   read.ts --refs REFS.json --instances COCO.json --images DIR --out DIR [--count N] [--seed N]
 *           [--part all|tuning|held-out] [--cache DIR]
 *
 * Writes sheets of six photos (the selection bright, the rest dark) and outputs.json with the expressions in order.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { sharp } from '../../src/image/sharp.ts';
import { uniteTiles } from '../../src/mask/alpha.ts';
import { shrinkTile } from '../../src/mask/shrink.ts';
import { isExact } from '../../src/model/speaker/roundTrip.ts';
import { situationOf } from '../../src/model/speaker/situation.ts';
import { speak } from '../../src/model/speaker/speak.ts';
import { randomFrom } from '../../src/random.ts';
import { Describer } from './photos.ts';
import { inPart, readTargetSets, type TargetSet } from './targetSets.ts';

const CELL = { width: 420, height: 340, columns: 3, rows: 2, caption: 40 };
/** Brightness of what is not selected. */
const DIM = 0.35;

const { values } = parseArgs({
  options: {
    refs: { type: 'string', default: '' },
    instances: { type: 'string', default: '' },
    images: { type: 'string', default: '' },
    out: { type: 'string', default: 'out/read' },
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string', default: 'all' },
    cache: { type: 'string', default: join(tmpdir(), 'phraselift-describe') },
  },
});

function sample<T>(all: readonly T[], count: number, seed: number): T[] {
  const next = randomFrom(seed);
  return all.map((value) => ({ value, key: next() })).sort((a, b) => a.key - b.key).slice(0, count).map(({ value }) => value);
}

interface Output {
  readonly number: number;
  readonly image: string;
  readonly annotations: readonly number[];
  readonly expression: string;
  readonly ambiguous: boolean;
}

/** The photo with everything dark but the selection, and its expression below. */
async function draw(set: TargetSet, { number, expression, ambiguous }: Output, folder: string): Promise<Buffer> {
  const path = join(folder, set.image);
  const { width, height } = await sharp(path).metadata();
  const scale = Math.min(CELL.width / width, (CELL.height - CELL.caption) / height, 1);
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  const { data } = await sharp(path).toColourspace('srgb').removeAlpha().resize(columns, rows, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true });
  const mask = shrinkTile(uniteTiles(set.masks), width, height, columns, rows);
  for (let at = 0; at < columns * rows; at++) {
    const [x, y] = [(at % columns) - mask.x, Math.floor(at / columns) - mask.y];
    const inside = x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.data[y * mask.width + x] > 0;
    for (let c = 0; c < 3 && !inside; c++) data[at * 3 + c] *= DIM;
  }
  const text = `${number}. ${expression}${ambiguous ? ' (ambiguous)' : ''}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const caption = Buffer.from(`<svg width="${CELL.width}" height="${CELL.caption}"><rect width="100%" height="100%" fill="white"/><text x="4" y="16" font-size="13" font-family="sans-serif">${text.slice(0, 62)}</text><text x="4" y="34" font-size="13" font-family="sans-serif">${text.slice(62)}</text></svg>`);
  return sharp({ create: { width: CELL.width, height: CELL.height, channels: 3, background: 'white' } })
    .composite([
      { input: data, raw: { width: columns, height: rows, channels: 3 }, left: 0, top: 0 },
      { input: caption, left: 0, top: CELL.height - CELL.caption },
    ]).png().toBuffer();
}

async function sheet(cells: readonly Buffer[], path: string): Promise<void> {
  const { width, height, columns, rows } = CELL;
  await sharp({ create: { width: width * columns, height: height * rows, channels: 3, background: 'white' } })
    .composite(cells.map((input, index) => ({ input, left: (index % columns) * width, top: Math.floor(index / columns) * height })))
    .jpeg({ quality: 85 }).toFile(path);
}

const all = await readTargetSets(values.refs, values.instances, new Set(['natural']));
const sets = sample(inPart(all, values.part), Number(values.count), Number(values.seed));
const describer = await Describer.open(values.cache);
await mkdir(values.out, { recursive: true });
const outputs: Output[] = [];
const cells: Buffer[] = [];
for (const [index, set] of sets.entries()) {
  const photo = await describer.photo(join(values.images, set.image));
  const situation = await situationOf(photo.encoding, { masks: set.masks, regions: [], boxes: [] }, photo.pixels, photo.look);
  const { expressions } = await speak(situation, describer.listener, { style: 'short', candidates: 1 });
  const best = expressions.at(0);
  const output = {
    number: index + 1, image: set.image, annotations: set.annotations,
    expression: best?.text ?? 'I cannot tell what this is', ambiguous: best !== undefined && !isExact(best.roundTrip),
  };
  outputs.push(output);
  cells.push(await draw(set, output, values.images));
}
await describer.close();
const perSheet = CELL.columns * CELL.rows;
for (let at = 0; at < cells.length; at += perSheet) {
  await sheet(cells.slice(at, at + perSheet), join(values.out, `sheet-${String(at / perSheet + 1).padStart(2, '0')}.jpg`));
}
await writeFile(join(values.out, 'outputs.json'), `${JSON.stringify(outputs, null, 1)}\n`);
