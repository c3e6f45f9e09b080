/**
 * First and next phrase on 12 MP JPEGs with the host warm, against the bare time of the same work: decoding, and the
 * same graphs on the same input. Full-resolution refinement is told apart. Run: node bench/select.ts [photos]
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { openEngine } from '../src/engine.ts';
import { letterbox } from '../src/image/letterbox.ts';
import { openPhoto } from '../src/image/photo.ts';
import { LiteGraphs } from '../src/model/lite/graphs.ts';
import { mergeDetections } from '../src/model/lite/proposals.ts';
import { openLitePack, packFolders } from '../src/model/pack.ts';
import { loadGraph } from '../src/model/session.ts';
import type { Selection } from '../src/model/types.ts';
import { machine, median, peakMemory, printTable, time } from './lib.ts';

const THREADS = 2;
const samples = resolve(import.meta.dirname, '../assets/samples');
const folder = mkdtempSync(join(tmpdir(), 'phraselift-bench-'));

/** Different content each, so that nothing is cached: 4000 x 3000 with another hue. */
async function makePhotos(count: number): Promise<string[]> {
  const scenes = readdirSync(samples).filter((name) => name.endsWith('.jpg'));
  const paths = Array.from({ length: count }, (_, i) => join(folder, `photo-${i}.jpg`));
  for (const [i, path] of paths.entries()) {
    await sharp(join(samples, scenes[i % scenes.length]))
      .resize(4000, 3000, { fit: 'cover' })
      .modulate({ brightness: 0.9 + 0.02 * i })
      .jpeg({ quality: 90 })
      .toFile(path);
  }
  return paths;
}

const withoutMasks = ({ timings }: Selection) => timings.total - (timings.masks ?? 0);

async function viaEngine(paths: readonly string[]) {
  const engine = openEngine({ device: 'cpu', threads: THREADS, cacheFolder: join(folder, 'cache') });
  const runs = { first: [] as Selection[], next: [] as Selection[] };
  await engine.select(paths[0], 'warm up');
  for (const path of paths.slice(1)) {
    runs.first.push(await engine.select(path, 'the cups'));
    runs.next.push(await engine.select(path, 'everything except the cups'));
  }
  const memory = engine.hostPid === undefined ? undefined : peakMemory(engine.hostPid);
  engine.close();
  return { ...runs, memory };
}

/** The least that the same answer can cost: file to pixels, and the two graphs on prepared input. */
async function bare(paths: readonly string[]) {
  const pack = await openLitePack('lite', packFolders());
  const graphs = await LiteGraphs.load(pack, 'cpu', THREADS, loadGraph);
  const { input, proposals } = pack.manifest;
  const times = { decode: [] as number[], graphs: [] as number[] };
  for (const path of paths) {
    let photo: Awaited<ReturnType<typeof openPhoto>> | undefined;
    const decode = await time(async () => {
      photo = await openPhoto(path);
      await photo.pixels({ maxSide: input.photoSide });
    });
    const small = await photo!.pixels({ maxSide: input.photoSide });
    const { image, ...placement } = await letterbox(small, input.size);
    const encoded = await graphs.encode(image);
    const frame = [0, 0, input.size, input.size] as const;
    const corners = mergeDetections(encoded.looks, { ...proposals, frame }).map((each) => each.corners);
    times.decode.push(decode);
    times.graphs.push(await time(async () => {
      const { features } = await graphs.encode(image);
      await graphs.masks(small, placement, corners, features);
    }));
  }
  await graphs.release();
  return { decode: median(times.decode.slice(1)), graphs: median(times.graphs.slice(1)) };
}

try {
  const paths = await makePhotos(Number(process.argv[2] ?? 9) + 1);
  const least = await bare(paths);
  const { first, next, memory } = await viaEngine(paths);
  const firstTime = median(first.map(withoutMasks));
  const nextTime = median(next.map(withoutMasks));
  const least12 = least.decode + least.graphs;
  console.log(`${machine()}; ${first.length} photos of 12 MP; medians, ms\n`);
  printTable(['', 'ms', 'ratio'], [
    ['bare: decoding', least.decode.toFixed(0), ''],
    ['bare: both graphs', least.graphs.toFixed(0), ''],
    ['first phrase, without masks', firstTime.toFixed(0), `${(firstTime / least12).toFixed(2)} x bare`],
    ['next phrase, without masks', nextTime.toFixed(1), `${((100 * nextTime) / firstTime).toFixed(1)} % of first`],
    ['masks at full resolution, first (decodes 12 MP)', median(first.map(({ timings }) => timings.masks ?? 0)).toFixed(0), ''],
    ['masks at full resolution, next', median(next.map(({ timings }) => timings.masks ?? 0)).toFixed(0), ''],
  ]);
  if (memory !== undefined) console.log(`\nPeak memory of the host process: ${memory.toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
