import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPsd } from 'ag-psd';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, methods, type Answer, type ExportLayer, type Photo } from '../../src/api/contract.ts';
import { decodeAlpha, encodeAlpha } from '../../src/document/alphaCodec.ts';
import { tileBox } from '../../src/mask/alpha.ts';
import { CLASS_NAMES } from '../../src/model/language/classes.ts';
import { openTestService, shellThat, type TestService } from './helpers.ts';

const samples = resolve(import.meta.dirname, '../../assets/samples');
const hasSamples = existsSync(join(samples, 'breakfast.json'));
if (!hasSamples) console.warn('assets/samples has no scenes: tests that need objects in a photo are skipped');

let test: TestService;
let roots: string;
let drawn: string;

beforeAll(async () => {
  test = await openTestService();
  roots = join(test.home, 'photos');
  mkdirSync(roots);
  drawn = join(roots, 'drawn.png');
  const circle = Buffer.from('<svg width="600" height="400"><rect width="600" height="400" fill="#7a9"/><circle cx="200" cy="200" r="90" fill="#c22"/></svg>');
  await sharp(circle).flatten().png().toFile(drawn);
});
afterAll(() => test.close());

const failing = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).code;
};
const layer = (values: Partial<ExportLayer> & Pick<ExportLayer, 'alpha'>): ExportLayer =>
  ({ name: 'layer', groups: [], opacity: 1, blendMode: 'normal', visible: true, ...values });
/** A square of full alpha. */
const square = (x: number, y: number, side: number) =>
  encodeAlpha({ x, y, width: side, height: side, data: new Uint8Array(side * side).fill(255) });

describe('opening photos', () => {
  it('opens what was dropped, with its pictures by address', async () => {
    const photo = await test.service.drop(drawn);
    expect(methods['photo.open'].result.parse(photo)).toEqual(photo);
    expect(photo).toMatchObject({ name: 'drawn.png', path: drawn, width: 600, height: 400, format: 'png', hasAlpha: false });
    const picture = await test.service.resource(photo.url);
    const { width, height, format } = await sharp(picture!.bytes).metadata();
    expect({ width, height, format, type: picture!.type }).toEqual({ width: 600, height: 400, format: 'jpeg', type: 'image/jpeg' });
    await test.call('photo.close', { id: photo.id });
    expect(await failing(test.service.resource(photo.url))).toBe('unknown-photo');
    expect(await failing(test.call('photo.close', { id: photo.id }))).toBe('unknown-photo');
  });

  it('keeps the colour profile and transparency, and reduces previews', async () => {
    const path = join(roots, 'wide.png');
    await sharp({ create: { width: 3000, height: 1000, channels: 4, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } })
      .withIccProfile('p3').png().toFile(path);
    const photo = await test.service.drop(path);
    const preview = await test.service.resource(photo.previewUrl);
    const { width, height, hasAlpha, icc } = await sharp(preview!.bytes).metadata();
    expect({ width, height, hasAlpha, type: preview!.type }).toEqual({ width: 2048, height: 683, hasAlpha: true, type: 'image/png' });
    expect(icc).toEqual((await sharp(path).metadata()).icc);
  });

  it('opens nothing that the user did not name', async () => {
    for (const path of [join(roots, 'other.png'), '/etc/passwd', `${drawn}/../../config`]) {
      expect(await failing(test.call('photo.open', { source: { kind: 'path', path } }))).toBe('not-allowed');
    }
    expect(await failing(test.call('photo.open', { source: { kind: 'sample', name: '../../package' } }))).toBe('file-missing');
  });

  it('opens what lies below a root, and nothing that a link leads out of it to', async () => {
    const outside = join(test.home, 'outside.png');
    await sharp(drawn).toFile(outside);
    symlinkSync(outside, join(roots, 'link.png'));
    const other = await openTestService({ roots: [roots] });
    try {
      const opened = await other.call('photo.open', { source: { kind: 'path', path: drawn } });
      expect(opened.name).toBe('drawn.png');
      for (const path of [join(roots, 'link.png'), outside, `${roots}-beside/x.png`]) {
        expect(await failing(other.call('photo.open', { source: { kind: 'path', path } }))).toBe('not-allowed');
      }
    } finally {
      await other.close();
    }
  });

  it('tells the page once what was named on the command line', async () => {
    const other = await openTestService({ photos: [drawn] });
    try {
      expect((await other.call('app.info', {})).start).toEqual([drawn]);
      expect((await other.call('app.info', {})).start).toEqual([]);
      expect((await other.call('photo.open', { source: { kind: 'path', path: drawn } })).width).toBe(600);
    } finally {
      await other.close();
    }
  });

  it('keeps an upload for as long as its photo is open', async () => {
    const photo = await test.service.upload('../../Föto\u0007 1.png', [readFileSync(drawn)]);
    expect(photo).toMatchObject({ name: 'Föto 1.png', width: 600 });
    expect(photo.path).toBeUndefined();
    const [session] = readdirSync(join(test.home, 'cache', 'uploads'));
    const files = () => readdirSync(join(test.home, 'cache', 'uploads', session));
    expect(files()).toHaveLength(1);
    await test.call('photo.close', { id: photo.id });
    expect(files()).toEqual([]);
  });

  it('keeps nothing of an upload that is no photo', async () => {
    expect(await failing(test.service.upload('x.png', [Buffer.from('no image at all')]))).toBe('not-an-image');
    const [session] = readdirSync(join(test.home, 'cache', 'uploads'));
    expect(readdirSync(join(test.home, 'cache', 'uploads', session))).toEqual([]);
  });

  it('says so when a photo that was named has gone', async () => {
    const path = join(roots, 'gone.png');
    await sharp(drawn).toFile(path);
    await test.service.handOver(path);
    expect(test.events.at(-1)).toEqual({ type: 'open', path });
    rmSync(path);
    expect(await failing(test.call('photo.open', { source: { kind: 'path', path } }))).toBe('file-missing');
  });
});

