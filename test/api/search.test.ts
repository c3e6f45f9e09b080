import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, methods, type SearchQuery, type SearchStatus } from '../../src/api/contract.ts';
import { writeScenes } from '../search/scenes.ts';
import { openTestService, type TestService } from './helpers.ts';

const root = mkdtempSync(join(tmpdir(), 'phraselift-searches-'));
const folder = join(root, 'photos');
const outside = join(root, 'outside');
let test: TestService;

beforeAll(async () => {
  await writeScenes(folder, 5);
  await writeScenes(outside, 1);
  mkdirSync(join(folder, 'sub'));
  symlinkSync(join(outside, 'scene-000.jpg'), join(folder, 'sub', 'link.jpg'));
  writeFileSync(join(folder, 'sub', 'broken.png'), 'no photo');
  test = await openTestService({ roots: [folder] });
});
afterAll(async () => {
  await test.close();
  rmSync(root, { recursive: true, force: true });
});

const isOver = ({ state }: SearchStatus): boolean => state === 'finished' || state === 'cancelled' || state === 'failed';
async function search(query: Partial<SearchQuery> = {}): Promise<SearchStatus> {
  let status = await test.call('search.start', { folder, phrases: ['the cups', 'a giraffe'], ...query });
  while (!isOver(status)) {
    await delay(50);
    status = await test.call('search.status', { run: status.run });
  }
  return status;
}
const failing = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).code;
};

