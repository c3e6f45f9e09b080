import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitWithin, letterbox } from '../../src/image/letterbox.ts';
import { openPhoto } from '../../src/image/photo.ts';
import { encoder, pixelAt, quarters, temporaryFolder } from './scenes.ts';

const folder = temporaryFolder();

describe('letterbox', () => {
  it('wide, tall and small photos: centred, black border, ratio kept', async () => {
    const wide = await letterbox(quarters(400, 200), 100);
    expect(wide).toMatchObject({ scale: 0.25, dx: 0, dy: 25 });
    expect(pixelAt(wide.image, 50, 24)).toEqual([0, 0, 0]);
    expect(pixelAt(wide.image, 50, 75)).toEqual([0, 0, 0]);
    expect(pixelAt(wide.image, 45, 30)[0]).toBeGreaterThan(180);
    const tall = await letterbox(quarters(200, 400), 100);
    expect(tall).toMatchObject({ scale: 0.25, dx: 25, dy: 0 });
    const small = await letterbox(quarters(10, 5), 100);
    expect(small).toMatchObject({ scale: 10, dx: 0, dy: 25 });
    expect(pixelAt(small.image, 90, 70)[2]).toBeLessThan(100);
  });

  it('geometry: an edge of the photo is found where scale, dx and dy put it', async () => {
    const photo = quarters(1001, 667);
    const { image, scale, dx, dy } = await letterbox(photo, 256);
    // Red meets green half way across, at any height of the upper half.
    const row = Math.round(dy + 200 * scale);
    const edge = 1001 / 2 * scale + dx;
    expect(pixelAt(image, Math.floor(edge) - 3, row)[0]).toBeGreaterThan(180);
    expect(pixelAt(image, Math.ceil(edge) + 2, row)[0]).toBeLessThan(80);
    const column = Math.round(dx + 300 * scale);
    const middle = 667 / 2 * scale + dy;
    expect(pixelAt(image, column, Math.floor(middle) - 3)[0]).toBeGreaterThan(180);
    expect(pixelAt(image, column, Math.ceil(middle) + 2)[0]).toBeLessThan(80);
  });

  it('of any photo size: the content lies in the square, off by at most a quarter of a pixel', async () => {
    const side = fc.integer({ min: 1, max: 300 });
    await fc.assert(fc.asyncProperty(side, side, fc.integer({ min: 1, max: 90 }), async (width, height, size) => {
      const white = { width, height, channels: 3 as const, data: new Uint8Array(width * height * 3).fill(255) };
      const { image, scale, dx, dy } = await letterbox(white, size);
      expect(image.data).toHaveLength(size * size * 3);
      const lit = Array.from({ length: size * size }, (_, index) => index).filter((index) => image.data[index * 3] > 0);
      const columns = lit.map((index) => index % size);
      const rows = lit.map((index) => Math.floor(index / size));
      const fitted = fitWithin(width, height, size);
      expect(lit).toHaveLength(fitted.width * fitted.height);
      // A side below half a pixel is still given one, so its edges may be further off.
      const slack = (length: number): number => (length * scale < 0.5 ? 0.5 : 0.25) + 1e-9;
      expect(Math.abs(Math.min(...columns) - dx)).toBeLessThanOrEqual(slack(width));
      expect(Math.abs(Math.max(...columns) + 1 - (dx + width * scale))).toBeLessThanOrEqual(slack(width));
      expect(Math.abs(Math.min(...rows) - dy)).toBeLessThanOrEqual(slack(height));
      expect(Math.abs(Math.max(...rows) + 1 - (dy + height * scale))).toBeLessThanOrEqual(slack(height));
    }), { numRuns: 60 });
  });

  it('from a reduced copy: the same geometry as from the photo itself', async () => {
    const photo = await openPhoto(folder.write('photo.jpg', await encoder(quarters(1500, 1000)).jpeg().toBuffer()));
    const direct = await photo.letterboxed(256);
    const derived = await letterbox(await photo.pixels({ maxSide: 512 }), 256, photo.info);
    expect([derived.scale, derived.dx, derived.dy]).toEqual([direct.scale, direct.dx, direct.dy]);
    const differences = derived.image.data.map((value, index) => Math.abs(value - direct.image.data[index]));
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(1);
  });
});
