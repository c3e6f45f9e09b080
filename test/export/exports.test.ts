import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { CocoDataset } from '../../src/export/coco.ts';
import { writeExports } from '../../src/export/exports.ts';
import type { ExportJob } from '../../src/export/exports.ts';
import type { PhotoInfo, PixelImage } from '../../src/image/types.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { alphaAt, displayP3, noisePhoto, softDisc, temporaryFolder } from './fixtures.ts';

const PYTHON_MODULES = 'import psd_tools, pycocotools, numpy';

/** A Python with psd-tools and pycocotools: PHRASELIFT_PYTHON, or the one that training/ sets up. */
const python = ((): string | undefined => {
  const candidate = process.env['PHRASELIFT_PYTHON'] ?? join(import.meta.dirname, '../../training/.venv/bin/python');
  if (!existsSync(candidate)) return undefined;
  try {
    execFileSync(candidate, ['-c', PYTHON_MODULES], { stdio: 'ignore' });
    return candidate;
  } catch {
    return undefined;
  }
})();

/** A disc with a hole that holds a smaller disc. */
const target: AlphaTile = (() => {
  const outer = softDisc(150, 60, 40);
  const hole = softDisc(150, 60, 25);
  const island = softDisc(150, 60, 10);
  const data = outer.data.map((alpha, at) => {
    const [x, y] = [outer.x + (at % outer.width), outer.y + Math.floor(at / outer.width)];
    return alpha - alphaAt(hole, x, y) + alphaAt(island, x, y);
  });
  return { ...outer, data };
})();

const layers: ExportJob['layers'] = [
  { label: 'cup', score: 0.93, alpha: softDisc(50, 60, 30) },
  { label: 'cup', score: 0.9, alpha: target },
  { label: 'gnome', score: 0.51, alpha: softDisc(60, 70, 20) },
];

async function source(folder: string): Promise<{ pixels: PixelImage; info: PhotoInfo }> {
  const path = join(folder, 'IMG 0001.png');
  const { pixels } = noisePhoto(200, 120);
  await sharp(pixels.data, { raw: pixels }).png().toFile(path);
  const info: PhotoInfo = {
    path, width: 200, height: 120, format: 'png', icc: await displayP3(), hasAlpha: false, contentHash: '',
    conversions: ['16 bits a channel reduced to 8'],
  };
  return { pixels, info };
}

function job(folder: string, changes: Partial<ExportJob> = {}): ExportJob {
  return {
    phrase: 'the cups, или «гном»', layers, folder, png: 'cropped', psd: true, coco: true, overlay: true, force: false,
    ...changes,
  };
}

