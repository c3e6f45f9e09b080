import { describe, expect, it } from 'vitest';
import { COCO_CATEGORY_IDS, FIRST_OTHER_ID } from '../../src/export/coco-categories.ts';
import { cocoDataset } from '../../src/export/coco.ts';
import type { ExportLayer } from '../../src/export/types.ts';
import { tileToMask } from '../../src/mask/alpha.ts';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import { decodeRle } from '../../src/mask/rle.ts';
import { CLASS_COUNT } from '../../src/model/types.ts';
import { EMPTY, softDisc } from './fixtures.ts';

const photo = { path: '/photos/street.jpg', width: 120, height: 80 };
const date = new Date('2026-01-02T03:04:05Z');

describe('cocoDataset', () => {
  const layers: ExportLayer[] = [
    { name: 'a', label: 'tv', alpha: softDisc(30, 40, 12), score: 0.75 },
    { name: 'b', label: 'gnome', alpha: softDisc(80, 40, 20) },
    { name: 'c', label: 'person', alpha: softDisc(60, 20, 5), score: 0.5 },
    { name: 'd', label: 'tv', alpha: EMPTY },
    { name: 'e', alpha: softDisc(60, 60, 5) },
  ];
  const dataset = cocoDataset(photo, layers, 'the «screens»', date);

  it('describes the photo and where the data come from', () => {
    expect(dataset.info).toEqual({
      description: 'Phraselift: the «screens»', version: '1.0', date_created: '2026-01-02T03:04:05.000Z',
    });
    expect(dataset.images).toEqual([{ id: 1, file_name: 'street.jpg', width: 120, height: 80 }]);
  });

  it('keeps COCO\'s class ids and numbers other classes above them', () => {
    expect(dataset.categories).toEqual([
      { id: 1, name: 'person' }, { id: 72, name: 'tv' },
      { id: FIRST_OTHER_ID, name: 'gnome' }, { id: FIRST_OTHER_ID + 1, name: 'object' },
    ]);
    expect(dataset.annotations.map((annotation) => annotation.category_id)).toEqual([72, 1001, 1, 72, 1002]);
  });

  it('gives each object the same mask as RLE and as polygons, with its area and box', () => {
    dataset.annotations.forEach((annotation, index) => {
      const mask = tileToMask(layers[index].alpha, photo.width, photo.height);
      const rings = [...annotation.polygons, ...annotation.polygon_holes];
      for (const found of [decodeRle(annotation.segmentation), rasterizeRings(rings, photo.width, photo.height)]) {
        expect(Buffer.from(found.data).equals(Buffer.from(mask.data))).toBe(true);
      }
      expect(annotation.area).toBe(mask.data.reduce((sum, value) => sum + value, 0));
      expect(annotation).toMatchObject({ id: index + 1, image_id: 1, iscrowd: 0, phrase: 'the «screens»' });
    });
    // Radius 12 and half of the soft edge of 4 pixels: 14 on each side of the centre.
    expect(dataset.annotations[0].bbox).toEqual([16, 26, 29, 29]);
    expect(dataset.annotations[3]).toMatchObject({ area: 0, bbox: [0, 0, 0, 0], polygons: [], polygon_holes: [] });
  });

  it('leaves the score out where there is none', () => {
    expect(dataset.annotations.map(({ score }) => score)).toEqual([0.75, undefined, 0.5, undefined, undefined]);
    expect('score' in dataset.annotations[1]).toBe(false);
  });

  it('notes holes', () => {
    const data = new Uint8Array(9).fill(255).fill(0, 4, 5);
    const alpha = { x: 2, y: 1, width: 3, height: 3, data };
    const [annotation] = cocoDataset(photo, [{ name: 'ring', alpha }], 'ring', date).annotations;
    expect(annotation.polygons).toHaveLength(1);
    expect(annotation.polygon_holes).toHaveLength(1);
    expect(annotation.area).toBe(8);
  });

  it('refuses a mask that does not lie on the photo', () => {
    expect(() => cocoDataset({ ...photo, width: 20 }, layers, 'x', date)).toThrow(RangeError);
  });
});

describe('COCO_CATEGORY_IDS', () => {
  it('has 80 different ids up to 90, none of the eleven that were never annotated', () => {
    expect(COCO_CATEGORY_IDS.size).toBe(CLASS_COUNT);
    const ids = [...COCO_CATEGORY_IDS.values()];
    expect(new Set(ids).size).toBe(CLASS_COUNT);
    const gaps = Array.from({ length: 91 }, (_, index) => index + 1).filter((id) => !ids.includes(id));
    expect(gaps).toEqual([12, 26, 29, 30, 45, 66, 68, 69, 71, 83, 91]);
  });
});
