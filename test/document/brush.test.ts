import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BrushStroke, dabsTowards, paint } from '../../src/document/brush.ts';
import type { Brush, Dab } from '../../src/document/settings.ts';
import {
  alphaFromMask, emptyMask, hashMask, insideArea, maskBox, maskFromAlpha, photoBox,
} from '../../src/document/tiledMask.ts';
import { invertTiledMask } from '../../src/document/maskOperations.ts';
import { anySeed, blob, Random } from './fixtures.ts';

const HARD: Brush = { size: 40, hardness: 1, opacity: 1, mode: 'add' };
const blank = emptyMask(600, 400);

function pixel(mask: ReturnType<typeof paint>, x: number, y: number): number {
  return alphaFromMask(mask, [x, y, 1, 1]).data[0];
}

function randomDabs(random: Random, count: number): Dab[] {
  return Array.from({ length: count }, () => [random.between(-30, 630), random.between(-30, 430), random.next()]);
}

describe('a dab', () => {
  it('is a disc of its size, wherever it lies between tiles', () => {
    for (const [x, y] of [[100, 100], [256, 200], [256, 256], [512.5, 255.5], [300.25, 256.75]]) {
      const mask = paint(blank, HARD, [x, y, 1]);
      expect(Math.abs(insideArea(mask) - Math.PI * 20 * 20)).toBeLessThan(12);
      const { x: left, y: top, width, height, data } = alphaFromMask(mask);
      expect([Math.abs(left - (x - 20.5)) <= 1, Math.abs(top - (y - 20.5)) <= 1]).toEqual([true, true]);
      for (let i = 0; i < data.length; i++) {
        const distance = Math.hypot(left + (i % width) + 0.5 - x, top + Math.floor(i / width) + 0.5 - y);
        if (distance < 19.4) expect(data[i]).toBe(255);
        if (distance > 20.6) expect(data[i]).toBe(0);
      }
      expect(height).toBeLessThanOrEqual(42);
    }
  });

  it('is the same across borders of tiles as within one', () => {
    const brush: Brush = { size: 61, hardness: 0.3, opacity: 0.7, mode: 'add' };
    const within = alphaFromMask(paint(blank, brush, [100.25, 100.5, 0.9]));
    const across = alphaFromMask(paint(blank, brush, [256.25, 256.5, 0.9]));
    expect([across.x - within.x, across.y - within.y]).toEqual([156, 156]);
    expect(across.data).toEqual(within.data);
  });

  it('falls off from the core to the edge', () => {
    const soft = paint(blank, { ...HARD, hardness: 0 }, [100, 100, 1]);
    const row = alphaFromMask(soft, [100, 100, 22, 1]).data;
    for (let i = 1; i < row.length; i++) expect(row[i]).toBeLessThanOrEqual(row[i - 1]);
    expect(row[0]).toBeGreaterThan(250);
    expect(row[10]).toBeGreaterThan(100);
    expect(row[10]).toBeLessThan(155);
    expect(row[21]).toBe(0);
  });

  it('of one pixel marks one pixel', () => {
    const mask = paint(blank, { ...HARD, size: 1 }, [10.5, 20.5, 1]);
    expect(maskBox(mask)).toEqual([10, 20, 1, 1]);
    expect(pixel(mask, 10, 20)).toBe(255);
  });

  it('outside the photo, or where all is painted already, gives the mask itself', () => {
    expect(paint(blank, HARD, [-100, 50, 1])).toBe(blank);
    expect(paint(blank, { ...HARD, mode: 'erase' }, [50, 50, 1])).toBe(blank);
    const full = invertTiledMask(blank);
    expect(paint(full, HARD, [300, 200, 1])).toBe(full);
  });

  it('shares the tiles that it does not reach', () => {
    const mask = maskFromAlpha(blob(300, 200, 280, 180), 600, 400);
    const painted = paint(mask, { ...HARD, mode: 'erase' }, [300, 100, 1]);
    expect(painted.tiles.map((tile, i) => tile === mask.tiles[i])).toEqual([true, false, true, true, true, true]);
  });
});

