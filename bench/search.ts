/**
 * Folder search: photos a second cold and indexed against what two cores can do at best, bytes of index a photo, time to the
 * first result, and memory over many photos. Run on a quiet machine:
 *
 *   node bench/search.ts [--photos 300] [--from FOLDER] [--indexed 20000] [--many 20000]
 *
 * Without --from, photos are variants of the sample scenes at 1920 x 1280. --indexed adds runs over so many files that have
 * the photos' encodings, once more each, in the store; --many a run over so many more small variants, looked at one by one.
 * Both watch the search process's memory.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { SearchStatus } from '../src/api/contract.ts';
import { letterbox } from '../src/image/letterbox.ts';
import { openPhoto } from '../src/image/photo.ts';
import { LiteGraphs } from '../src/model/lite/graphs.ts';
import { mergeDetections } from '../src/model/lite/proposals.ts';
import { describeLitePack, openLitePack, packFolders } from '../src/model/pack.ts';
import { loadGraph } from '../src/model/session.ts';
import { FolderSearch } from '../src/search/folderSearch.ts';
import { FileIndex } from '../src/search/fileIndex.ts';
import { isPhotoName, scanFolder } from '../src/search/scan.ts';
import { EncodingStore } from '../src/store/encodings.ts';
import { machine, peakMemory, printTable } from './lib.ts';

const CORES = 2;
const PHRASES = ['a dog without a collar', 'the two cups on the left', 'everyone except the man in white'];
const BARE_PHOTOS = 30;
const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '300' }, from: { type: 'string' }, indexed: { type: 'string', default: '0' },
    many: { type: 'string', default: '0' },
    /** Set in the processes that measure the bound. */
    bare: { type: 'boolean', default: false },
  },
});
const samples = resolve(import.meta.dirname, '../assets/samples');
const root = values.bare ? '' : mkdtempSync(join(tmpdir(), 'phraselift-bench-'));
const home = join(root, 'home');

async function writeVariants(folder: string, count: number, width: number): Promise<void> {
  mkdirSync(folder);
  const scenes = readdirSync(samples).filter((name) => name.endsWith('.jpg'));
  const small = await Promise.all(scenes.map((name) => sharp(join(samples, name)).resize(width).raw().toBuffer({ resolveWithObject: true })));
  for (let i = 0; i < count; i++) {
    const { data, info } = small[i % small.length];
    const bytes = await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .modulate({ brightness: 0.7 + (0.6 * i) / count }).jpeg().toBuffer();
    writeFileSync(join(folder, `${String(i).padStart(6, '0')}.jpg`), bytes);
  }
}

/**
 * Seconds of processor time a photo of the least that the work can be, while so many processes do it side by side: what is
 * called a core may be half of one, and all share the memory.
 */