describe('writeExports', () => {
  it('writes every format, named after the photo and the phrase', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'out');
    const { files, notes } = await writeExports(await source(folder), job(out));
    const names = [
      'IMG-0001-the-cups,-или-«гном»-1.png', 'IMG-0001-the-cups,-или-«гном»-2.png',
      'IMG-0001-the-cups,-или-«гном»-3.png', 'IMG-0001-the-cups,-или-«гном».psd',
      'IMG-0001-the-cups,-или-«гном».coco.json', 'IMG-0001-the-cups,-или-«гном».overlay.png',
    ];
    expect(files).toEqual(names.map((name) => join(out, name)));
    expect((await readdir(out)).sort()).toEqual(names.sort());
    expect(notes).toEqual(['16 bits a channel reduced to 8']);
  });

  it('writes what was asked for and under the names that the user gave', async () => {
    const folder = await temporaryFolder();
    const named = layers.map((layer, index) => ({ ...layer, name: index === 0 ? 'Left/right' : 'left RIGHT' }));
    const request = job(folder, { layers: named, psd: false, coco: false, overlay: false, png: 'full-canvas' });
    const { files } = await writeExports(await source(folder), request);
    const stems = ['Left-right', 'left-RIGHT-2', 'left-RIGHT-3'];
    expect(files).toEqual(stems.map((stem) => join(folder, `IMG-0001-${stem}.png`)));
    expect((await sharp(files[2]).metadata()).width).toBe(200);
  });

  it('keeps cut-outs apart from the overlay, whatever a layer is called', async () => {
    const folder = await temporaryFolder();
    const named = [{ ...layers[0], name: 'dog.overlay' }];
    const request = job(folder, { layers: named, phrase: 'dog', psd: false });
    const { files } = await writeExports(await source(folder), request);
    const ends = ['dog.overlay-2.png', 'dog.coco.json', 'dog.overlay.png'];
    expect(files).toEqual(ends.map((end) => join(folder, `IMG-0001-${end}`)));
  });

  it('makes no folder for nothing', async () => {
    const folder = join(await temporaryFolder(), 'out');
    const request = job(folder, { layers: [], coco: false, overlay: false });
    const { files } = await writeExports(await source(await temporaryFolder()), request);
    expect(files).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('does no work and changes nothing when a file exists', async () => {
    const folder = await temporaryFolder();
    const photo = await source(folder);
    const existing = join(folder, 'IMG-0001-the-cups,-или-«гном».overlay.png');
    await writeFile(existing, 'mine');
    await expect(writeExports(photo, job(folder))).rejects.toMatchObject({ code: 'output-exists' });
    expect(await readdir(folder)).toHaveLength(2);
    await writeExports(photo, job(folder, { force: true }));
    expect(await readdir(folder)).toHaveLength(7);
    expect((await sharp(existing).metadata()).format).toBe('png');
  });

  it('writes none of the files when one cannot be made', async () => {
    const folder = await temporaryFolder();
    const { pixels, info } = await source(folder);
    const wide = { width: 30_001, height: 1, channels: 3 as const, data: new Uint8Array(90_003) };
    const alpha = { x: 0, y: 0, width: 1, height: 1, data: new Uint8Array([255]) };
    const request = job(folder, { layers: [{ label: 'cup', score: 1, alpha }] });
    await expect(writeExports({ pixels: wide, info }, request)).rejects.toMatchObject({ code: 'too-large-for-format' });
    expect(await readdir(folder)).toEqual(['IMG 0001.png']);
    expect(pixels.data).toHaveLength(200 * 120 * 3);
  });

  it('writes a picture and an empty dataset, and says so, when nothing was found', async () => {
    const folder = await temporaryFolder();
    const { files, notes } = await writeExports(await source(folder), job(folder, { layers: [], phrase: 'a dog' }));
    expect(files).toEqual(['coco.json', 'overlay.png'].map((end) => join(folder, `IMG-0001-a-dog.${end}`)));
    const { annotations } = JSON.parse(await readFile(files[0], 'utf8')) as CocoDataset;
    expect(annotations).toEqual([]);
    expect(notes).toContain('nothing found: no cut-outs were written');
    expect(notes).toContain('nothing found: no PSD was written');
  });

  it.skipIf(python === undefined)(
    'is read back by psd-tools and pycocotools (skipped without a Python that has them)',
    async () => {
      const folder = await temporaryFolder();
      const { pixels, info } = await source(folder);
      const request = job(folder);
      const { files } = await writeExports({ pixels, info }, request);
      const expected = {
        width: pixels.width,
        height: pixels.height,
        group: request.phrase,
        icc: Buffer.from(info.icc!).toString('base64'),
        layers: layers.map(({ alpha }, index) => {
          const whole = Buffer.alloc(pixels.width * pixels.height);
          for (let at = 0; at < whole.length; at++) {
            whole[at] = alphaAt(alpha, at % pixels.width, Math.floor(at / pixels.width));
          }
          return { name: `${request.phrase} ${index + 1}`, alpha: whole.toString('base64') };
        }),
      };
      const expectedPath = join(folder, 'expected.json');
      await writeFile(expectedPath, JSON.stringify(expected));
      const psd = files.find((file) => file.endsWith('.psd'))!;
      const coco = files.find((file) => file.endsWith('.coco.json'))!;
      execFileSync(python!, [join(import.meta.dirname, 'read_back.py'), psd, coco, expectedPath], { stdio: 'pipe' });
    },
  );
});
