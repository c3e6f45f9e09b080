import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelImage } from '../../../src/image/types.ts';
import { FineMasks } from '../../../src/model/lite/fineMasks.ts';
import { LiteGraphs } from '../../../src/model/lite/graphs.ts';
import { LiteModel } from '../../../src/model/lite/model.ts';
import { openLitePack, packFolders, type LitePack } from '../../../src/model/pack.ts';
import type { MaskGrid } from '../../../src/model/reader.ts';
import { loadGraph, type GraphLoader } from '../../../src/model/session.ts';
import { CLASS_COUNT, MASK_SIDE, type Region } from '../../../src/model/types.ts';
import { encoding, region } from '../scene.ts';

/** A bright disc on a dark ground, 200 x 100 pixels, of a photo that is twice as large. */
const small: PixelImage = { width: 200, height: 100, channels: 3, data: new Uint8Array(200 * 100 * 3) };
for (let y = 0; y < 100; y++) {
  for (let x = 0; x < 200; x++) {
    const inside = Math.hypot(x - 60, y - 50) < 30;
    small.data.set(inside ? [230, 120, 30] : [40, 60, 50], (y * 200 + x) * 3);
  }
}
const size = { width: 400, height: 200 };

let pack: LitePack;
let runs = 0;
const counting: GraphLoader = async (path, device, threads) => {
  const graph = await loadGraph(path, device, threads);
  return { ...graph, run: (feeds) => { runs++; return graph.run(feeds); } };
};
let fine: FineMasks;

function shifted(from: Region, by: number): Region {
  return { ...from, maskLogits: from.maskLogits.map((logit) => logit + by) };
}

beforeAll(async () => {
  pack = await openLitePack('lite', packFolders());
  fine = (await FineMasks.load(pack, 2, counting))!;
});
afterAll(async () => { await fine.release(); });

describe('FineMasks', () => {
  const disc = region([60, 40, 120, 120], { 47: 0.6 }, size);

  it('draws twice as finely, over the same part of the photo', async () => {
    const [grid] = await fine.draw(small, size.width, size.height, [disc]);
    expect(grid.maskBox).toEqual(disc.maskBox);
    expect(grid.maskLogits).toHaveLength(4 * MASK_SIDE * MASK_SIDE);
    expect(grid.maskLogits.every(Number.isFinite)).toBe(true);
    const side = 2 * MASK_SIDE;
    expect(grid.maskLogits[(side / 2) * side + side / 2]).toBeGreaterThan(0);
    expect(grid.maskLogits[0]).toBeLessThan(0);
  });

  it('averages with the mask that was found', async () => {
    const [grid] = await fine.draw(small, size.width, size.height, [disc]);
    const [surer] = await fine.draw(small, size.width, size.height, [shifted(disc, 4)]);
    surer.maskLogits.forEach((logit, cell) => { expect(Math.abs(logit - grid.maskLogits[cell] - 2)).toBeLessThan(1e-3); });
  });

  it('gives many regions in their order, each as if it were alone, and draws none twice', async () => {
    const regions = [0, 1, 2, 3, 4, 5].map((by) => shifted(region([60 + 20 * by, 40, 100, 110], { 0: 0.9 }, size), by));
    const alone: MaskGrid[] = [];
    for (const each of regions) alone.push(...await fine.draw(small, size.width, size.height, [{ ...each }]));
    const together = await fine.draw(small, size.width, size.height, regions);
    together.forEach(({ maskLogits, maskBox }, index) => {
      expect(maskBox).toEqual(regions[index].maskBox);
      maskLogits.forEach((logit, cell) => { expect(Math.abs(logit - alone[index].maskLogits[cell])).toBeLessThan(1e-2); });
    });
    const before = runs;
    expect(await fine.draw(small, size.width, size.height, regions.toReversed())).toEqual(together.toReversed());
    expect(runs).toBe(before);
    expect(await fine.draw(small, size.width, size.height, [])).toEqual([]);
  });

  it('hears what the detector takes the object for', async () => {
    const none = { ...disc, classes: new Float32Array(CLASS_COUNT) };
    const [named, unnamed] = await fine.draw(small, size.width, size.height, [disc, none]);
    expect(named.maskLogits).not.toEqual(unnamed.maskLogits);
  });

  it('leaves an object as it was found of which it would leave nothing', async () => {
    const faint = shifted(disc, -1000);
    expect(await fine.draw(small, size.width, size.height, [faint])).toEqual([faint]);
  });

  it('is absent where the pack has none: masks stay as they were found', async () => {
    const { encoder, masks } = pack.manifest.graphs;
    expect(await FineMasks.load({ ...pack, manifest: { ...pack.manifest, graphs: { encoder, masks } } }, 1, counting)).toBeUndefined();
    const liteGraphs = await LiteGraphs.load(pack, 'cpu', 1, loadGraph);
    const scene = encoding([disc], size);
    expect(await new LiteModel(pack, 'cpu', liteGraphs).draw(small, scene, scene.regions)).toEqual([disc]);
    const [drawn] = await new LiteModel(pack, 'cpu', liteGraphs, { fine }).draw(small, scene, scene.regions);
    expect(drawn).toEqual((await fine.draw(small, size.width, size.height, [disc]))[0]);
    await liteGraphs.release();
  });
});
