import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitView, keepInSight, MAX_ZOOM, MIN_ZOOM, panBy, toPhoto, viewMatrix, zoomAt, zoomStep,
} from '../../renderer/canvas/viewMath.ts';

const viewport = { width: 1000, height: 600, ratio: 1 };

describe('the view', () => {
  it('fits a large photo with room around it and shows a small one at 100 %', () => {
    const { zoom, centerX, centerY } = fitView({ width: 6000, height: 4000 }, viewport);
    expect(zoom).toBeCloseTo((600 - 48) / 4000);
    expect([centerX, centerY]).toEqual([3000, 2000]);
    expect(fitView({ width: 200, height: 100 }, viewport).zoom).toBe(1);
  });

  it('counts zoom in pixels of the screen', () => {
    const dense = { ...viewport, ratio: 2 };
    const [scale] = viewMatrix({ zoom: 1, centerX: 0, centerY: 0 }, dense);
    expect(scale).toBe(0.5);
  });

  it('keeps what is under the pointer when it zooms', () => {
    const number = { noNaN: true, noDefaultInfinity: true };
    fc.assert(fc.property(
      fc.double({ min: 0.1, max: 8, ...number }), fc.double({ min: 0.1, max: 8, ...number }),
      fc.double({ min: 0, max: 1000, ...number }), fc.double({ min: 0, max: 600, ...number }),
      (before, after, x, y) => {
        const view = { zoom: before, centerX: 500, centerY: 400 };
        const [photoX, photoY] = toPhoto(view, viewport, x, y);
        const zoomed = toPhoto(zoomAt(view, viewport, after, x, y), viewport, x, y);
        // The origin is put on a whole pixel of the screen, so half of one is lost at most, before and after.
        const tolerance = 0.51 / before + 0.51 / after;
        expect(Math.abs(zoomed[0] - photoX)).toBeLessThan(tolerance);
        expect(Math.abs(zoomed[1] - photoY)).toBeLessThan(tolerance);
      },
    ));
  });

  it('pans by what the hand moves, and never loses the photo', () => {
    const view = panBy({ zoom: 2, centerX: 50, centerY: 50 }, viewport, 20, -10);
    expect([view.centerX, view.centerY]).toEqual([40, 55]);
    expect(keepInSight({ zoom: 1, centerX: -500, centerY: 900 }, { width: 100, height: 80 })).toMatchObject({ centerX: 0, centerY: 80 });
  });

  it('steps through round zooms and stops at the ends', () => {
    expect(zoomStep(0.55, 1)).toBe(0.6667);
    expect(zoomStep(0.55, -1)).toBe(0.5);
    expect(zoomStep(1, 1)).toBe(1.5);
    expect(zoomStep(MAX_ZOOM, 1)).toBe(MAX_ZOOM);
    expect(zoomStep(MIN_ZOOM, -1)).toBe(MIN_ZOOM);
  });
});