async function bareSeconds(paths: readonly string[], processes: number): Promise<number> {
  const measured = await Promise.all(Array.from({ length: processes }, () => new Promise<number>((resolve, reject) => {
    const child = fork(import.meta.filename, ['--bare'], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    child.once('message', (seconds) => { resolve(Number(seconds)); });
    child.once('exit', (code) => { if (code !== 0) reject(new Error(`the measuring of the bound ended with ${code}`)); });
    child.send(paths);
  })));
  return measured.reduce((sum, seconds) => sum + seconds, 0) / processes;
}

/** Decoding, and both graphs on prepared input. */
async function measureBare(paths: readonly string[]): Promise<number> {
  const pack = await openLitePack('lite', packFolders());
  const graphs = await LiteGraphs.load(pack, 'cpu', 1, loadGraph);
  const { input, proposals } = pack.manifest;
  let spent = 0;
  const timed = async <T>(action: () => Promise<T>): Promise<T> => {
    const start = process.cpuUsage();
    const result = await action();
    const { user, system } = process.cpuUsage(start);
    spent += (user + system) / 1e6;
    return result;
  };
  for (const [index, path] of paths.entries()) {
    const small = await timed(async () => (await openPhoto(path)).pixels({ maxSide: input.photoSide }));
    const { image, ...placement } = await letterbox(small, input.size);
    const encoded = await timed(() => graphs.encode(image));
    const frame = [0, 0, input.size, input.size] as const;
    const corners = mergeDetections(encoded.looks, { ...proposals, frame }).map((each) => each.corners);
    await timed(() => graphs.masks(small, placement, corners, encoded.features));
    // The first run of a graph prepares it.
    if (index === 0) spent = 0;
  }
  await graphs.release();
  return spent / (paths.length - 1);
}

/** Makes so many files and enters them as if they had been looked at, each with a copy of an encoding that is in the store. */
async function writeIndexed(folder: string, count: number): Promise<void> {
  mkdirSync(folder);
  for (let i = 0; i < count; i++) writeFileSync(join(folder, `${String(i).padStart(6, '0')}.jpg`), String(i));
  const index = FileIndex.open(join(home, 'data'));
  const known: [number, string][] = [];
  for await (const scanned of scanFolder(folder, { recursive: true, outside: false, skip: [] })) {
    if ('file' in scanned) known.push([index.enter([scanned.file])[0].id, createHash('sha256').update(scanned.file.path).digest('hex')]);
  }
  index.setHashes(known);
  index.close();
  const cache = join(home, 'cache', 'encodings');
  const { fingerprint } = await describeLitePack('lite', packFolders());
  const database = new DatabaseSync(join(cache, 'encodings.sqlite'), { readOnly: true });
  const packed = database.prepare('SELECT facts, masks FROM encodings').all() as { facts: Uint8Array; masks: Uint8Array }[];
  database.close();
  const store = EncodingStore.open(cache);
  known.forEach(([, hash], i) => { store.put(hash, fingerprint, packed[i % packed.length]); });
  store.close();
}

interface Run {
  readonly status: SearchStatus;
  readonly seconds: number;
  /** From before the search process is started. */
  readonly firstResult: number;
  readonly memory: readonly number[];
  /** Seconds of processor time of the search process, its start included. */
  readonly processor: number;
}

/** @param warm whether the process has already answered another phrase on the same photos */
async function search(folder: string, phrases: readonly string[], warm = false): Promise<Run> {
  const engine = new FolderSearch({
    model: 'lite', device: 'cpu', threads: CORES, modelFolders: packFolders(), cacheFolder: join(home, 'cache'), dataFolder: join(home, 'data'), maxPixels: 200e6,
  });
  let start = performance.now();
  let firstResult = 0;
  const memory: number[] = [];
  const timer = setInterval(() => {
    const now = residentMegabytes(engine.pid);
    if (now !== undefined) memory.push(now);
  }, 1000);
  const once = (asked: readonly string[]): Promise<SearchStatus> => engine.search({
    query: { folder, phrases: [...asked] },
    signal: new AbortController().signal,
    onPhotos: (items) => {
      if (items.length > 0 && firstResult === 0) firstResult = (performance.now() - start) / 1000;
      return Promise.resolve();
    },
    onStatus: () => undefined,
  });
  // The start of the process and the loading of the model are told apart, by the first result.
  if (warm) await once(PHRASES.slice(2));
  if (warm) start = performance.now();
  const status = await once(phrases);
  clearInterval(timer);
  memory.push((engine.pid === undefined ? undefined : peakMemory(engine.pid)) ?? 0);
  const processor = processorSeconds(engine.pid);
  engine.close();
  return { status, seconds: (performance.now() - start) / 1000, firstResult, memory, processor };
}

/** Linux only; its clock ticks 100 times a second. */
function processorSeconds(pid: number | undefined): number {
  const [, ...fields] = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  const [user, system] = [fields[10], fields[11]].map(Number);
  return (user + system) / 100;
}

function residentMegabytes(pid: number | undefined): number | undefined {
  try {
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'));
    return resident === null ? undefined : Number(resident[1]) / 1024;
  } catch {
    return undefined;
  }
}

const MEMORY_HEAD = ['MB after 10 %', '25 %', '50 %', '75 %', 'at the end', 'peak'];

function memoryOf({ memory }: Run): string[] {
  const at = (share: number): number => memory[Math.max(0, Math.min(memory.length - 2, Math.floor(share * (memory.length - 1))))];
  return [at(0.1), at(0.25), at(0.5), at(0.75), at(1), Math.max(...memory)].map((megabytes) => megabytes.toFixed(0));
}

const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true }).reduce((sum, name) => sum + statSync(join(folder, String(name))).size, 0);

