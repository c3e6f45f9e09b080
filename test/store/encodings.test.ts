import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packEncoding, unpackEncoding } from '../../src/store/encodingFormat.ts';
import { EncodingStore } from '../../src/store/encodings.ts';
import { encoding, region } from '../model/scene.ts';

const photo = encoding([region([10, 20, 200, 200], { 0: 0.9, 3: 0.25 }), region([500, 200, 100, 300], { 2: 0.8 })]);

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'phraselift-store-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('packEncoding', () => {
  it('comes back equal to float32', () => {
    const back = unpackEncoding(packEncoding(photo));
    expect(back.regions).toHaveLength(2);
    expect(back.regions[0].maskLogits).toEqual(photo.regions[0].maskLogits);
    expect(back.regions[1].classes).toEqual(photo.regions[1].classes);
    expect(back.regions[0].features).toEqual(photo.regions[0].features);
    expect(back.regions[1].box).toEqual([500, 200, 100, 300]);
    expect({ ...back, regions: [] }).toEqual({ ...photo, regions: [] });
  });

  it('keeps an encoding without regions', () => {
    expect(unpackEncoding(packEncoding(encoding([])))).toEqual(encoding([]));
  });

  it('refuses damaged bytes by throwing, never by returning something else', () => {
    const bytes = packEncoding(photo);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] ^= flip;
        try {
          expect(unpackEncoding(damaged).regions).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('EncodingStore', () => {
  it('keeps encodings by photo and model, over a restart', () => {
    const store = EncodingStore.open(folder);
    store.put('hash-a', 'model-1', photo);
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
    const one = packEncoding(photo).length;
    const store = EncodingStore.open(folder, Math.round(one * 3.5));
    for (const name of ['a', 'b', 'c']) {
      store.put(name, 'm', photo);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    store.get('a', 'm');
    await new Promise((resolve) => setTimeout(resolve, 3));
    store.put('d', 'm', photo);
    expect(store.get('b', 'm')).toBeUndefined();
    expect(store.get('a', 'm')).toBeDefined();
    expect(store.get('d', 'm')).toBeDefined();
    expect(store.size).toBeLessThanOrEqual(one * 3.5);
    store.close();
  });

  it('starts anew when the file is no database, or of another version', () => {
    writeFileSync(join(folder, 'encodings.sqlite'), 'this is not a database, and long enough to be read as one'.repeat(50));
    const store = EncodingStore.open(folder);
    store.put('a', 'm', photo);
    store.close();
    const database = new DatabaseSync(join(folder, 'encodings.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const newer = EncodingStore.open(folder);
    expect(newer.get('a', 'm')).toBeUndefined();
    newer.put('a', 'm', photo);
    expect(newer.get('a', 'm')).toBeDefined();
    newer.close();
  });

  it('forgets an entry that no longer reads, and only that one', () => {
    const store = EncodingStore.open(folder);
    store.put('a', 'm', photo);
    store.put('b', 'm', photo);
    store.close();
    const database = new DatabaseSync(join(folder, 'encodings.sqlite'));
    database.prepare("UPDATE encodings SET data = ? WHERE photo = 'a'").run(Buffer.from('rubbish'));
    database.close();
    const again = EncodingStore.open(folder);
    expect(again.get('a', 'm')).toBeUndefined();
    expect(again.get('b', 'm')).toBeDefined();
    again.close();
    expect(readFileSync(join(folder, 'encodings.sqlite')).length).toBeGreaterThan(0);
  });

  it('can be used by two processes at once', () => {
    const [first, second] = [EncodingStore.open(folder), EncodingStore.open(folder)];
    first.put('a', 'm', photo);
    second.put('b', 'm', photo);
    expect(second.get('a', 'm')).toBeDefined();
    expect(first.get('b', 'm')).toBeDefined();
    first.close();
    second.close();
  });
});
