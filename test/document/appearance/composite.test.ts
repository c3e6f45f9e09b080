import { describe, expect, it } from 'vitest';
import type { Bitmap } from '../../../src/document/appearance/bitmap.ts';
import { isBlendKnown, paintLayer } from '../../../src/document/appearance/composite.ts';
import type { BlendMode } from '../../../src/document/settings.ts';

const one = (...color: number[]): Bitmap => ({ x: 0, y: 0, width: 1, height: 1, data: Uint8Array.from(color) });

function blended(mode: BlendMode, below: number[], layer: number[], opacity = 1): number[] {
  const canvas = one(...below);
  paintLayer(canvas, one(...layer), opacity, mode);
  return [...canvas.data];
}

describe('paintLayer', () => {
  it('covers, mixes and leaves alone', () => {
    expect(blended('normal', [10, 20, 30, 255], [200, 100, 50, 255])).toEqual([200, 100, 50, 255]);
    expect(blended('normal', [0, 100, 200, 255], [100, 200, 0, 255], 0.5)).toEqual([50, 150, 100, 255]);
    expect(blended('normal', [9, 9, 9, 255], [200, 100, 50, 0])).toEqual([9, 9, 9, 255]);
    expect(blended('multiply', [0, 0, 0, 0], [200, 100, 50, 128])).toEqual([200, 100, 50, 128]);
  });

  it.each<[BlendMode, number]>([
    ['multiply', 63], ['screen', 197], ['darken', 100], ['lighten', 160], ['overlay', 125], ['hard light', 140],
    ['difference', 60], ['exclusion', 135], ['linear dodge', 255], ['color dodge', 255], ['color burn', 8],
  ])('blends %s as W3C Compositing and Blending says', (mode, expected) => {
    // 100 below, 160 above.
    expect(blended(mode, [100, 100, 100, 255], [160, 160, 160, 255])[0]).toBe(expected);
  });

  it('takes hue, saturation, colour or luminosity from the layer', () => {
    const grey = [128, 128, 128, 255];
    const red = [255, 0, 0, 255];
    expect(blended('saturation', red, grey).slice(0, 3)).toEqual([77, 77, 77]);
    expect(blended('luminosity', red, [0, 0, 0, 255]).slice(0, 3)).toEqual([0, 0, 0]);
    const [r, g, b] = blended('color', grey, red);
    expect(r).toBeGreaterThan(g);
    expect(Math.abs(0.3 * r + 0.59 * g + 0.11 * b - 128)).toBeLessThan(1.5);
    expect(blended('hue', grey, red).slice(0, 3)).toEqual([128, 128, 128]);
  });

  it('paints only where the canvas is', () => {
    const canvas: Bitmap = { x: 0, y: 0, width: 2, height: 2, data: new Uint8Array(16) };
    paintLayer(canvas, { x: -1, y: 1, width: 2, height: 5, data: new Uint8Array(40).fill(255) }, 1, 'normal');
    expect([...canvas.data].map((value) => value / 255)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it('knows what it does not know', () => {
    expect(isBlendKnown('dissolve')).toBe(false);
    expect(blended('vivid light', [0, 0, 0, 255], [9, 9, 9, 255])).toEqual([9, 9, 9, 255]);
  });
});