if (values.bare) process.once('message', (paths: string[]) => void measureBare(paths).then((seconds) => { process.send?.(seconds, () => process.exit()); }));
else await main();

async function main(): Promise<void> {
  try {
    await measure();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(): Promise<void> {
  const folder = values.from ?? join(root, 'photos');
  if (values.from === undefined) await writeVariants(folder, Number(values.photos), 1920);
  const names = readdirSync(folder).filter(isPhotoName);
  const sample = names.slice(0, BARE_PHOTOS).map((name) => join(folder, name));
  const alone = await bareSeconds(sample, 1);
  const bare = await bareSeconds(sample, CORES);
  const bound = CORES / bare;
  const cold = await search(folder, PHRASES.slice(0, 1));
  const count = cold.status.total;
  const bytes = bytesBelow(home) / count;
  const one = await search(folder, PHRASES.slice(1, 2), true);
  const three = await search(folder, PHRASES, true);
  // `status.seconds` begins with the listing, not with the start of the process.
  const rate = ({ status }: Run, phrases = 1): number => (status.total * phrases) / status.seconds;
  console.log(`${machine()}; ${count} photos, ${CORES} cores\n`);
  printTable(['', 'value', 'aim'], [
    ['decoding and bare graphs, alone on the machine', `${(alone * 1000).toFixed(0)} ms of processor time a photo`, ''],
    ['the same on both cores at once', `${(bare * 1000).toFixed(0)} ms`, ''],
    ['bound: 2 cores / the latter', `${bound.toFixed(1)} photos/s`, ''],
    ['cold, 1 phrase', `${rate(cold).toFixed(1)} photos/s`, ''],
    ['cold against the bound', `${((100 * rate(cold)) / bound).toFixed(0)} %`, '>= 90 %'],
    ['cold against 2 cores / the former', `${((100 * rate(cold) * alone) / CORES).toFixed(0)} %`, ''],
    ['processor time of the search, cold, its start included', `${((1000 * cold.processor) / count).toFixed(0)} ms a photo`, ''],
    ['indexed, 1 phrase', `${rate(one).toFixed(0)} photos/s`, '>= 500'],
    ['indexed, 3 phrases in one pass', `${rate(three, 3).toFixed(0)} photos x phrases/s`, '>= 500'],
    ['first result, cold, from starting the process', `${cold.firstResult.toFixed(2)} s`, '< 1 s'],
    ['first result, indexed', `${one.firstResult.toFixed(2)} s`, '< 1 s'],
    ['index and encodings', `${(bytes / 1000).toFixed(1)} kB a photo`, '<= 150 kB'],
    ['peak memory of the search process, cold', `${Math.max(...cold.memory).toFixed(0)} MB`, ''],
  ]);
  const indexed = Number(values.indexed);
  if (indexed > 0) {
    const large = join(root, 'indexed');
    await writeIndexed(large, indexed);
    const runs = [await search(large, PHRASES.slice(1, 2)), await search(large, PHRASES)];
    console.log(`\nThe same for ${indexed} files that are in the index:\n`);
    printTable(['phrases', 'photos/s', 'photos x phrases/s', 'first result, s', ...MEMORY_HEAD], runs.map((run) => {
      const { phrases } = run.status;
      return [phrases.length, rate(run).toFixed(0), rate(run, phrases.length).toFixed(0), run.firstResult.toFixed(2), ...memoryOf(run)];
    }));
  }
  if (Number(values.many) > 0) {
    const large = join(root, 'many');
    await writeVariants(large, Number(values.many), 320);
    const run = await search(large, PHRASES.slice(0, 1));
    console.log(`\nMemory of the search process over ${run.status.total} photos looked at (${run.seconds.toFixed(0)} s):\n`);
    printTable(MEMORY_HEAD, [memoryOf(run)]);
  }
}