describe('a search', () => {
  it('goes from a folder to photos, masks, pictures and files', async () => {
    const status = await search();
    expect(methods['search.status'].result.parse(status)).toEqual(status);
    expect(status).toMatchObject({ state: 'finished', total: 6, done: 6, failed: 1, scanned: true, device: 'cpu', notes: [] });
    const { run } = status;
    const { found, unsure, none } = status.phrases[0].counts;
    expect(found + unsure + none).toBe(5);
    expect(found + unsure).toBeGreaterThanOrEqual(3);
    const view = { phrase: 0, verdicts: ['found', 'unsure'] as const };
    const page = await test.call('search.results', { run, view: { ...view, verdicts: [...view.verdicts] }, offset: 0, limit: 2 });
    expect(methods['search.results'].result.parse(page)).toEqual(page);
    expect(page).toMatchObject({ total: found + unsure, version: status.version });
    expect(page.items[0].answers[0].probability).toBeGreaterThanOrEqual(page.items[1].answers[0].probability);
    const [item] = page.items;
    expect(await test.call('search.items', { run, files: [item.file, 123_456] })).toEqual([item]);

    const [{ objects }] = await test.call('search.masks', { run, phrase: 0, files: [item.file] });
    expect(objects).toHaveLength(item.answers[0].count);
    expect(objects[0]).toMatchObject({ side: 56, label: 'cup' });
    expect(Buffer.from(objects[0].bits, 'base64').some((byte) => byte !== 0)).toBe(true);
    const picture = await test.service.resource(item.thumbnailUrl);
    expect(await sharp(picture!.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 320 });

    expect(await test.call('search.failures', { run })).toMatchObject([{ code: 'not-an-image', reason: expect.stringMatching(/is not an image file/) as string }]);
    expect(test.events.some((event) => event.type === 'search' && event.status.run === run && event.status.state === 'finished')).toBe(true);

    // Whoever begins to listen, again perhaps, hears how it stands.
    const heard: unknown[] = [];
    test.service.onEvent((event) => { heard.push(event); })();
    expect(heard).toEqual([{ type: 'search', status: await test.call('search.status', { run }) }]);

    const opened = await test.call('search.open', { run, file: item.file, phrase: 0 });
    const photo = await test.call('photo.open', { source: { kind: 'path', path: opened.path } });
    const answer = await test.call('select', { photo: photo.id, phrase: opened.phrase });
    expect(answer.objects.map(({ region }) => region).sort()).toEqual(objects.map(({ region }) => region).sort());
    await test.call('search.close', { run });
    expect(await failing(test.call('search.status', { run }))).toBe('unknown-search');
  });

  it('judges anew under other thresholds, and keeps reviews for the next search', async () => {
    const { run, phrases } = await search();
    const strict = await test.call('search.thresholds', { run, thresholds: { object: 0.5, none: 1, found: 1 } });
    expect(strict.phrases[0].counts).toMatchObject({ found: 0, unsure: 0 });
    const back = await test.call('search.thresholds', { run, thresholds: strict.defaultThresholds });
    expect(back.phrases[0].counts).toEqual(phrases[0].counts);
    const { files } = await test.call('search.ids', { run, view: { phrase: 0, sort: 'name' } });
    expect(files).toHaveLength(5);
    await test.call('search.review', { run, phrase: 0, files: [files[0]], decision: 'accepted' });
    const both = await test.call('search.review', { run, phrase: 0, files: files.slice(0, 2), decision: 'rejected' });
    expect(methods['search.review'].result.parse(both)).toEqual(both);
    expect(both.before).toEqual([{ file: files[0], decision: 'accepted' }, { file: files[1], decision: null }]);
    const again = await test.call('search.review', { run, phrase: 0, files: [files[0]], decision: 'accepted' });
    expect(again.status.phrases[0]).toMatchObject({ accepted: 1, rejected: 1 });
    await test.call('search.close', { run });
    const next = await search();
    expect(next.phrases[0]).toMatchObject({ accepted: 1, rejected: 1 });
    expect(next.encoded).toBe(0);
    await test.call('search.close', { run: next.run });
  });

  it('exports what is seen, with records for photos without a target', async () => {
    const { run } = await search({ thresholds: { object: 0.5, none: 0.3, found: 0.3 } });
    const take = async (format: 'list' | 'csv' | 'grefcoco' | 'copies', verdicts?: ('found' | 'none')[]) => {
      const { files, count } = await test.call('search.export', { run, format, view: { phrase: 0, ...(verdicts === undefined ? {} : { verdicts }) } });
      const resource = await test.service.resource(files[0].url!);
      return { count, name: files[0].name, bytes: resource!.bytes };
    };
    const list = await take('list', ['found']);
    expect(Buffer.from(list.bytes).toString().trim().split('\n')).toHaveLength(list.count);
    expect(Buffer.from((await take('csv')).bytes).toString().split('\r\n')).toHaveLength(1 + 2 * 5 + 1);
    const { files } = await test.call('search.ids', { run, view: { phrase: 0, descending: false } });
    const [least] = files;
    // Decisions of an earlier test.
    await test.call('search.review', { run, phrase: 0, files, decision: null });
    await test.call('search.review', { run, phrase: 0, files: [least], decision: 'accepted' });
    const strict = await test.call('search.thresholds', { run, thresholds: { object: 0.5, none: 1, found: 1 } });
    expect(strict.phrases[0].counts.found).toBe(0);
    const accepted = await test.call('search.export', { run, format: 'list', view: { phrase: 0, verdicts: ['found'], decided: true } });
    const paths = Buffer.from((await test.service.resource(accepted.files[0].url!))!.bytes).toString().trim().split('\n');
    expect(paths).toEqual([join(folder, (await test.call('search.items', { run, files: [least] }))[0].path)]);
    expect(accepted.count).toBe(1);
    await test.call('search.review', { run, phrase: 0, files: [least], decision: null });
    await test.call('search.thresholds', { run, thresholds: { object: 0.5, none: 0.3, found: 0.3 } });

    const archive = unzipSync((await take('grefcoco')).bytes);
    const json = (ending: string): unknown => JSON.parse(Buffer.from(Object.entries(archive).find(([name]) => name.endsWith(ending))![1]).toString());
    const refs = json('.grefs.json') as { no_target: boolean; ann_id: number[]; image_id: number }[];
    const instances = json('.instances.json') as { annotations: { id: number; image_id: number }[]; images: unknown[] };
    expect(refs).toHaveLength(5);
    expect(refs.filter(({ no_target }) => no_target).length).toBeGreaterThan(0);
    for (const { no_target, ann_id, image_id } of refs) {
      expect(ann_id).toEqual(no_target ? [-1] : instances.annotations.filter((each) => each.image_id === image_id).map(({ id }) => id));
    }
    const copies = unzipSync((await take('copies', ['found'])).bytes);
    for (const [name, bytes] of Object.entries(copies)) expect(Buffer.from(bytes).equals(readFileSync(join(folder, name)))).toBe(true);
    expect(await failing(test.call('search.export', { run, format: 'links', view: { phrase: 0 } }))).toBe('not-allowed');
    await test.call('search.close', { run });
  });

  it('pauses, goes on, and is cancelled with what it has found', async () => {
    const other = join(root, 'photos', 'more');
    await writeScenes(other, 12);
    const started = await test.call('search.start', { folder: other, phrases: ['a spoon'] });
    const { run } = started;
    const paused = await test.call('search.pause', { run });
    expect(paused.state).toBe('paused');
    expect((await test.call('search.resume', { run })).state).toBe('running');
    const begin = performance.now();
    const cancelled = await test.call('search.cancel', { run });
    expect(performance.now() - begin).toBeLessThan(30_000);
    expect(cancelled.state).toBe('cancelled');
    expect((await test.call('search.runs', {})).map((each) => each.run)).toContain(run);
    await test.call('search.close', { run });
    rmSync(other, { recursive: true });
  });

  it('keeps searches under a name', async () => {
    const saved = await test.call('search.save', { name: 'Cups', query: { folder, phrases: ['the cups'] } });
    const changed = await test.call('search.save', { id: saved.id, name: 'All cups', query: { folder, phrases: ['all the cups'] } });
    expect(await test.call('search.saved', {})).toEqual([changed]);
    await test.call('search.forget', { id: saved.id });
    expect(await test.call('search.saved', {})).toEqual([]);
  });
});

describe('folders', () => {
  it('are those that were named, and folders below them', async () => {
    const { roots, canChoose } = await test.call('search.folders', {});
    expect({ names: roots.map(({ name }) => name), canChoose }).toEqual({ names: ['photos'], canChoose: false });
    const browsed = await test.call('search.browse', { path: roots[0].path });
    expect(browsed).toMatchObject({ photos: 5, folders: [{ name: 'sub' }] });
    expect(browsed.parent).toBeUndefined();
    expect((await test.call('search.browse', { path: browsed.folders[0].path })).parent).toBe(roots[0].path);
    for (const path of [outside, join(folder, '..'), '/etc']) {
      expect(await failing(test.call('search.browse', { path }))).toBe('not-allowed');
      expect(await failing(test.call('search.start', { folder: path, phrases: ['a dog'] }))).toBe('not-allowed');
    }
    expect(await test.call('search.dialog', {})).toBeNull();
  });

  it('may be dropped', async () => {
    expect(await failing(test.service.dropFolder(join(folder, 'scene-000.jpg')))).toBe('bad-argument');
    expect(await test.service.dropFolder(outside)).toMatchObject({ name: 'outside' });
    expect((await test.call('search.browse', { path: outside })).photos).toBe(1);
    expect(readdirSync(outside)).toEqual(['scene-000.jpg']);
  });
});
