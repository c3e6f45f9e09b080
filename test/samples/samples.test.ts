import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEngine } from '../../src/engine.ts';
import { rleArea, uniteRle, intersectRle } from '../../src/mask/rle.ts';
import type { Rle } from '../../src/mask/types.ts';

const folder = resolve(import.meta.dirname, '../../assets/samples');
const rle = z.object({ size: z.tuple([z.number(), z.number()]), counts: z.string() });
const sceneSchema = z.object({
  image: z.string(),
  objects: z.array(z.object({ id: z.number(), label: z.string(), mask: rle })),
  phrases: z.array(z.object({ phrase: z.string(), targets: z.array(z.number()) })),
});

const scenes = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => sceneSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
const cache = mkdtempSync(join(tmpdir(), 'phraselift-samples-'));
const engine = openEngine({ device: 'cpu', cacheFolder: cache });
afterAll(() => {
  engine.close();
  rmSync(cache, { recursive: true, force: true });
});

const united = (masks: readonly Rle[]): Rle | undefined => (masks.length === 0 ? undefined : masks.reduce(uniteRle));

/** IoU of the unions; a phrase without targets counts 1 for an empty answer and 0 for any other (gIoU). */
function iou(answer: Rle | undefined, truth: Rle | undefined): number {
  if (answer === undefined || truth === undefined) return answer === truth ? 1 : 0;
  return rleArea(intersectRle(answer, truth)) / rleArea(uniteRle(answer, truth));
}

describe('the sample scenes', () => {
  it('are four or more, with 6 to 14 things and phrases that mean one, many and none of them', () => {
    expect(scenes.length).toBeGreaterThanOrEqual(4);
    for (const { objects, phrases } of scenes) {
      expect(objects.length).toBeGreaterThanOrEqual(6);
      expect(objects.length).toBeLessThanOrEqual(14);
      const counts = phrases.map(({ targets }) => Math.min(2, targets.length));
      expect(new Set(counts)).toEqual(new Set([0, 1, 2]));
      const known = new Set(objects.map(({ id }) => id));
      for (const { targets } of phrases) expect(targets.every((id) => known.has(id))).toBe(true);
    }
  });

  it("are answered with a mean IoU of at least 0.70 against the renderer's masks", { timeout: 300_000 }, async () => {
    const rows: { image: string; phrase: string; iou: number }[] = [];
    for (const { image, objects, phrases } of scenes) {
      for (const { phrase, targets } of phrases) {
        const { instances } = await engine.select(join(folder, image), phrase);
        const truth = united(objects.filter(({ id }) => targets.includes(id)).map(({ mask }) => mask));
        rows.push({ image, phrase, iou: iou(united(instances.map(({ mask }) => mask)), truth) });
      }
    }
    const mean = rows.reduce((sum, row) => sum + row.iou, 0) / rows.length;
    console.log(`mean IoU on ${rows.length} phrases: ${(100 * mean).toFixed(1)}`);
    for (const row of rows.filter((each) => each.iou < 0.5)) console.log(`  ${row.image} "${row.phrase}": ${row.iou.toFixed(2)}`);
    expect(mean).toBeGreaterThanOrEqual(0.7);
  });
});