describe('a stroke', () => {
  it('covers no more than its opacity, however often it passes', () => {
    const stroke = new BrushStroke(blank, { ...HARD, opacity: 0.4 });
    for (let i = 0; i < 10; i++) stroke.add([[100, 100, 1], [101, 100, 1]]);
    expect(pixel(stroke.mask, 100, 100)).toBe(102);
    const second = new BrushStroke(stroke.mask, { ...HARD, opacity: 0.4 }).add([[100, 100, 1]]);
    expect(pixel(second, 100, 100)).toBe(Math.round(102 + 153 * 0.4));
    expect(pixel(paint(second, { ...HARD, mode: 'erase', opacity: 0.5 }, [100, 100, 1]), 100, 100)).toBe(82);
  });

  it('gives the same pixels however its dabs are handed in', () => {
    fc.assert(fc.property(anySeed, (seed) => {
      const random = new Random(seed);
      const base = maskFromAlpha(blob(300, 200, 150, 120, 20), 600, 400);
      const brush: Brush = {
        size: random.between(1, 200), hardness: random.next(), opacity: random.next(),
        mode: random.pick(['add', 'erase']),
      };
      const dabs = randomDabs(random, 12);
      const atOnce = new BrushStroke(base, brush).add(dabs);
      const byPieces = new BrushStroke(base, brush);
      for (let at = 0; at < dabs.length;) {
        const end = at + 1 + random.below(4);
        byPieces.add(dabs.slice(at, end));
        at = end;
      }
      const backwards = new BrushStroke(base, brush).add([...dabs].reverse());
      expect(hashMask(byPieces.mask)).toBe(hashMask(atOnce));
      expect(hashMask(backwards)).toBe(hashMask(atOnce));
    }), { numRuns: 20 });
  });

  it('leaves masks that it handed out, and the one that it began with, as they were', () => {
    const base = maskFromAlpha(blob(300, 200, 150, 120, 20), 600, 400);
    const stroke = new BrushStroke(base, { ...HARD, mode: 'erase' });
    const before = alphaFromMask(base, photoBox(base)).data;
    const first = stroke.add([[300, 200, 1]]);
    const pixels = alphaFromMask(first, photoBox(first)).data;
    stroke.add([[305, 205, 1], [280, 190, 1]]);
    expect(Buffer.compare(alphaFromMask(first, photoBox(first)).data, pixels)).toBe(0);
    expect(Buffer.compare(alphaFromMask(base, photoBox(base)).data, before)).toBe(0);
  });

  it('added adds and erased takes away, nowhere else', () => {
    fc.assert(fc.property(anySeed, (seed) => {
      const random = new Random(seed);
      const base = maskFromAlpha(blob(300, 200, 150, 120, 20), 600, 400);
      const before = alphaFromMask(base, photoBox(base)).data;
      const mode = random.pick(['add', 'erase'] as const);
      const stroke = new BrushStroke(base, { size: 80, hardness: 0.5, opacity: random.next(), mode });
      const after = stroke.add(randomDabs(random, 5));
      const pixels = alphaFromMask(after, photoBox(after)).data;
      expect(pixels.every((value, i) => (mode === 'add' ? value >= before[i] : value <= before[i]))).toBe(true);
    }), { numRuns: 10 });
  });
});

describe('dabsTowards', () => {
  it('spaces dabs evenly however often the pointer reports', () => {
    const brush: Brush = { ...HARD, size: 50 };
    const trace = (steps: number) => {
      const dabs: Dab[] = [[0, 0, 1]];
      for (let i = 1; i <= steps; i++) dabs.push(...dabsTowards(dabs.at(-1)!, [(200 * i) / steps, 0, 1], brush));
      return dabs.map(([x]) => Math.round(x * 1000) / 1000);
    };
    expect(trace(1)).toEqual(Array.from({ length: 41 }, (_, i) => 5 * i));
    expect(trace(7)).toEqual(trace(1));
    expect(trace(200)).toEqual(trace(1));
    expect(dabsTowards([0, 0, 0], [10, 0, 1], { ...HARD, size: 50 })).toEqual([[5, 0, 0.5], [10, 0, 1]]);
    expect(dabsTowards([3, 4, 1], [3, 4, 1], brush)).toEqual([]);
  });
});
