import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, methods, type Params, type Photo, type ProjectFile } from '../../src/api/contract.ts';
import { decodeAlpha, encodeAlpha } from '../../src/document/alphaCodec.ts';
import { apply } from '../../src/document/apply.ts';
import { hashDocument, newDocument } from '../../src/document/document.ts';
import { documentFromProject, projectFromDocument } from '../../src/document/project.ts';
import type { Document } from '../../src/document/types.ts';
import { blob } from '../document/fixtures.ts';
import { mountable, onSmallDisk } from '../smallDisk.ts';
import { openTestService, shellThat, type TestService } from './helpers.ts';

let test: TestService;
let folder: string;
/** What the save dialog answers next. */
let chosen: string | undefined;

beforeAll(async () => {
  test = await openTestService({ shell: shellThat({
    chooseProjectFile: () => Promise.resolve(chosen), chooseFolder: () => Promise.resolve(folder),
  }) });
});
afterAll(() => test.close());

let number = 0;
/** A photo in a folder of its own. */
async function newPhoto(content = '#c22'): Promise<{ readonly photo: Photo; readonly path: string }> {
  folder = join(test.home, `work-${number++}`);
  mkdirSync(folder);
  const path = join(folder, 'drawn.png');
  await draw(path, content);
  return { photo: await test.service.drop(path), path };
}

async function draw(path: string, color: string, width = 600): Promise<void> {
  await sharp({ create: { width, height: 400, channels: 3, background: color } }).png().toFile(path);
}

function documentOn({ path, name, contentHash, width, height }: Photo): Document {
  const layer = { id: 'a', name: 'ball', mask: blob(200, 150, 60, 40), origin: null };
  const empty = newDocument({ path: path ?? name, contentHash, width, height });
  return apply(empty, { kind: 'addLayers', layers: [layer], group: null, parent: null, index: 0 });
}

function saveParams(photo: Photo, more: Partial<Params<'project.save'>> = {}, document = documentOn(photo)): Params<'project.save'> {
  const { manifest, masks } = projectFromDocument(document);
  const stored = Object.fromEntries([...masks].map(([entry, alpha]) => [entry, encodeAlpha(alpha)]));
  return { photo: photo.id, withPhoto: false, manifest, masks: stored, ...more };
}

function documentIn({ manifest, masks }: ProjectFile): Document {
  return documentFromProject(manifest, new Map(Object.entries(masks).map(([entry, stored]) => [entry, decodeAlpha(stored)])));
}

const failing = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).code;
};

/** Saves a new photo's document. @returns where */
async function saved(more: Partial<Params<'project.save'>> = {}): Promise<{ photo: Photo; photoPath: string; project: string }> {
  const { photo, path } = await newPhoto();
  chosen = join(folder, 'mine.phraselift');
  await test.call('project.save', saveParams(photo, more));
  return { photo, photoPath: path, project: chosen };
}

