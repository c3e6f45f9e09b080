import { describe, expect, it } from 'vitest';
import { colorName, colorShares } from '../../src/model/colors.ts';
import { COLOR_BANDS, COLOR_NAMES, MASK_SIDE } from '../../src/model/types.ts';

const CELLS = MASK_SIDE * MASK_SIDE;
const BOX = [0, 0, MASK_SIDE, MASK_SIDE] as const;

type Rgb = readonly [number, number, number];

/** A crop whose rows are coloured by their height, 0..1. */
function crop(colorAt: (height: number) => Rgb): Uint8Array {
  const pixels = new Uint8Array(CELLS * 3);
  for (let cell = 0; cell < CELLS; cell += 1)
    pixels.set(colorAt((Math.floor(cell / MASK_SIDE) + 0.5) / MASK_SIDE), cell * 3);
  return pixels;
}

const mask = (inside: (row: number, column: number) => boolean): Float32Array =>
  Float32Array.from({ length: CELLS }, (_, cell) => (inside(Math.floor(cell / MASK_SIDE), cell % MASK_SIDE) ? 3 : -3));

function share(shares: Float32Array, band: string, color: string): number {
  const at =
    COLOR_BANDS.findIndex(({ name }) => name === band) * COLOR_NAMES.length +
    COLOR_NAMES.findIndex((name) => name === color);
  return shares[at];
}

describe('colorName', () => {
  it.each<[string, Rgb]>([
    ['black', [10, 10, 12]],
    ['black', [45, 40, 38]],
    ['white', [250, 250, 250]],
    ['white', [215, 210, 205]],
    ['gray', [128, 128, 128]],
    ['gray', [90, 95, 100]],
    ['red', [200, 20, 25]],
    ['red', [130, 15, 20]],
    ['orange', [245, 130, 20]],
    ['yellow', [250, 220, 40]],
    ['yellow', [230, 200, 70]],
    ['green', [40, 150, 60]],
    ['green', [110, 140, 60]],
    ['blue', [30, 80, 200]],
    ['blue', [20, 30, 90]],
    ['blue', [130, 190, 230]],
    ['purple', [110, 40, 170]],
    ['pink', [245, 150, 175]],
    ['pink', [220, 60, 160]],
    ['brown', [110, 65, 30]],
    ['brown', [150, 110, 75]],
    ['brown', [205, 175, 140]],
  ])('calls this %s: %j', (name, [red, green, blue]) => {
    expect(colorName(red, green, blue)).toBe(name);
  });

  it('names every colour', () => {
    for (let code = 0; code < 0x1000000; code += 997) {
      expect(COLOR_NAMES).toContain(colorName(code >> 16, (code >> 8) & 255, code & 255));
    }
  });
});

describe('colorShares', () => {
  const red: Rgb = [210, 20, 20];
  const blue: Rgb = [20, 60, 200];

  it('measures each band of the height', () => {
    const shares = colorShares(
      crop((height) => (height < 0.5 ? red : blue)),
      mask(() => true),
      BOX,
      BOX,
    );
    expect(share(shares, 'whole', 'red')).toBeCloseTo(0.5);
    expect(share(shares, 'upper', 'red')).toBe(1);
    expect(share(shares, 'torso', 'red')).toBe(1);
    expect(share(shares, 'lower', 'blue')).toBe(1);
    expect(share(shares, 'legs', 'red')).toBe(0);
  });

  it('takes bands from the box where the grid reaches beyond it', () => {
    const box = [0, MASK_SIDE / 2, MASK_SIDE, MASK_SIDE / 2] as const;
    const shares = colorShares(
      crop((height) => (height < 0.75 ? red : blue)),
      mask(() => true),
      box,
      BOX,
    );
    expect(share(shares, 'upper', 'red')).toBe(1);
    expect(share(shares, 'lower', 'blue')).toBe(1);
    expect(share(shares, 'whole', 'red')).toBeCloseTo(0.75);
  });

  it('counts only what the mask holds', () => {
    const shares = colorShares(
      crop((height) => (height < 0.5 ? red : blue)),
      mask((row) => row >= MASK_SIDE / 2),
      BOX,
      BOX,
    );
    expect(share(shares, 'whole', 'blue')).toBe(1);
    expect(share(shares, 'upper', 'red')).toBe(0);
  });

  it('measures the middle of the box where the mask is empty', () => {
    const shares = colorShares(
      crop(() => red),
      mask(() => false),
      BOX,
      BOX,
    );
    expect(share(shares, 'whole', 'red')).toBe(1);
  });

  it('refuses grids of another size', () => {
    expect(() =>
      colorShares(
        new Uint8Array(3),
        mask(() => true),
        BOX,
        BOX,
      ),
    ).toThrow(RangeError);
    expect(() => colorShares(new Uint8Array(CELLS * 3), new Float32Array(1), BOX, BOX)).toThrow(RangeError);
  });
});
