/** What may go wrong under a search, with real processes, files and databases. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SearchStatus } from '../../src/api/contract.ts';
import { packFolders } from '../../src/model/pack.ts';
import { FolderSearch } from '../../src/search/folderSearch.ts';
import type { SearchInit } from '../../src/search/protocol.ts';
import { phraselift } from '../cli/run.ts';
import { mountable, onSmallDisk } from '../smallDisk.ts';
import { writeScenes } from './scenes.ts';

const PHOTOS = 15;
const root = mkdtempSync(join(tmpdir(), 'phraselift-trouble-'));
const folder = join(root, 'photos');
const away = join(root, 'away');
let before: string;
const engines: FolderSearch[] = [];

const initOf = (home: string): SearchInit => ({
  model: 'lite', device: 'cpu', threads: 1, modelFolders: packFolders(), cacheFolder: join(home, 'cache'), dataFolder: join(home, 'data'), maxPixels: 100e6,
});

function engineAt(home: string): FolderSearch {
  const engine = new FolderSearch(initOf(home));
  engines.push(engine);
  return engine;
}

/** @param onPhotos told how many photos have come so far */
function search(engine: FolderSearch, onPhotos: (count: number) => void = () => undefined): Promise<SearchStatus> {
  let count = 0;
  return engine.search({
    query: { folder, phrases: ['the cups'] },
    signal: new AbortController().signal,
    onPhotos: (items) => {
      count += items.length;
      onPhotos(count);
      return Promise.resolve();
    },
    onStatus: () => undefined,
  });
}

const originals = (): string => JSON.stringify(Array.from({ length: PHOTOS }, (_, i) =>
  createHash('sha256').update(readFileSync(join(folder, `scene-${String(i).padStart(3, '0')}.jpg`))).digest('hex')));

beforeAll(async () => {
  await writeScenes(folder, PHOTOS);
  before = originals();
});
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
  expect(originals()).toBe(before);
});
afterAll(() => { rmSync(root, { recursive: true, force: true }); });

it('a folder that goes away in mid-run ends the search with that reason; what was seen is kept for when it is back', async () => {
  const home = join(root, 'home-gone');
  const engine = engineAt(home);
  let seen = 0;
  const gone = await search(engine, (count) => {
    seen = count;
    if (existsSync(folder)) renameSync(folder, away);
  });
  renameSync(away, folder);
  expect(gone).toMatchObject({ state: 'failed', total: PHOTOS, error: { code: 'file-missing', message: `${folder}: has gone while it was searched; search again when it is back` } });
  expect(gone.failed).toBe(0);
  expect(seen).toBeLessThan(PHOTOS);
  const back = await search(engine);
  expect(back).toMatchObject({ state: 'finished', done: PHOTOS, failed: 0 });
  expect(back.encoded).toBeLessThanOrEqual(PHOTOS - seen);
});

it.skipIf(!mountable)('a disk that fills up ends the search with that reason, and it goes on where there is room (skipped where a small disk cannot be mounted)', async () => {
  const home = join(root, 'home-full');
  const engine = resolve(import.meta.dirname, '../../src/search/folderSearch.ts');
  // The disk is gone with its process: what it had taken is copied out to go on with.
  const full = await onSmallDisk('size=640k', `
    import { cpSync, mkdirSync } from 'node:fs';
    import { FolderSearch } from ${JSON.stringify(engine)};
    const search = new FolderSearch(${JSON.stringify(initOf('/mnt'))});
    const { state, error, encoded, failed } = await search.search({
      query: { folder: ${JSON.stringify(folder)}, phrases: ['the cups'] }, signal: new AbortController().signal,
      onPhotos: () => Promise.resolve(), onStatus: () => undefined,
    });
    search.close();
    cpSync('/mnt', ${JSON.stringify(home)}, { recursive: true });
    console.log(JSON.stringify({ state, code: error?.code, message: error?.message, encoded, failed }));`);
  expect(full).toMatchObject({ state: 'failed', code: 'disk-full', message: expect.stringMatching(/^\/mnt\/.*no space left on the disk/) as string, failed: 0 });
  const { encoded } = full as { encoded: number };
  expect(encoded).toBeGreaterThan(0);
  expect(encoded).toBeLessThan(PHOTOS);
  const rest = await search(engineAt(home));
  expect(rest).toMatchObject({ state: 'finished', done: PHOTOS, failed: 0 });
  expect(rest.encoded).toBeLessThanOrEqual(PHOTOS - encoded);
});