describe.skipIf(!hasSamples)('phrases on a sample scene', () => {
  let photo: Photo;
  let answer: Answer;

  beforeAll(async () => {
    photo = await test.call('photo.open', { source: { kind: 'sample', name: 'breakfast' } });
    answer = await test.call('select', { photo: photo.id, phrase: 'the two donuts in front', requestId: 'first' });
  });

  it('answers as the contract says, with masks as text', () => {
    expect(methods.select.result.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ verdict: 'found', device: 'cpu', model: { id: 'lite' } });
    expect(answer.objects).toHaveLength(2);
    for (const { label, box, alpha } of answer.objects) {
      expect(CLASS_NAMES).toContain(label);
      expect(tileBox(decodeAlpha(alpha))).toEqual(box);
    }
    expect(JSON.stringify(answer).length).toBeLessThan(200_000);
  });

  it('tells of its progress under the name of the request', () => {
    const steps = test.events.flatMap((event) => (event.type === 'progress' && event.requestId === 'first' ? [event.step] : []));
    expect(steps).toEqual(['load', 'encode', 'relate', 'masks']);
  });

  it('offers every other region that fits at all, each with a mask to be had', async () => {
    const { objects, candidates } = await test.call('select', { photo: photo.id, phrase: 'the two donuts in front', threshold: 0.99 });
    const scores = candidates.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.every((score) => score >= 0.05)).toBe(true);
    expect(new Set([...objects, ...candidates].map(({ region }) => region)).size).toBe(objects.length + candidates.length);
    const [first] = answer.objects;
    expect(await test.call('proposal.mask', { photo: photo.id, region: first.region })).toEqual({ alpha: first.alpha, box: first.box });
    expect(await failing(test.call('proposal.mask', { photo: photo.id, region: 9999 }))).toBe('bad-argument');
  });

  it('gives all regions with coarse masks', async () => {
    const proposals = await test.call('proposals', { photo: photo.id });
    expect(methods.proposals.result.parse(proposals)).toEqual(proposals);
    expect(proposals.length).toBeGreaterThan(8);
    for (const { side, bits } of proposals) expect(Buffer.from(bits, 'base64')).toHaveLength(Math.ceil((side * side) / 8));
  });

  it('lets the edges of a mask follow the photo', async () => {
    const [donut] = answer.objects;
    const [x, y, width, height] = donut.box;
    const rough = { x, y, width, height, data: new Uint8Array(width * height).fill(255) };
    const refined = decodeAlpha(await test.call('mask.refine', { photo: photo.id, alpha: encodeAlpha(rough) }));
    expect(refined.data.some((alpha) => alpha > 0 && alpha < 255)).toBe(true);
    expect(await failing(test.call('mask.refine', { photo: photo.id, alpha: { ...donut.alpha, border: 'AAAA' } }))).toBe('bad-argument');
  });

  it('ends a request that is cancelled, and answers the next', async () => {
    const running = failing(test.call('devices.list', { requestId: 'slow' }));
    await test.call('cancel', { requestId: 'slow' });
    expect(await running).toBe('cancelled');
    expect((await test.call('select', { photo: photo.id, phrase: 'the red mug' })).verdict).toBe('found');
  });

  it('exports layers as a PSD with their groups, blend modes and opacity', async () => {
    const layers = answer.objects.map(({ alpha, label, score }, index) => layer({
      name: `donut ${index + 1}`, groups: ['donuts'], alpha, label, score, phrase: answer.phrase,
      opacity: index === 0 ? 0.5 : 1, blendMode: index === 0 ? 'multiply' : 'normal', visible: index === 0,
    }));
    const { files, notes } = await test.call('export.run', { photo: photo.id, format: 'psd', options: {}, layers });
    expect(notes).toEqual([]);
    expect(files).toMatchObject([{ name: 'breakfast.psd' }]);
    const download = await test.service.resource(files[0].url!);
    expect(download).toMatchObject({ download: 'breakfast.psd' });
    expect(download!.bytes).toHaveLength(files[0].bytes);
    const psd = readPsd(download!.bytes, { skipLayerImageData: true, skipCompositeImageData: true, skipThumbnail: true });
    expect(psd.children?.map(({ name }) => name)).toEqual(['Background', 'donuts']);
    expect(psd.children?.[1].children).toMatchObject([
      { name: 'donut 1', blendMode: 'multiply', hidden: false }, { name: 'donut 2', blendMode: 'normal', hidden: true, opacity: 1 },
    ]);
    expect(psd.children?.[1].children?.[0].opacity).toBeCloseTo(0.5, 2);
    expect(await failing(test.service.resource(files[0].url!))).toBe('file-missing');
  });

  it('exports what each phrase found as COCO', async () => {
    const [{ alpha, label, score }] = answer.objects;
    const layers = [layer({ alpha, label, score, phrase: 'a donut' }), layer({ alpha })];
    const { files } = await test.call('export.run', { photo: photo.id, format: 'coco', options: {}, layers });
    const { bytes } = (await test.service.resource(files[0].url!))!;
    const { annotations } = JSON.parse(Buffer.from(bytes).toString()) as { annotations: { phrase: string; bbox: number[] }[] };
    expect(annotations.map(({ phrase }) => phrase)).toEqual(['a donut', '']);
    expect(annotations[0].bbox).toEqual(answer.objects[0].box);
  });
});

