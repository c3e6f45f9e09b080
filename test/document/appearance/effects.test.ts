import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padBitmap } from '../../../src/document/appearance/bitmap.ts';
import type { Bitmap } from '../../../src/document/appearance/bitmap.ts';
import { luminosity } from '../../../src/document/appearance/colors.ts';
import { applyEffects, keepAlpha } from '../../../src/document/appearance/effects.ts';
import type { Effect } from '../../../src/document/settings.ts';

/** A bitmap of pseudo-random colours, all of one alpha or of many. */
function noise(width: number, height: number, seed: number, alpha = -1): Bitmap {
  const data = new Uint8Array(width * height * 4);
  let state = seed | 1;
  for (let i = 0; i < data.length; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    data[i] = i % 4 === 3 && alpha >= 0 ? alpha : (state >>> 16) & 255;
  }
  return { x: 37, y: 11, width, height, data };
}

function flat(width: number, height: number, color: readonly [number, number, number, number]): Bitmap {
  return { x: 0, y: 0, width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, i) => color[i % 4]) };
}

const pixel = ({ data }: Bitmap, at: number) => [...data.subarray(at * 4, at * 4 + 4)];
const sumOf = ({ data }: Bitmap, channel: number) => data.reduce((sum, value, i) => (i % 4 === channel ? sum + value : sum), 0);

const neutral: readonly Effect[] = [
  { kind: 'adjust', brightness: 0, contrast: 0, saturation: 0 }, { kind: 'recolor', color: '#ff0000', amount: 0 },
  { kind: 'fill', color: '#00ff00', opacity: 0 }, { kind: 'blur', radius: 0 },
  { kind: 'remove', margin: 5, keep: true },
];

describe('effects', () => {
  it('leave the pixels as they are at neutral settings, and never write to what they are given', () => {
    const before = noise(9, 7, 5);
    const copy = before.data.slice();
    expect(applyEffects(before, neutral)).toEqual(before);
    applyEffects(before, [{ kind: 'fill', color: '#102030', opacity: 1 }, { kind: 'pixelate', size: 3 }]);
    expect(before.data).toEqual(copy);
  });

  it('brighten, contrast and saturate as CSS filters do', () => {
    const grey = flat(1, 1, [100, 100, 100, 255]);
    expect(pixel(applyEffects(grey, [{ kind: 'adjust', brightness: 0.5, contrast: 0, saturation: 0 }]), 0)).toEqual([150, 150, 150, 255]);
    expect(pixel(applyEffects(grey, [{ kind: 'adjust', brightness: 0, contrast: 0.5, saturation: 0 }]), 0).slice(0, 1)).toEqual([86]);
    const color = flat(1, 1, [200, 80, 40, 255]);
    const [r, g, b] = pixel(applyEffects(color, [{ kind: 'adjust', brightness: 0, contrast: 0, saturation: -1 }]), 0);
    expect([r, g, b]).toEqual([103, 103, 103]);
  });

  it('recolour without a change of light and shade', () => {
    fc.assert(fc.property(fc.integer({ min: 30, max: 225 }), fc.integer({ min: 30, max: 225 }), (red, blue) => {
      const before = flat(1, 1, [red, 120, blue, 255]);
      const after = applyEffects(before, [{ kind: 'recolor', color: '#2060c0', amount: 1 }]);
      const light = ([r, g, b]: number[]) => luminosity([r, g, b]);
      expect(Math.abs(light(pixel(after, 0)) - light(pixel(before, 0)))).toBeLessThan(1.5);
    }));
  });

  it('fill with a colour, exactly at full opacity and half way at a half', () => {
    const before = flat(2, 1, [10, 20, 30, 128]);
    expect(pixel(applyEffects(before, [{ kind: 'fill', color: '#ff8000', opacity: 1 }]), 1)).toEqual([255, 128, 0, 128]);
    expect(pixel(applyEffects(before, [{ kind: 'fill', color: '#0a141e', opacity: 0.5 }]), 0)).toEqual([10, 20, 30, 128]);
  });

  it('blur without losing coverage, and without colour from where nothing is', () => {
    const spot = padBitmap(flat(9, 9, [250, 0, 0, 255]), 20, 20, 20, 20);
    for (let i = 0; i < spot.data.length; i += 4) if (spot.data[i + 3] === 0) spot.data[i + 2] = 255;
    const soft = applyEffects(spot, [{ kind: 'blur', radius: 4 }]);
    expect(sumOf(soft, 3) / sumOf(spot, 3)).toBeCloseTo(1, 1);
    for (let at = 0; at < soft.data.length; at += 4) if (soft.data[at + 3] > 20) expect(soft.data[at + 2]).toBe(0);
    expect([soft.x, soft.y]).toEqual([spot.x - (soft.width - spot.width) / 2, spot.y - (soft.height - spot.height) / 2]);
  });

  it('pixelate to squares on the photo\'s own grid', () => {
    const after = applyEffects(noise(40, 30, 9, 255), [{ kind: 'pixelate', size: 8 }]);
    for (let y = 0; y < 30; y++) {
      for (let x = 0; x < 40; x++) {
        const [cornerX, cornerY] = [Math.floor((37 + x) / 8) * 8 - 37, Math.floor((11 + y) / 8) * 8 - 11];
        const corner = Math.max(0, cornerY) * 40 + Math.max(0, cornerX);
        expect(pixel(after, y * 40 + x)).toEqual(pixel(after, corner));
      }
    }
  });

  it('cast a shadow beside the layer, below it', () => {
    const shadow: Effect = { kind: 'dropShadow', color: '#0000ff', opacity: 0.5, x: 12, y: -6, radius: 0 };
    const after = applyEffects(flat(10, 10, [255, 255, 255, 255]), [shadow]);
    const at = (x: number, y: number) => pixel(after, (y - after.y) * after.width + x - after.x);
    expect(at(5, 5)).toEqual([255, 255, 255, 255]);
    expect(at(20, -2)).toEqual([0, 0, 255, 128]);
    expect(at(2, -3)[3]).toBe(0);
  });

  it('look the same on a reduced picture', () => {
    const effects: readonly Effect[] = [{ kind: 'blur', radius: 6 }, { kind: 'dropShadow', color: '#000000', opacity: 1, x: 8, y: 8, radius: 4 }];
    const large = applyEffects(flat(64, 64, [200, 50, 50, 255]), effects);
    const small = applyEffects(flat(16, 16, [200, 50, 50, 255]), effects, 0.25);
    const alphaAt = (bitmap: Bitmap, x: number, y: number) => bitmap.data[((y - bitmap.y) * bitmap.width + x - bitmap.x) * 4 + 3];
    for (const [x, y] of [[2, 2], [8, 8], [15, 15], [17, 17], [0, 8]]) {
      expect(Math.abs(alphaAt(small, x, y) - alphaAt(large, x * 4 + 2, y * 4 + 2))).toBeLessThan(28);
    }
  });

  it('tell which of them leave the mask as it is', () => {
    expect(keepAlpha([{ kind: 'fill', color: '#000000', opacity: 1 }])).toBe(true);
    expect(keepAlpha([{ kind: 'fill', color: '#000000', opacity: 1 }, { kind: 'blur', radius: 1 }])).toBe(false);
    expect(applyEffects(flat(3, 3, [1, 2, 3, 255]), [{ kind: 'remove', margin: 1, keep: false }]).data).toHaveLength(0);
  });
});
