import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, methods, type Photo } from '../../src/api/contract.ts';
import { encodeAlpha } from '../../src/document/alphaCodec.ts';
import { decodeRleTile } from '../../src/mask/rle.ts';
import { readFileSync } from 'node:fs';
import { openTestService, type TestService } from './helpers.ts';

interface SampleObject {
  readonly label: string;
  readonly name: string;
  readonly mask: { readonly size: [number, number]; readonly counts: string };
}

const scene = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../assets/samples/breakfast.json'), 'utf8'),
) as { readonly objects: readonly SampleObject[] };
const maskOf = (object: SampleObject) => encodeAlpha(decodeRleTile(object.mask));
const masksOf = (wanted: (object: SampleObject) => boolean) => scene.objects.filter(wanted).map(maskOf);

let test: TestService;
let photo: Photo;

beforeAll(async () => {
  test = await openTestService();
  photo = await test.call('photo.open', { source: { kind: 'sample', name: 'breakfast' } });
});
afterAll(() => test.close());

describe('describe', () => {
  it('finds words for masks, and proves them by what `select` answers', async () => {
    const masks = masksOf(({ label }) => label === 'cup');
    const description = await test.call('describe', { photo: photo.id, selection: { masks } });
    expect(methods.describe.result.parse(description)).toEqual(description);
    expect(description.status).toBe('described');
    const [best] = description.expressions;
    expect(best).toMatchObject({ ambiguous: false, roundTrip: { f1: 1, missed: [], extra: [] } });
    const answer = await test.call('select', { photo: photo.id, phrase: best.expression });
    expect(answer.objects.map(({ region }) => region).sort()).toEqual(best.roundTrip.selects.map(({ region }) => region).sort());
    expect(best.roundTrip.selects.map(({ selected }) => selected).sort()).toEqual(masks.map((_, index) => index));
  });

  it('says plainly that there is nothing to describe', async () => {
    const empty = await test.call('describe', { photo: photo.id, selection: {} });
    expect(empty).toMatchObject({ status: 'empty', expressions: [] });
    const data = new Uint8Array(photo.width * photo.height).fill(255);
    const whole = encodeAlpha({ x: 0, y: 0, width: photo.width, height: photo.height, data });
    expect(await test.call('describe', { photo: photo.id, selection: { masks: [whole] } }))
      .toMatchObject({ status: 'whole-photo', expressions: [] });
    const patch = encodeAlpha({ x: 5, y: 5, width: 60, height: 40, data: new Uint8Array(2400).fill(255) });
    expect(await test.call('describe', { photo: photo.id, selection: { masks: [patch] } }))
      .toMatchObject({ status: 'unknown', expressions: [], unnamed: [{ selected: 0, box: [5, 5, 60, 40] }] });
  });

  it('takes one mask given twice, and two that overlap, for what they show', async () => {
    const [cup] = scene.objects.filter(({ label }) => label === 'cup').map(({ mask }) => decodeRleTile(mask));
    const twice = await test.call('describe', { photo: photo.id, selection: { masks: [encodeAlpha(cup), encodeAlpha(cup)] } });
    const once = await test.call('describe', { photo: photo.id, selection: { masks: [encodeAlpha(cup)] } });
    expect(twice.expressions[0].expression).toBe(once.expressions[0].expression);
    const rows = Math.ceil(cup.height * 0.7);
    const upper = { ...cup, height: rows, data: cup.data.slice(0, rows * cup.width) };
    const overlapping = await test.call('describe', { photo: photo.id, selection: { masks: [encodeAlpha(cup), encodeAlpha(upper)] } });
    expect(overlapping.expressions[0].expression).toMatch(/cup|mug/);
  });

  it('cannot tell what a mask of one pixel is, beside an object or alone', async () => {
    const dot = encodeAlpha({ x: 300, y: 200, width: 1, height: 1, data: Uint8Array.of(255) });
    const alone = await test.call('describe', { photo: photo.id, selection: { masks: [dot] } });
    expect(alone).toMatchObject({ status: expect.stringMatching(/^(?:unknown|empty)$/) as string, expressions: [] });
    const [cup] = masksOf(({ label }) => label === 'cup');
    const both = await test.call('describe', { photo: photo.id, selection: { masks: [cup, dot] } });
    expect(both).toMatchObject({ status: 'described', unnamed: [{ selected: 1 }] });
    expect(both.expressions[0].roundTrip.missed.some(({ selected }) => selected === 1)).toBe(true);
    expect(both.expressions[0].ambiguous).toBe(true);
  });

  it('answers for 60 objects, most of which are nothing that it knows', async () => {
    const data = new Uint8Array(30 * 30).fill(255);
    const squares = Array.from({ length: 60 }, (_, index) =>
      encodeAlpha({ x: 10 + 60 * (index % 10), y: 10 + 60 * Math.floor(index / 10), width: 30, height: 30, data }));
    const { status, expressions, unnamed } = await test.call('describe', { photo: photo.id, selection: { masks: squares } });
    expect(unnamed.length).toBeGreaterThan(30);
    expect(status === 'unknown' || expressions.every(({ ambiguous }) => ambiguous)).toBe(true);
    const everything = (await test.call('proposals', { photo: photo.id })).map(({ region }) => region);
    const all = await test.call('describe', { photo: photo.id, selection: { regions: everything, masks: squares } });
    expect(['described', 'unknown']).toContain(all.status);
  });

  it('takes regions by number and refuses those that the photo does not have', async () => {
    const [region] = await test.call('proposals', { photo: photo.id });
    const description = await test.call('describe', { photo: photo.id, selection: { regions: [region.region] }, candidates: 2 });
    expect(description.expressions.length).toBeGreaterThan(0);
    expect(description.expressions.length).toBeLessThanOrEqual(2);
    const refused: unknown = await test.call('describe', { photo: photo.id, selection: { regions: [9999] } }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect((refused as ApiError).code).toBe('bad-argument');
  });
});

describe('describe.check', () => {
  it('tells what a phrase misses and adds', async () => {
    const masks = masksOf(({ label }) => label === 'cup');
    const right = await test.call('describe.check', { photo: photo.id, selection: { masks }, phrase: 'the cups' });
    expect(right).toMatchObject({ ambiguous: false, roundTrip: { f1: 1 } });
    const wrong = await test.call('describe.check', { photo: photo.id, selection: { masks }, phrase: 'the bananas' });
    expect(wrong.ambiguous).toBe(true);
    expect(wrong.roundTrip.missed).toHaveLength(masks.length);
    expect(wrong.roundTrip.extra.length).toBeGreaterThan(0);
    expect(wrong.roundTrip.f1).toBe(0);
  });
});

describe('describe.name', () => {
  it('gives every layer a name of its own, also two layers of one object', async () => {
    const layers = scene.objects.map((object) => ({ masks: [maskOf(object)] }));
    const { names } = await test.call('describe.name', { photo: photo.id, layers: [...layers, layers[0]] });
    const given = names.flatMap(({ name }) => name ?? []);
    expect(given.length).toBeGreaterThan(layers.length / 2);
    expect(new Set(given).size).toBe(given.length);
    for (const { name, ambiguous, roundTrip } of names) if (name !== undefined && !ambiguous) expect(roundTrip?.f1).toBe(1);
  });

  it('gives 20 layers 20 names, and says of none that it is clear if it selects something else', async () => {
    const regions = (await test.call('proposals', { photo: photo.id })).slice(0, 20).map(({ region }) => region);
    expect(regions).toHaveLength(20);
    const layers = regions.map((region) => ({ regions: [region] }));
    const { names } = await test.call('describe.name', { photo: photo.id, layers });
    const given = names.flatMap(({ name }) => name ?? []);
    expect(new Set(given).size).toBe(20);
    expect(names.some(({ ambiguous }) => !ambiguous)).toBe(true);
    for (const [index, { name, ambiguous }] of names.entries()) {
      if (ambiguous) continue;
      const check = await test.call('describe.check', { photo: photo.id, selection: layers[index], phrase: name! });
      expect(check).toMatchObject({ ambiguous: false, roundTrip: { f1: 1, missed: [], extra: [] } });
    }
  });
});
