/**
 * Times mask operations on a synthetic photo of 12 megapixels with 20 objects of about 1.5 megapixels each (their
 * boxes overlap). Figures are comparable within one run only: the last column is the time relative to upsampling.
 * Run: node --disable-warning=ExperimentalWarning bench/masks.ts [rounds]
 */
import { cropTile, tileToMask, uniteTiles } from '../src/mask/alpha.ts';
import { keepLargestComponent } from '../src/mask/components.ts';
import { ringsOfTile } from '../src/mask/contours.ts';
import { featherTile } from '../src/mask/feather.ts';
import { growMask } from '../src/mask/morphology.ts';
import { refineTile } from '../src/mask/refine.ts';
import type { GuideImage } from '../src/mask/refine.ts';
import { decodeRleTile, encodeTileRle } from '../src/mask/rle.ts';
import { splitMask } from '../src/mask/split.ts';
import type { AlphaTile, Box } from '../src/mask/types.ts';
import { upsampleLogits } from '../src/mask/upsample.ts';
import { randomFrom } from '../src/random.ts';

const WIDTH = 4000;
const HEIGHT = 3000;
const OBJECTS = 20;
const SIDE = 1225;
const GRID = 56;

interface Scene {
  readonly photo: GuideImage;
  readonly boxes: readonly Box[];
  readonly logits: Float32Array;
}

/** Stars of random colours on a shaded background, with noise. */
function scene(): Scene {
  const random = randomFrom(7);
  const boxes = Array.from(
    { length: OBJECTS }, (): Box => [random() * (WIDTH - SIDE), random() * (HEIGHT - SIDE), SIDE, SIDE],
  );
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < data.length; i++) data[i] = 90 + ((i / 3 / WIDTH) * 60) / HEIGHT + random() * 16;
  const star = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < star.length; i++) {
    star[i] = starLevel(((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE) > 0 ? 1 : 0;
  }
  for (const [left, top] of boxes) {
    const color = [random() * 255, random() * 255, random() * 255];
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        if (star[y * SIDE + x] === 0) continue;
        const at = ((Math.floor(top) + y) * WIDTH + Math.floor(left) + x) * 3;
        for (let c = 0; c < 3; c++) data[at + c] = Math.min(255, color[c] + random() * 16);
      }
    }
  }
  const logits = Float32Array.from(
    { length: GRID * GRID },
    (_, i) => 30 * starLevel(((i % GRID) + 0.5) / GRID, (Math.floor(i / GRID) + 0.5) / GRID),
  );
  return { photo: { width: WIDTH, height: HEIGHT, channels: 3, data }, boxes, logits };
}

/** Above 0 inside a star with five rounded points in the unit square. */
function starLevel(u: number, v: number): number {
  const angle = Math.atan2(v - 0.5, u - 0.5);
  return 0.3 + 0.1 * Math.cos(5 * angle) - Math.hypot(u - 0.5, v - 0.5);
}

/** Median of the milliseconds that the task takes. */
function measure(rounds: number, task: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    task();
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

function run(rounds: number): void {
  const { photo, boxes, logits } = scene();
  const upsample = (box: Box): AlphaTile => upsampleLogits(logits, box, WIDTH, HEIGHT);
  const coarse = boxes.map(upsample);
  const refined = coarse.map((tile) => cropTile(refineTile(tile, photo)));
  const rles = refined.map((tile) => encodeTileRle(tile, WIDTH, HEIGHT));
  const merged = tileToMask(uniteTiles(refined), WIDTH, HEIGHT);
  const single = tileToMask(refined[0], WIDTH, HEIGHT);
  const proposals = refined.map((alpha, i) => ({ box: boxes[i], alpha }));
  const tasks: [name: string, objects: number, task: () => unknown][] = [
    ['upsample logits', OBJECTS, () => boxes.map(upsample)],
    ['refine to the photo', OBJECTS, () => coarse.map((tile) => refineTile(tile, photo))],
    ['crop', OBJECTS, () => coarse.map(cropTile)],
    ['encode tile as RLE', OBJECTS, () => refined.map((tile) => encodeTileRle(tile, WIDTH, HEIGHT))],
    ['decode RLE to tile', OBJECTS, () => rles.map(decodeRleTile)],
    ['contours of tile', OBJECTS, () => refined.map((tile) => ringsOfTile(tile))],
    ['feather by 20 px', OBJECTS, () => refined.map((tile) => featherTile(tile, 20, WIDTH, HEIGHT))],
    ['grow mask by 20 px', 1, () => growMask(single, 20)],
    ['largest component, 12 MP', 1, () => keepLargestComponent(merged)],
    ['split merged mask, 12 MP', 1, () => splitMask(merged, proposals)],
  ];
  const rows = tasks.map(([name, objects, task]) => ({ name, objects, total: measure(rounds, task) }));
  const unit = rows[0].total / OBJECTS;
  console.log(`${WIDTH} x ${HEIGHT} photo, ${OBJECTS} boxes of ${SIDE} x ${SIDE}, median of ${rounds} rounds`);
  console.log(`${'task'.padEnd(28)}${'total ms'.padStart(10)}${'ms each'.padStart(10)}${'x upsample'.padStart(12)}`);
  for (const { name, objects, total } of rows) {
    const each = total / objects;
    const ratio = (each / unit).toFixed(1);
    console.log(name.padEnd(28) + total.toFixed(0).padStart(10) + each.toFixed(1).padStart(10) + ratio.padStart(12));
  }
}

run(Number(process.argv[2] ?? 5));