describe('exporting pictures', () => {
  let photo: Photo;
  beforeAll(async () => { photo = await test.service.drop(drawn); });
  const run = (format: 'png' | 'jpeg' | 'webp' | 'avif' | 'png-layers', options: object, layers: ExportLayer[]) =>
    test.call('export.run', { photo: photo.id, format, options, layers });
  const fetchFile = async (url: string | undefined) => (await test.service.resource(url!))!.bytes;

  it('writes the photo itself, to the bit, under layers that change nothing', async () => {
    const { files } = await run('png', {}, [layer({ alpha: square(10, 10, 50), opacity: 0.3 })]);
    expect(files[0].name).toBe('drawn-layers.png');
    const [found, wanted] = await Promise.all([sharp(await fetchFile(files[0].url)).raw().toBuffer(), sharp(drawn).raw().toBuffer()]);
    expect(found.equals(wanted)).toBe(true);
  });

  it('writes layers alone, multiplied, hidden or half seen as they are shown', async () => {
    const layers = [
      layer({ alpha: square(180, 180, 40), opacity: 0.5 }),
      layer({ alpha: square(20, 20, 10), visible: false }),
    ];
    const alone = await run('png', { background: 'transparent' }, layers);
    const image = sharp(await fetchFile(alone.files[0].url));
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
    expect(at(200, 200)).toEqual([204, 34, 34, 128]);
    expect(at(25, 25)).toEqual([0, 0, 0, 0]);
    const multiplied = await run('png', {}, [layer({ alpha: square(180, 180, 40), blendMode: 'multiply' })]);
    const pixels = await sharp(await fetchFile(multiplied.files[0].url)).raw().toBuffer();
    const [red, green] = pixels.subarray((200 * 600 + 200) * 3);
    expect(Math.abs(red - (204 * 204) / 255)).toBeLessThanOrEqual(1);
    expect(Math.abs(green - (34 * 34) / 255)).toBeLessThanOrEqual(1);
  });

  it.each(['jpeg', 'webp', 'avif'] as const)('writes %s', async (format) => {
    const { files, notes } = await run(format, { quality: 80, background: 'transparent' }, [layer({ alpha: square(180, 180, 40) })]);
    const { width, height, format: found } = await sharp(await fetchFile(files[0].url)).metadata();
    expect({ width, height }).toEqual({ width: 600, height: 400 });
    expect(found).toBe(format === 'avif' ? 'heif' : format);
    expect(notes.some((note) => note.includes('transparency'))).toBe(format === 'jpeg');
  });

  it('says which blend modes it cannot show', async () => {
    const { notes } = await run('png', {}, [layer({ alpha: square(0, 0, 9), blendMode: 'vivid light' })]);
    expect(notes).toEqual(['blend modes shown as normal: vivid light']);
  });

  it('puts several files for a browser into one, each named after its layer', async () => {
    const layers = [layer({ alpha: square(0, 0, 20), name: 'left/one' }), layer({ alpha: square(50, 0, 30), name: 'left/one' }), layer({ alpha: square(0, 0, 4), visible: false })];
    const { files } = await run('png-layers', { canvas: 'cropped' }, layers);
    expect(files).toMatchObject([{ name: 'drawn-left-one.zip' }]);
    const entries = unzipSync(await fetchFile(files[0].url));
    expect(Object.keys(entries)).toEqual(['drawn-left-one.png', 'drawn-left-one-2.png']);
    expect((await sharp(entries['drawn-left-one-2.png']).metadata()).width).toBe(30);
  });

  it('cuts off what lies beyond the photo, and refuses to write nothing', async () => {
    const { files } = await run('png-layers', {}, [layer({ alpha: square(590, 390, 50) })]);
    expect((await sharp(await fetchFile(files[0].url)).metadata()).width).toBe(10);
    expect(await failing(run('png-layers', {}, []))).toBe('bad-argument');
  });

  it('never replaces what is there, the photo least of all', async () => {
    const before = createHash('sha256').update(readFileSync(drawn)).digest('hex');
    const dragged: string[] = [];
    const windowed = await openTestService({
      shell: shellThat({
        chooseFiles: () => Promise.resolve([drawn]), chooseFolder: () => Promise.resolve(roots),
        startDrag: (path) => { dragged.push(path); },
      }),
    });
    try {
      const [path] = await windowed.call('file.dialog', { what: 'photo' });
      const opened = await windowed.call('photo.open', { source: { kind: 'path', path } });
      const params = { photo: opened.id, format: 'png' as const, options: {}, layers: [] };
      const { files } = await windowed.call('export.run', params);
      expect(files).toMatchObject([{ name: 'drawn-layers.png', path: join(roots, 'drawn-layers.png') }]);
      expect(await failing(windowed.call('export.run', params))).toBe('output-exists');
      expect((await windowed.call('app.info', {})).recent).toEqual([{ name: 'drawn.png', path: drawn }]);
      await windowed.call('layer.drag', { photo: opened.id, layer: layer({ name: 'a/b', alpha: square(100, 50, 30), visible: false }) });
      expect(dragged).toMatchObject([/drawn-a_?b\.png$/]);
      expect((await sharp(dragged[0]).metadata()).width).toBe(30);
    } finally {
      await windowed.close();
    }
    expect(createHash('sha256').update(readFileSync(drawn)).digest('hex')).toBe(before);
  });
});

