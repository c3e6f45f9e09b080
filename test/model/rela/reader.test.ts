import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PixelImage } from '../../../src/image/types.ts';
import { instanceMask } from '../../../src/model/masks.ts';
import type { RelaPack } from '../../../src/model/pack.ts';
import type { RelaManifest } from '../../../src/model/rela/manifest.ts';
import { RelaReader, type ReaderGraphs } from '../../../src/model/rela/reader.ts';
import { decodeRle, rleArea } from '../../../src/mask/rle.ts';
import { encoding, region } from '../scene.ts';

/** A model of 48 x 48 pixels with 12 x 12 masks, whose answers the test makes up. */
const folder = mkdtempSync(join(tmpdir(), 'phraselift-rela-'));
writeFileSync(join(folder, 'vocabulary.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\ncup\nred\n');
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const manifest = {
  id: 'rela-test', version: '1', kind: 'rela',
  input: { size: 48, mean: [0, 0, 0], std: [1, 1, 1], tokens: 6, vocabulary: 'vocabulary.txt' },
  outputs: {
    mask: { tensor: 'mask_logits', targetChannel: 1 },
    minimap: { tensor: 'minimap', side: 2, targetClass: 1 },
    noTarget: { tensor: 'no_target', noTargetClass: 1 },
  },
  thresholds: { object: 0.5, none: 0.5, found: 0.75, calibration: { slope: 1, intercept: 0, fittedOn: 'test' } },
} as unknown as RelaManifest;
const pack: RelaPack = { kind: 'rela', folder, manifest, ref: { id: 'rela-test', version: '1' }, fingerprint: 'f' };

const SIDE = 12;
/** Target logits: `strength` inside the boxes (in cells), -3 elsewhere. */
function mask(...boxes: readonly (readonly [x: number, y: number, width: number, height: number, strength: number])[]): Float32Array {
  const logits = new Float32Array(2 * SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const box = boxes.find(([left, top, width, height]) => x >= left && x < left + width && y >= top && y < top + height);
      logits[SIDE * SIDE + y * SIDE + x] = box?.[4] ?? -3;
    }
  }
  return logits;
}

interface Calls { words: number; masks: number }

async function open(logits: Float32Array, noTarget: readonly number[]) {
  const calls: Calls = { words: 0, masks: 0 };
  const graphs: ReaderGraphs = {
    words: () => { calls.words++; return Promise.resolve(new Float32Array(6)); },
    masks: () => {
      calls.masks++;
      return Promise.resolve({ mask: logits, minimap: Float32Array.of(0, 0, 0, 2, 0, -2, 5, 0), noTarget: Float32Array.from(noTarget) });
    },
    release: () => Promise.resolve(),
  };
  return { reader: await RelaReader.open(pack, graphs, 'cpu', ['person', 'bicycle', 'car']), calls };
}

const size = { width: 240, height: 120 };
const pixels: PixelImage = { ...size, channels: 3, data: new Uint8Array(240 * 120 * 3) };
// The grid's cells are 20 x 10 photo pixels; the regions' discs lie at (60, 30), (180, 30) and (60, 90).
const scene = encoding([
  region([20, 10, 80, 40], { 0: 0.9 }, size), region([140, 10, 80, 40], { 2: 0.8 }, size), region([20, 70, 80, 40], { 1: 0.7 }, size),
], size);
const photo = { contentHash: 'hash', small: pixels, full: () => Promise.resolve(pixels), encoding: scene };
/** Both upper regions, and a part at the bottom right that no region covers. */
const both = mask([1, 1, 4, 4, 4], [7, 1, 4, 4, 2], [8, 8, 3, 3, 1]);