describe('saving a project', () => {
  it('asks once where to, and gives the document back', async () => {
    const { photo } = await newPhoto();
    chosen = undefined;
    expect(await test.call('project.save', saveParams(photo))).toBeNull();
    chosen = join(folder, 'mine');
    const first = await test.call('project.save', saveParams(photo));
    expect(first).toMatchObject({ name: 'mine.phraselift', path: join(folder, 'mine.phraselift') });
    chosen = undefined;
    const changed = apply(documentOn(photo), { kind: 'rename', id: 'a', name: 'hero' });
    const again = await test.call('project.save', saveParams(photo, { project: first!.project }, changed));
    expect(again?.path).toBe(first?.path);
    expect(readdirSync(folder).sort()).toEqual(['drawn.png', 'mine.phraselift']);
    const opened = await test.call('project.open', { path: first!.path! });
    expect(methods['project.open'].result.parse(opened)).toEqual(opened);
    expect(hashDocument(documentIn(opened))).toBe(hashDocument(changed));
    expect(opened).toMatchObject({ name: 'mine.phraselift', problem: null, photo: { path: photo.path, width: 600 } });
    expect((await test.call('app.info', {})).recent[0]).toEqual({ name: 'mine.phraselift', path: first!.path });
  });

  it('writes over nothing that the dialog has not asked about, nor over the photo', async () => {
    const { photo, path } = await newPhoto();
    chosen = join(folder, 'mine.phraselift');
    await test.call('project.save', saveParams(photo));
    const before = readFileSync(chosen);
    chosen = join(folder, 'mine');
    expect(await failing(test.call('project.save', saveParams(photo)))).toBe('output-exists');
    const disguised = join(folder, 'photo.phraselift');
    renameSync(path, disguised);
    const other = await test.service.drop(disguised);
    chosen = disguised;
    expect(await failing(test.call('project.save', saveParams(other)))).toBe('output-exists');
    expect(readFileSync(join(folder, 'mine.phraselift')).equals(before)).toBe(true);
  });

  it('refuses masks that are none and projects that are not open', async () => {
    const { photo } = await newPhoto();
    chosen = join(folder, 'mine.phraselift');
    const params = saveParams(photo);
    const [entry] = Object.keys(params.masks);
    const broken = { ...params, masks: { [entry]: { ...params.masks[entry], border: 'AAAA' } } };
    expect(await failing(test.call('project.save', broken))).toBe('bad-argument');
    expect(await failing(test.call('project.save', { ...params, masks: { '../x': params.masks[entry] } }))).toBe('bad-request');
    expect(await failing(test.call('project.save', { ...params, project: 'nobody' }))).toBe('bad-request');
    expect(existsSync(chosen)).toBe(false);
  });

  it.skipIf(!mountable)('leaves the old file where the disk is full (skipped where a small disk cannot be mounted)', async () => {
    const { photo } = await newPhoto();
    const { manifest, masks } = saveParams(photo);
    const module = resolve(import.meta.dirname, '../../src/host/projects.ts');
    const result = await onSmallDisk('size=64k', `
      import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
      import { saveProject } from ${JSON.stringify(module)};
      writeFileSync('/mnt/mine.phraselift', 'the old one');
      writeFileSync('/tmp/filler-${process.pid}', new Uint8Array(100_000));
      const manifest = { ...${JSON.stringify(manifest)}, embeddedPhoto: 'photo/photo.jpg' };
      const code = await saveProject({
        manifest, masks: ${JSON.stringify(masks)}, photo: '/tmp/filler-${process.pid}', target: '/mnt/mine.phraselift', force: true,
      }).then(() => 'written', (error) => error.code);
      console.log(JSON.stringify({ code, left: readdirSync('/mnt'), text: readFileSync('/mnt/mine.phraselift', 'utf8') }));`);
    rmSync(`/tmp/filler-${process.pid}`, { force: true });
    expect(result).toEqual({ code: 'disk-full', left: ['mine.phraselift'], text: 'the old one' });
  });
});