describe('the journal', () => {
  it('gives back every whole line, and goes on after a torn one', async () => {
    await test.call('journal.append', { document: 'doc-1', lines: ['{"head":1}', '{"n":2}'] });
    const path = join(test.home, 'data', 'journals', 'doc-1.jsonl');
    writeFileSync(path, '{"torn":', { flag: 'a' });
    expect(await test.call('journal.read', { document: 'doc-1' })).toEqual(['{"head":1}', '{"n":2}']);
    await test.call('journal.append', { document: 'doc-1', lines: ['{"n":3}'] });
    expect(await test.call('journal.read', { document: 'doc-1' })).toEqual(['{"head":1}', '{"n":2}', '{"n":3}']);
    expect(await test.call('journal.list', {})).toMatchObject([{ document: 'doc-1', head: '{"head":1}' }]);
    await test.call('journal.drop', { document: 'doc-1' });
    expect(await test.call('journal.list', {})).toEqual([]);
    expect(await failing(test.call('journal.read', { document: 'doc-1' }))).toBe('file-missing');
  });

  it('keeps the order of lines that are sent at once', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => String(index));
    await Promise.all(numbers.map((line) => test.call('journal.append', { document: 'doc-2', lines: [line] })));
    expect(await test.call('journal.read', { document: 'doc-2' })).toEqual(numbers);
  });

  it('refuses names that are paths, and lines that are several', async () => {
    for (const document of ['../x', 'a/b', '', 'x'.repeat(65)]) {
      expect(await failing(test.call('journal.append', { document, lines: ['1'] }))).toBe('bad-request');
    }
    expect(await failing(test.call('journal.append', { document: 'doc', lines: ['1\n2'] }))).toBe('bad-request');
  });
});