describe('an index', () => {
  const few = join(root, 'few');
  beforeAll(() => writeScenes(few, 2));
  const run = (home: string) => phraselift(['search', few, 'the cups', '--device', 'cpu'], { env: { PHRASELIFT_HOME: home } });
  const indexOf = (home: string): string => join(home, 'data', 'search', 'index.sqlite');

  it('that another program holds is waited for, then told of', async () => {
    const home = join(root, 'home-locked');
    expect((await run(home)).code).toBe(0);
    const holder = new DatabaseSync(indexOf(home));
    holder.exec('BEGIN EXCLUSIVE');
    const { code, stderr } = await run(home);
    holder.exec('ROLLBACK');
    holder.close();
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/index\.sqlite: the search index is locked by another program; close that and try again$/)]);
    expect((await run(home)).stderr).toMatch(/2 were in the index/);
  });

  it.each(['damaged', 'newer'])('that is %s is kept beside a new one, and no photo is looked at again', async (kind) => {
    const home = join(root, `home-${kind}`);
    mkdirSync(join(home, 'data', 'search'), { recursive: true });
    expect((await run(home)).code).toBe(0);
    if (kind === 'damaged') {
      writeFileSync(indexOf(home), 'no database, whatever its name says. '.repeat(200));
      // SQLite would make the file good again from it.
      rmSync(`${indexOf(home)}-wal`, { force: true });
    } else {
      const database = new DatabaseSync(indexOf(home));
      database.exec('PRAGMA user_version = 9000');
      database.close();
    }
    const old = readFileSync(indexOf(home));
    const { code, stderr } = await run(home);
    expect(code).toBe(0);
    const reason = kind === 'damaged' ? 'is damaged' : 'was written by a newer version of Phraselift';
    expect(stderr).toContain(`note: the search index ${reason} and is built anew; the old one is kept as ${indexOf(home)}.old\n`);
    expect(readFileSync(`${indexOf(home)}.old`).equals(old)).toBe(true);
    expect(stderr).toMatch(/2 were in the index/);
  });
});

describe('what the store says of photos that are known', () => {
  const known = join(root, 'known');
  const home = join(root, 'home-known');
  const run = () => phraselift(['search', known, 'the cups', '--device', 'cpu', '--json'], { env: { PHRASELIFT_HOME: home } });
  const summaryOf = (stdout: string): unknown => (JSON.parse(stdout.trim().split('\n').at(-1)!) as { summary: unknown }).summary;
  const answersOf = (stdout: string): string[] => stdout.trim().split('\n').slice(0, -1).sort();
  let first: string[];

  beforeAll(async () => {
    await writeScenes(known, 3);
    first = answersOf((await run()).stdout);
  });

  it('is computed again where an encoding has gone or is damaged', async () => {
    const database = new DatabaseSync(join(home, 'cache', 'encodings', 'encodings.sqlite'));
    const photos = database.prepare('SELECT photo FROM encodings ORDER BY photo').all().map(({ photo }) => String(photo));
    database.prepare('DELETE FROM encodings WHERE photo = ?').run(photos[0]);
    database.prepare('UPDATE encodings SET facts = ? WHERE photo = ?').run(Buffer.from('{"format":2}\n'), photos[1]);
    database.close();
    const { stdout } = await run();
    expect(summaryOf(stdout)).toMatchObject({ photos: 3, encoded: 2, failed: 0 });
    expect(answersOf(stdout)).toEqual(first);
  });

  it('needs no graphs: a damaged pack is refused when a photo has to be looked at', async () => {
    const pack = join(home, 'data', 'models', 'lite');
    cpSync(join(packFolders()[0], 'lite'), pack, { recursive: true });
    const graph = readFileSync(join(pack, 'encoder.onnx'));
    graph[1000] ^= 1;
    writeFileSync(join(pack, 'encoder.onnx'), graph);
    const { stdout } = await run();
    expect(summaryOf(stdout)).toMatchObject({ photos: 3, encoded: 0, failed: 0 });
    expect(answersOf(stdout)).toEqual(first);
    await writeScenes(known, 4);
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(/encoder\.onnx: checksum differs; reinstall this model pack$/);
    rmSync(pack, { recursive: true });
    expect(summaryOf((await run()).stdout)).toMatchObject({ photos: 4, encoded: 1, failed: 0 });
  });
});
