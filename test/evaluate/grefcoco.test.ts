import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSamples } from '../../src/evaluate/grefcoco.ts';
import { resizeMask, squashedTruth, truthMask } from '../../src/evaluate/truth.ts';
import { encodeRle, rleArea, rleToBox, rleToCounts } from '../../src/mask/rle.ts';

describe('gRefCOCO files', () => {
  let folder: string;
  let grefs: string;
  let instances: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'phraselift-grefs-'));
    grefs = join(folder, 'grefs.json');
    instances = join(folder, 'instances.json');
    const annotation = { image_id: 1, category_id: 3, bbox: [0, 0, 4, 4], area: 16, iscrowd: 0 };
    await writeFile(instances, JSON.stringify({
      images: [{ id: 1, file_name: 'COCO_train2014_000000000001.jpg', width: 8, height: 4 }],
      annotations: [
        { ...annotation, id: 11, segmentation: [[0, 0, 4, 0, 4, 4, 0, 4], [1, 1, 2, 2]] },
        { ...annotation, id: 12, segmentation: { size: [4, 8], counts: [16, 16] } },
        { ...annotation, id: 13, iscrowd: 1, segmentation: { size: [4, 8], counts: [0, 32] } },
      ],
    }));
    const sentences = (id: number, ...texts: string[]) => texts.map((raw, index) => ({ sent_id: id + index, raw, sent: raw.toLowerCase() }));
    await writeFile(grefs, JSON.stringify([
      { ref_id: 1, image_id: 1, split: 'val', ann_id: [11, 12], sentences: sentences(100, 'Both', 'the Two') },
      { ref_id: 2, image_id: 1, split: 'val', ann_id: 11, file_name: 'COCO_train2014_000000000001_16.jpg', sentences: sentences(200, 'Left') },
      { ref_id: 3, image_id: 1, split: 'val', ann_id: [-1], no_target: true, sentences: sentences(300, 'Nobody') },
      { ref_id: 4, image_id: 1, split: 'testA', ann_id: [11, 13], sentences: sentences(400, 'Crowd') },
      { ref_id: 5, image_id: 1, split: 'bad', ann_id: [99], sentences: sentences(500, 'Missing') },
    ]));
  });
  afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

  it('become one sample a sentence, in the words that were typed', async () => {
    const samples = await readSamples(grefs, instances, 'val');
    expect(samples.map(({ sentId, phrase, targets }) => [sentId, phrase, targets.length])).toEqual([
      [100, 'Both', 2], [101, 'the Two', 2], [200, 'Left', 1], [300, 'Nobody', 0],
    ]);
    expect(samples[2].image.fileName).toBe('COCO_train2014_000000000001.jpg');
  });

  it('leave crowds out', async () => {
    const [sample] = await readSamples(grefs, instances, 'testA');
    expect(sample.targets.map(({ id }) => id)).toEqual([11]);
  });

  it('are refused where a record points nowhere', async () => {
    await expect(readSamples(grefs, instances, 'bad')).rejects.toThrow(/lacks annotation 99 of ref 5/);
  });

  it('give masks at the image\'s size and squashed, polygons with two corners dropped', async () => {
    const [both, , left, nobody] = await readSamples(grefs, instances, 'val');
    expect(rleToBox(truthMask(left)!)).toEqual([0, 0, 4, 4]);
    expect(rleArea(truthMask(both)!)).toBe(32);
    expect(truthMask(nobody)).toBeUndefined();
    expect(squashedTruth(nobody, 6)).toBeUndefined();
    // The left half of 8 x 4 is the left half of 6 x 6.
    expect(rleToBox(squashedTruth(left, 6)!)).toEqual([0, 0, 3, 6]);
    expect(rleArea(squashedTruth(both, 6)!)).toBe(36);
  });
});

describe('a mask at another size', () => {
  it('keeps the pixel whose centre is nearest', () => {
    const mask = encodeRle({ width: 4, height: 1, data: Uint8Array.of(1, 0, 0, 1) });
    expect(rleToCounts(resizeMask(mask, 8, 1))).toEqual([0, 2, 4, 2]);
    expect(rleToCounts(resizeMask(mask, 2, 1))).toEqual([1, 1]);
    expect(resizeMask(mask, 4, 1)).toBe(mask);
  });
});