describe('settings and the cache', () => {
  it('are kept, and what makes no sense in the file is the default', async () => {
    await test.call('settings.set', { theme: 'dark', shortcuts: { 'edit.undo': 'F2' } });
    const path = join(test.home, 'config', 'settings.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ theme: 'dark', device: 'auto' });
    expect(await failing(test.call('settings.set', { theme: 'pink' as never }))).toBe('bad-request');
    const folders = { config: join(test.home, 'config'), cache: join(test.home, 'cache'), data: join(test.home, 'data') };
    writeFileSync(path, '{"theme":"pink","threads":3,"language":"de"}');
    const other = await openTestService({ folders });
    expect(await other.call('settings.get', {})).toMatchObject({ theme: 'system', threads: 3, language: 'de' });
    await other.close();
  });

  it('say how large the cache is, and empty it', async () => {
    const photo = await test.service.drop(drawn);
    await test.call('proposals', { photo: photo.id });
    expect((await test.call('cache.info', {})).bytes).toBeGreaterThan(0);
    await test.call('cache.clear', {});
    const { model } = await test.call('app.info', {});
    const [lite, ...others] = await test.call('models.list', {});
    expect(others).toEqual([]);
    expect(lite).toMatchObject({ id: model, kind: 'lite', licence: 'Apache-2.0', shipped: true });
    expect(lite.notice).toContain('NanoDet');
    expect(lite.problem).toBeUndefined();
  });
});