describe('RelaReader', () => {
  it('splits the merged mask into the proposals and a part of its own', async () => {
    const { reader } = await open(both, [3, 0]);
    const reading = await reader.read('red cup', photo);
    expect(reading.verdict).toBe('found');
    expect(reading.targetProbability).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
    expect(reading.targets.map(({ region: number, label }) => [number, label])).toEqual([
      [0, 'person'], [1, 'car'], [expect.any(Number), 'object'],
    ]);
    expect(reading.targets[2].region).toBeGreaterThanOrEqual(3);
    const scores = reading.targets.map(({ score }) => score);
    expect([...scores].sort((a, b) => b - a)).toEqual(scores);
    expect(Math.min(...scores)).toBeGreaterThan(0.5);
    expect(reading.regionMap.values[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  });

  it('gives masks at the size of the photo that are disjoint and make up what the model says', async () => {
    const { reader } = await open(both, [3, 0]);
    const { targets } = await reader.read('red cup', photo);
    const masks = (await reader.draw(targets)).map((grid) => instanceMask(grid, size, undefined)!.mask);
    const sum = new Uint8Array(240 * 120);
    for (const each of masks) decodeRle(each).data.forEach((value, i) => { sum[i] += value; });
    expect(Math.max(...sum)).toBe(1);
    // 4 x 4 cells of 200 pixels each, less the corners that interpolation rounds off.
    expect(rleArea(masks[0])).toBeGreaterThan(2800);
    expect(rleArea(masks[0])).toBeLessThan(3600);
    expect(sum[30 * 240 + 60] + sum[30 * 240 + 180] + sum[95 * 240 + 190]).toBe(3);
    expect(sum[90 * 240 + 60]).toBe(0);
  });

  it('parts two objects that touch along their border, softly', async () => {
    const { reader } = await open(mask([1, 1, 10, 4, 4]), [3, 0]);
    const { targets } = await reader.read('cup', photo);
    expect(targets.map(({ region: number }) => number).sort()).toEqual([0, 1]);
    const alphas = targets.map(({ grid }) => instanceMask(grid, size, undefined)!.alpha);
    const at = ({ x, width, y, data }: typeof alphas[number], column: number) => (column < x || column >= x + width ? 0 : data[(30 - y) * width + column - x]);
    for (let column = 40; column < 200; column++) expect(at(alphas[0], column) + at(alphas[1], column)).toBeGreaterThan(200);
  });

  it('honours no target: nothing is selected whatever the mask says, and the nearest are named', async () => {
    const { reader } = await open(both, [0, 1]);
    const reading = await reader.read('red cup', photo);
    expect(reading.verdict).toBe('none');
    expect(reading.targets).toEqual([]);
    expect(reading.others.map(({ region: number }) => number).slice(0, 2)).toEqual([0, 1]);
    // Evaluation sees the mask that the public code would have left.
    expect(reading.merged).toMatchObject({ saysNothing: true, mask: { size: [48, 48] } });
    expect(rleArea(reading.merged!.mask)).toBeGreaterThan(16 * 16);
  });

  it('is unsure between, and says none for an empty mask', async () => {
    expect((await (await open(both, [0.5, 0])).reader.read('cup', photo)).verdict).toBe('unsure');
    expect((await (await open(mask(), [9, 0])).reader.read('cup', photo)).verdict).toBe('none');
  });

  it('counts objects from the threshold on', async () => {
    const { reader } = await open(both, [3, 0]);
    expect((await reader.read('cup', photo, 0.9)).targets.map(({ region: number }) => number)).toEqual([0]);
    expect((await reader.read('cup', photo, 1)).verdict).toBe('none');
  });

  it('computes a phrase once, and an answer once for each photo and phrase', async () => {
    const { reader, calls } = await open(both, [3, 0]);
    await reader.read('red cup', photo);
    await reader.read('Red CUP', photo, 0.9);
    expect(calls).toEqual({ words: 1, masks: 1 });
    await reader.read('red cup', { ...photo, contentHash: 'other' });
    expect(calls).toEqual({ words: 1, masks: 2 });
    await reader.read('cup', photo);
    expect(calls).toEqual({ words: 2, masks: 3 });
  });

  it('names the words that it does not know', async () => {
    const { reader } = await open(both, [3, 0]);
    expect((await reader.read('red zebra cup', photo)).unknownWords).toEqual(['zebra']);
  });

  it('gives a part that nothing covers the same number for every phrase', async () => {
    const lower = mask([8, 8, 3, 3, 1]);
    const numbers = await Promise.all([both, lower].map(async (logits) => {
      const { targets } = await (await open(logits, [3, 0])).reader.read('cup', photo);
      return targets.at(-1)?.region;
    }));
    expect(numbers[0]).toBe(numbers[1]);
    expect(numbers[0]).toBeLessThanOrEqual(10_000);
  });
});
