import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asStored, packEncoding, unpackEncoding } from '../../src/store/encodingFormat.ts';
import { EncodingStore } from '../../src/store/encodings.ts';
import { halvesToFloats, toHalf } from '../../src/store/float16.ts';
import { LOGIT_STEP, MASK_SIDE } from '../../src/model/types.ts';
import { encoding, region } from '../model/scene.ts';

const photo = encoding([region([10, 20, 200, 200], { 0: 0.9, 3: 0.25 }), region([500, 200, 100, 300], { 2: 0.8 })]);

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'phraselift-store-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const packed = packEncoding(photo);
const unpack = ({ facts, masks } = packed) => unpackEncoding(facts, () => masks);

describe('packEncoding', () => {
  it('keeps geometry to float32, masks exactly, and the rest to half precision', () => {
    const back = unpack();
    expect(back).toMatchObject({ model: photo.model, width: photo.width, height: photo.height });
    expect(back.regions).toHaveLength(2);
    back.regions.forEach((region, i) => {
      const original = photo.regions[i];
      expect(region.box).toEqual(original.box);
      expect(region.maskBox).toEqual(original.maskBox);
      expect(region.maskLogits).toEqual(original.maskLogits);
      expect(region.score).toBeCloseTo(original.score, 6);
      for (const part of ['classes', 'colors', 'features'] as const) {
        region[part].forEach((value, at) => {
          expect(Math.abs(value - original[part][at])).toBeLessThanOrEqual(Math.abs(original[part][at]) / 2048);
        });
      }
    });
  });

  it('gives the same again when what came out is put in', () => {
    const { stored, packed: first } = asStored(photo);
    const second = packEncoding(stored);
    expect(second.masks).toEqual(first.masks);
    expect(second.facts).toEqual(first.facts);
  });

  it('keeps any mask exactly', () => {
    const logits = fc.array(fc.integer({ min: -127, max: 127 }), { minLength: MASK_SIDE ** 2, maxLength: MASK_SIDE ** 2 });
    fc.assert(fc.property(logits, (steps) => {
      const maskLogits = Float32Array.from(steps, (step) => step * LOGIT_STEP);
      expect(unpack(packEncoding(encoding([{ ...photo.regions[0], maskLogits }]))).regions[0].maskLogits).toEqual(maskLogits);
    }), { numRuns: 20 });
  });

  it('keeps an encoding without regions', () => {
    expect(unpack(packEncoding(encoding([])))).toEqual(encoding([]));
  });

  it('refuses damaged facts by throwing, never by returning something else', () => {
    fc.assert(
      fc.property(fc.nat(packed.facts.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const facts = Uint8Array.from(packed.facts);
        facts[at] ^= flip;
        try {
          expect(unpack({ ...packed, facts }).regions).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  it('tells of damaged masks when they are read, and not before', () => {
    let told = 0;
    const masks = packed.masks.slice(0, packed.masks.length >> 1);
    const back = unpackEncoding(packed.facts, () => masks, () => { told++; });
    expect(back.regions[0].classes[0]).toBeGreaterThan(0);
    expect(told).toBe(0);
    expect(() => back.regions[0].maskLogits).toThrow();
    expect(told).toBe(1);
  });
});

describe('half precision', () => {
  it('is the nearest: no other half lies closer', () => {
    const all = halvesToFloats(Uint16Array.from({ length: 0x7c00 }, (_, half) => half));
    fc.assert(fc.property(fc.float({ min: 0, max: 65504, noNaN: true }), (value) => {
      const at = toHalf(value);
      const distance = Math.abs(all[at] - value);
      for (const other of [at - 1, at + 1]) if (other in all) expect(Math.abs(all[other] - value)).toBeGreaterThanOrEqual(distance);
    }));
  });

  it('comes back from every half, signs and infinity included', () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, half) => half).filter((half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0);
    expect(Uint16Array.from(halvesToFloats(halves), toHalf)).toEqual(halves);
    expect(toHalf(NaN) & 0x7fff).toBeGreaterThan(0x7c00);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(65519)).toBe(0x7bff);
  });
});

describe('EncodingStore', () => {
  it('keeps encodings by photo and model, over a restart', () => {
    const store = EncodingStore.open(folder);
    store.put('hash-a', 'model-1', packed);
    store.close();
    const again = EncodingStore.open(folder);
    expect(again.get('hash-a', 'model-1')?.regions).toHaveLength(2);
    expect(again.get('hash-a', 'model-2')).toBeUndefined();
    expect(again.get('hash-b', 'model-1')).toBeUndefined();
    again.clear();
    expect(again.get('hash-a', 'model-1')).toBeUndefined();
    expect(again.size).toBe(0);
    again.close();
  });

  it('drops the least recently used over its cap', async () => {
    const one = packed.facts.length + packed.masks.length;
    const store = EncodingStore.open(folder, Math.round(one * 3.5));
    for (const name of ['a', 'b', 'c']) {
      store.put(name, 'm', packed);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    store.touch(['a'], 'm');
    await new Promise((resolve) => setTimeout(resolve, 3));
    store.put('d', 'm', packed);
    expect(store.get('b', 'm')).toBeUndefined();
    expect(store.get('a', 'm')).toBeDefined();
    expect(store.get('d', 'm')).toBeDefined();
    expect(store.size).toBeLessThanOrEqual(one * 3.5);
    store.close();
  });

  it('starts anew when the file is no database, or of another version', () => {
    writeFileSync(join(folder, 'encodings.sqlite'), 'this is not a database, and long enough to be read as one'.repeat(50));
    const store = EncodingStore.open(folder);
    expect(store.note).toMatch(/is damaged and is built anew/);
    expect(readFileSync(join(folder, 'encodings.sqlite.old'), 'utf8')).toMatch(/^this is not a database/);
    store.put('a', 'm', packed);
    store.close();
    const database = new DatabaseSync(join(folder, 'encodings.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const newer = EncodingStore.open(folder);
    expect(newer.get('a', 'm')).toBeUndefined();
    expect(newer.note).toMatch(/newer version .* built anew.*encodings\.sqlite\.old/);
    expect(existsSync(join(folder, 'encodings.sqlite.old'))).toBe(true);
    newer.put('a', 'm', packed);
    expect(newer.get('a', 'm')).toBeDefined();
    newer.close();
  });

  it('forgets an entry that no longer reads, and only that one', () => {
    const store = EncodingStore.open(folder);
    store.put('a', 'm', packed);
    store.put('b', 'm', packed);
    store.close();
    const database = new DatabaseSync(join(folder, 'encodings.sqlite'));
    database.prepare("UPDATE encodings SET facts = ? WHERE photo = 'a'").run(Buffer.from('rubbish'));
    database.close();
    const again = EncodingStore.open(folder);
    expect(again.get('a', 'm')).toBeUndefined();
    expect(again.get('b', 'm')).toBeDefined();
    again.close();
    expect(readFileSync(join(folder, 'encodings.sqlite')).length).toBeGreaterThan(0);
  });

  it('can be used by two processes at once', () => {
    const [first, second] = [EncodingStore.open(folder), EncodingStore.open(folder)];
    first.put('a', 'm', packed);
    second.put('b', 'm', packed);
    expect(second.get('a', 'm')).toBeDefined();
    expect(first.get('b', 'm')).toBeDefined();
    first.close();
    second.close();
  });
});
