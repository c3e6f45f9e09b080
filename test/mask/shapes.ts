import fc from 'fast-check';

import type { AlphaTile, BinaryMask } from '../../src/mask/types.ts';

/** Random masks of up to `side` x `side` pixels, from sparse to full, so that every shape of neighbourhood occurs. */
export function anyMask(side = 24): fc.Arbitrary<BinaryMask> {
  const sides = fc.integer({ min: 1, max: side });
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.tuple(sides, sides, shares).chain(([width, height, share]) => maskOfSize(width, height, share));
}

/** Two random masks of the same size. */
export function anyMaskPair(side = 24): fc.Arbitrary<[BinaryMask, BinaryMask]> {
  const sides = fc.integer({ min: 1, max: side });
  return fc.tuple(sides, sides).chain(([width, height]) => {
    const masks = maskOfSize(width, height);
    return fc.tuple(masks, masks);
  });
}

function maskOfSize(width: number, height: number, share = 0.5): fc.Arbitrary<BinaryMask> {
  const pixel = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => (value < share ? 1 : 0));
  return fc
    .array(pixel, { minLength: width * height, maxLength: width * height, size: 'max' })
    .map((pixels) => ({ width, height, data: Uint8Array.from(pixels) }));
}

/** A random soft tile that may lie partly outside an image of 20 x 20 pixels. */
export function anyTile(): fc.Arbitrary<AlphaTile> {
  return fc
    .record({
      x: fc.integer({ min: -8, max: 20 }),
      y: fc.integer({ min: -8, max: 20 }),
      width: fc.integer({ min: 1, max: 12 }),
      height: fc.integer({ min: 1, max: 12 }),
    })
    .chain((place) =>
      fc
        .uint8Array({ minLength: place.width * place.height, maxLength: place.width * place.height, size: 'max' })
        .map((data) => ({ ...place, data })),
    );
}

/** A mask drawn as text: `#` is inside, anything else outside. */
export function maskOf(...rows: string[]): BinaryMask {
  const data = Uint8Array.from(Array.from(rows.join('')), (character) => (character === '#' ? 1 : 0));
  return { width: rows[0].length, height: rows.length, data };
}

/** The mask of all pixels whose centre satisfies `inside`. */
export function maskWhere(width: number, height: number, inside: (x: number, y: number) => boolean): BinaryMask {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const x = i % width;
    data[i] = inside(x + 0.5, (i - x) / width + 0.5) ? 1 : 0;
  }
  return { width, height, data };
}

/** Whether a point lies in a star about the origin with five rounded points, of about `radius`. */
export function inStar(x: number, y: number, radius: number): boolean {
  return Math.hypot(x, y) < radius * (0.75 + 0.25 * Math.cos(5 * Math.atan2(y, x)));
}