describe('the photo of a project', () => {
  it('is found beside the project when both were moved', async () => {
    const { photoPath, project } = await saved();
    const moved = join(test.home, `moved-${number}`);
    mkdirSync(moved);
    renameSync(photoPath, join(moved, 'drawn.png'));
    renameSync(project, join(moved, 'mine.phraselift'));
    const opened = await test.service.dropProject(join(moved, 'mine.phraselift'));
    expect(opened).toMatchObject({ problem: null, photo: { path: join(moved, 'drawn.png') }, source: { kind: 'path' } });
  });

  it('is missing: the document comes without it', async () => {
    const { photoPath, project } = await saved();
    rmSync(photoPath);
    const opened = await test.call('project.open', { path: project });
    expect(opened).toMatchObject({ problem: 'missing', photo: null, source: null });
    expect(documentIn(opened).layers).toHaveLength(1);
    expect(await failing(test.call('project.photo', { project: opened.project }))).toBe('file-missing');
  });

  it('has changed: it is opened when the user says so', async () => {
    const { photo, photoPath, project } = await saved();
    await draw(photoPath, '#22c');
    const opened = await test.call('project.open', { path: project });
    expect(opened).toMatchObject({ problem: 'changed', photo: null });
    const changed = await test.call('project.photo', { project: opened.project });
    expect(changed.path).toBe(photoPath);
    expect(changed.contentHash).not.toBe(photo.contentHash);
  });

  it('is stood in for by the copy in the project, if that is what the masks were made for', async () => {
    const { photo, photoPath, project } = await saved({ withPhoto: true });
    expect(unzipSync(readFileSync(project))['photo/photo.png']).toEqual(new Uint8Array(readFileSync(photoPath)));
    rmSync(photoPath);
    const opened = await test.call('project.open', { path: project });
    expect(opened).toMatchObject({ problem: 'missing', source: null, photo: { name: 'drawn.png', contentHash: photo.contentHash } });
    expect(opened.photo).not.toHaveProperty('path');
    expect((await sharp((await test.service.resource(opened.photo!.url))!.bytes).metadata()).width).toBe(600);
    await test.call('photo.close', { id: opened.photo!.id });
    const [session] = readdirSync(join(test.home, 'cache', 'uploads'));
    expect(readdirSync(join(test.home, 'cache', 'uploads', session))).toEqual([]);
  });

  it('is a sample scene', async () => {
    const photo = await test.call('photo.open', { source: { kind: 'sample', name: 'breakfast' } });
    chosen = join(test.home, 'breakfast.phraselift');
    await test.call('project.save', saveParams(photo));
    const opened = await test.call('project.open', { path: chosen });
    expect(opened).toMatchObject({ problem: null, source: { kind: 'sample', name: 'breakfast' }, photo: { contentHash: photo.contentHash } });
  });

  it('has changed on the disk while it is open: what reads it again says so, the page keeps what it shows', async () => {
    const { photo, path } = await newPhoto();
    await test.service.resource(photo.url);
    const again = { photo: photo.id, format: 'png' as const, options: {}, layers: [] };
    await draw(path, '#22c', 500);
    expect(await failing(test.call('select', { photo: photo.id, phrase: 'the ball' }))).toBe('photo-changed');
    expect(await failing(test.call('export.run', again))).toBe('photo-changed');
    expect(await failing(test.call('project.save', saveParams(photo, { withPhoto: true })))).toBe('photo-changed');
    expect((await sharp((await test.service.resource(photo.url))!.bytes).metadata()).width).toBe(600);
    chosen = join(folder, 'kept.phraselift');
    expect((await test.call('project.save', saveParams(photo)))?.path).toBe(chosen);
  });
});

describe('a project in a browser', () => {
  let browser: TestService;
  beforeAll(async () => { browser = await openTestService(); });
  afterAll(() => browser.close());

  it('is downloaded and uploaded, with the copy of a photo that has no path', async () => {
    const { path } = await newPhoto();
    const photo = await browser.service.upload('drawn.png', [readFileSync(path)]);
    const done = await browser.call('project.save', saveParams(photo, { withPhoto: true, name: 'my/work' }));
    expect(done).toMatchObject({ name: 'my-work.phraselift', url: expect.stringMatching(/^\/downloads\//) as string });
    const file = (await browser.service.resource(done!.url!))!;
    expect(file.download).toBe('my-work.phraselift');
    await browser.call('photo.close', { id: photo.id });
    const opened = await browser.service.uploadProject('my work.phraselift', [file.bytes]);
    expect(opened).toMatchObject({ name: 'my work.phraselift', problem: 'missing', photo: { name: 'drawn.png', width: 600 } });
    expect(opened).not.toHaveProperty('path');
    expect(hashDocument(documentIn(opened))).toBe(hashDocument(documentOn(photo)));
  });

  it('opens no photo that its user has not named, whatever the project says', async () => {
    const { photoPath, project } = await saved();
    const opened = await browser.service.uploadProject(basename(project), [readFileSync(project)]);
    expect(opened).toMatchObject({ problem: 'missing', photo: null });
    expect(await failing(browser.call('project.photo', { project: opened.project }))).toBe('file-missing');
    const rooted = await openTestService({ roots: [folder] });
    try {
      const found = await rooted.service.uploadProject(basename(project), [readFileSync(project)]);
      expect(found).toMatchObject({ problem: null, photo: { path: photoPath } });
      expect(await failing(browser.call('project.open', { path: project }))).toBe('not-allowed');
    } finally {
      await rooted.close();
    }
  });

  it('leaves nothing of a project that is none', async () => {
    const { path } = await newPhoto();
    expect(await failing(browser.service.uploadProject('x.phraselift', [readFileSync(path)]))).toBe('project-damaged');
    for (const session of readdirSync(join(browser.home, 'cache', 'uploads'))) {
      expect(readdirSync(join(browser.home, 'cache', 'uploads', session)).filter((name) => name.endsWith('.phraselift'))).toEqual([]);
    }
  });
});
