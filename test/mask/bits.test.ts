import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { packBits, unpackBits } from '../../src/mask/bits.ts';
import { anyMask, maskOf } from './shapes.ts';

describe('packed bits', () => {
  it('puts the first pixel in the most significant bit and does not pad rows', () => {
    expect(packBits(maskOf('#.#', '##.', '..#'))).toEqual(Uint8Array.of(0b10111000, 0b10000000));
  });

  it('gives every mask back', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const bits = packBits(mask);
        expect(bits.length).toBe(Math.ceil((mask.width * mask.height) / 8));
        expect(unpackBits(bits, mask.width, mask.height)).toEqual(mask);
      }),
    );
  });

  it('refuses bits that do not fit the size', () => {
    expect(() => unpackBits(new Uint8Array(2), 3, 2)).toThrow('packed mask of 3 x 2 has 2 bytes instead of 1');
    expect(() => unpackBits(new Uint8Array(0), 0, 2)).toThrow(RangeError);
  });
});
