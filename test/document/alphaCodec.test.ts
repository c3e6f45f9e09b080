import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeAlpha, decodeAlphaKeepingText, encodeAlpha } from '../../src/document/alphaCodec.ts';
import type { StoredAlpha } from '../../src/document/alphaCodec.ts';
import { fromBase64, toBase64 } from '../../src/document/base64.ts';
import { EMPTY_TILE } from '../../src/mask/alpha.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { blob } from './fixtures.ts';

const anyPixel = fc.oneof(fc.constant(0), fc.constant(255), fc.nat(255));

/** Mostly full and empty pixels, as in masks, and soft ones in between. */
const anyAlpha: fc.Arbitrary<AlphaTile> = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.nat(20), fc.nat(20))
  .chain(([x, y, width, height]) =>
    fc.array(anyPixel, { minLength: width * height, maxLength: width * height, size: 'max' }).map((pixels) => (
      { x, y, width, height, data: Uint8Array.from(pixels) }
    )));

describe('encodeAlpha', () => {
  it('is undone by decodeAlpha', () => {
    fc.assert(fc.property(anyAlpha, (alpha) => {
      expect(decodeAlpha(JSON.parse(JSON.stringify(encodeAlpha(alpha))) as StoredAlpha)).toEqual(alpha);
    }));
    expect(decodeAlpha(encodeAlpha(EMPTY_TILE))).toEqual(EMPTY_TILE);
  });

  it('takes a small part of the pixels for a mask with a soft border', () => {
    const alpha = blob(500, 500, 300, 400, 3);
    expect(JSON.stringify(encodeAlpha(alpha)).length).toBeLessThan(alpha.data.length / 20);
  });
});

describe('decodeAlphaKeepingText', () => {
  it('reads as decodeAlpha does, and has what it read at hand for those pixels in that place alone', () => {
    const stored = encodeAlpha(blob(20, 20, 12, 9, 4));
    const alpha = decodeAlphaKeepingText(stored);
    expect(alpha).toEqual(decodeAlpha(stored));
    expect(encodeAlpha(alpha)).toBe(stored);
    expect(encodeAlpha({ ...alpha, x: alpha.x + 1 })).toEqual({ ...stored, x: stored.x + 1 });
    expect(encodeAlpha({ ...alpha, data: alpha.data.slice() })).toEqual(stored);
  });
});

describe('decodeAlpha', () => {
  it('refuses what does not fit together', () => {
    const stored = encodeAlpha(blob(20, 20, 12, 9, 4));
    const wrong = [
      { ...stored, width: stored.width + 1 },
      { ...stored, any: stored.full },
      { ...stored, full: stored.any },
      { ...stored, any: stored.any.slice(0, -1) },
      { ...stored, border: stored.border.slice(4) },
      { ...stored, border: `AAAA${stored.border}` },
      { ...stored, border: `AAAA${stored.border.slice(4)}` },
      { ...stored, border: `////${stored.border.slice(4)}` },
      { ...stored, any: '', full: '' },
      { ...stored, width: 2 ** 20, height: 2 ** 20 },
    ];
    for (const each of wrong) expect(() => decodeAlpha(each)).toThrow(RangeError);
  });

  it('throws nothing but RangeErrors, whatever it is given', () => {
    const unit = fc.constantFrom(...Array.from({ length: 80 }, (_, i) => String.fromCharCode(43 + i)), 'é', ' ');
    const text = fc.string({ unit, maxLength: 30 });
    fc.assert(fc.property(fc.nat(12), fc.nat(12), text, text, text, (width, height, any, full, border) => {
      try {
        const { data } = decodeAlpha({ x: 0, y: 0, width, height, any, full, border });
        expect(data.length).toBe(width * height);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }), { numRuns: 2000 });
  });
});

describe('base64', () => {
  it('is what Node writes and reads', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }));
    const long = new Uint8Array(100_000).map((_, i) => (i * i) >> 3);
    expect(toBase64(long)).toBe(Buffer.from(long).toString('base64'));
  });

  it('refuses foreign characters and lengths', () => {
    for (const text of ['A', 'AAA', 'AA-A', 'AAAé', '====', 'A===', '=AAA', 'AA=A']) {
      expect(() => fromBase64(text)).toThrow(RangeError);
    }
  });
});
