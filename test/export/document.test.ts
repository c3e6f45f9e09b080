import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { initializeCanvas, readPsd } from 'ag-psd';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { EMPTY_BITMAP } from '../../src/document/appearance/bitmap.ts';
import type { Transform } from '../../src/document/settings.ts';
import { writeDocument } from '../../src/export/document.ts';
import type { DocumentContent, DocumentSource } from '../../src/export/document.ts';
import { previewDocument } from '../../src/export/preview.ts';
import type { DocumentLayer } from '../../src/export/types.ts';
import type { PhotoInfo } from '../../src/image/types.ts';
import { displayP3, noisePhoto, softDisc, temporaryFolder } from './fixtures.ts';

initializeCanvas(
  () => { throw new Error('no canvas is needed'); },
  (width, height) => ({ width, height, data: new Uint8ClampedArray(width * height * 4), colorSpace: 'srgb' }),
);

const WIDTH = 120;
const HEIGHT = 90;
const MOVED: Transform = { x: 30, y: -10, scaleX: 1, scaleY: 1, rotation: 0, flipX: false, flipY: false, pivotX: 40, pivotY: 40 };
const { pixels } = noisePhoto(WIDTH, HEIGHT);
const info: PhotoInfo = {
  path: '/photos/scene.jpg', width: WIDTH, height: HEIGHT, format: 'jpeg', hasAlpha: false, contentHash: 'abc', conversions: [],
};

function layer(values: Partial<DocumentLayer> = {}): DocumentLayer {
  return { name: 'mug', groups: [], alpha: softDisc(40, 40, 12), opacity: 1, blendMode: 'normal', visible: true, ...values };
}

async function write(content: Partial<DocumentContent>, source: Partial<DocumentSource> = {}) {
  const folder = await temporaryFolder();
  const report = await writeDocument(
    { pixels, info, ...source }, { format: 'png', layers: [layer()], folder, force: false, ...content },
  );
  const names = await readdir(folder);
  return { ...report, names, bytes: await readFile(join(folder, names[0])) };
}

async function rgba(bytes: Uint8Array) {
  // The colour values as they are in the file.
  const { data, info: { width } } = await sharp(bytes, { ignoreIcc: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

const photoAt = (x: number, y: number) => [...pixels.data.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)];

describe('a moved layer', () => {
  it('is where it was moved to in a flat picture, and leaves the photo as it is elsewhere', async () => {
    const at = await rgba((await write({ layers: [layer({ transform: MOVED })] })).bytes);
    expect(at(70, 30).slice(0, 3)).toEqual(photoAt(40, 40));
    expect(at(40, 40).slice(0, 3)).toEqual(photoAt(40, 40));
    expect(at(5, 5).slice(0, 3)).toEqual(photoAt(5, 5));
  });

  it('is there as a cut-out, in COCO and in a PSD, with its mask', async () => {
    const layers = [layer({ transform: MOVED, label: 'cup' })];
    const full = await rgba((await write({ format: 'png-layers', canvas: 'full', layers })).bytes);
    expect(full(70, 30)).toEqual([...photoAt(40, 40), 255]);
    expect(full(40, 40)).toEqual([0, 0, 0, 0]);
    const coco = JSON.parse((await write({ format: 'coco', layers })).bytes.toString()) as { annotations: { bbox: number[] }[] };
    const unmoved = JSON.parse((await write({ format: 'coco', layers: [layer()] })).bytes.toString()) as typeof coco;
    const [x, y, ...size] = unmoved.annotations[0].bbox;
    expect(coco.annotations[0].bbox).toEqual([x + 30, y - 10, ...size]);
    const psd = readPsd((await write({ format: 'psd', layers })).bytes, { useImageData: true, skipThumbnail: true });
    const mug = psd.children?.find(({ name }) => name === 'mug');
    const { left = 0, top = 0, imageData } = mug!.mask!;
    expect(imageData!.data[((30 - top) * imageData!.width + 70 - left) * 4]).toBe(255);
    const colors = mug!.imageData!;
    const from = ((30 - mug!.top!) * colors.width + 70 - mug!.left!) * 4;
    expect([...colors.data.subarray(from, from + 3)]).toEqual(photoAt(40, 40));
    const whole = psd.imageData!;
    expect([...whole.data.subarray((30 * WIDTH + 70) * 4, (30 * WIDTH + 70) * 4 + 3)]).toEqual(photoAt(40, 40));
  });

  it('is cut off where the canvas ends', async () => {
    const { bytes } = await write({ format: 'png-layers', layers: [layer({ transform: { ...MOVED, x: -45, y: 0 } })] });
    expect((await sharp(bytes).metadata()).width).toBeLessThan(20);
  });
});

describe('effects', () => {
  it('are in a flat picture and in a cut-out', async () => {
    const layers = [layer({ effects: [{ kind: 'fill', color: '#336699', opacity: 1 }] })];
    expect((await rgba((await write({ layers })).bytes))(40, 40)).toEqual([0x33, 0x66, 0x99, 255]);
    const cut = (await write({ format: 'png-layers', canvas: 'full', layers })).bytes;
    expect((await rgba(cut))(40, 40)).toEqual([0x33, 0x66, 0x99, 255]);
  });

  it('enlarge a cut-out that they soften', async () => {
    const plain = await sharp((await write({ format: 'png-layers' })).bytes).metadata();
    const { bytes, notes } = await write({ format: 'png-layers', layers: [layer({ effects: [{ kind: 'blur', radius: 4 }] })] });
    expect((await sharp(bytes).metadata()).width).toBeGreaterThan(plain.width + 10);
    expect(notes).toEqual([]);
  });

  it('are Photoshop\'s own in a PSD where it has them, else pixels, which a note says', async () => {
    const { bytes, notes } = await write({
      format: 'psd',
      layers: [
        layer({
          name: 'native',
          effects: [
            { kind: 'fill', color: '#ff0000', opacity: 0.5 },
            { kind: 'dropShadow', color: '#000000', opacity: 0.4, x: 3, y: 4, radius: 5 },
          ],
        }),
        layer({ name: 'baked', effects: [{ kind: 'recolor', color: '#00ff00', amount: 1 }] }),
        layer({ name: 'soft', effects: [{ kind: 'blur', radius: 2 }] }),
      ],
    });
    const [, native, baked, soft] = readPsd(bytes, { useImageData: true, skipThumbnail: true }).children ?? [];
    expect(native.effects).toMatchObject({
      solidFill: [{ enabled: true, color: { r: 255, g: 0, b: 0 }, opacity: 0.5 }],
      dropShadow: [{ opacity: 0.4, distance: { value: 5 }, size: { value: 10 } }],
    });
    expect(native.effects?.dropShadow?.[0].angle).toBeCloseTo(126.87, 1);
    expect(baked.mask).toBeDefined();
    expect(soft.mask).toBeUndefined();
    expect(notes).toEqual(['2 layers: effects that PSD has nothing like are part of the pixels']);
  });

  it('have their colours in the photo\'s own colour space', async () => {
    const icc = await displayP3();
    const layers = [layer({ effects: [{ kind: 'fill', color: '#ff0000', opacity: 1 }] })];
    const { bytes } = await write({ layers }, { info: { ...info, icc } });
    const [r, g, b] = (await rgba(bytes))(40, 40);
    // sRGB red in Display P3.
    expect([r, g, b].map((value) => Math.round(value / 8))).toEqual([29, 6, 4]);
    const shown = await sharp(bytes).toColourspace('srgb').withIccProfile('srgb').raw().toBuffer();
    expect(shown[(40 * WIDTH + 40) * 3]).toBeGreaterThan(250);
  });
});

describe('an object that is taken out', () => {
  const removed = layer({ effects: [{ kind: 'remove', margin: 2, keep: false }] });
  const patch = { x: 30, y: 30, width: 20, height: 20, data: new Uint8Array(20 * 20 * 4).fill(255) };
  const fillHole = () => Promise.resolve(patch);

  it('gives way to what fills its hole', async () => {
    const at = await rgba((await write({ layers: [removed] }, { fillHole })).bytes);
    expect(at(40, 40)).toEqual([255, 255, 255, 255]);
    expect(at(5, 5).slice(0, 3)).toEqual(photoAt(5, 5));
  });

  it('stays above the filled hole if it is kept, wherever it was moved', async () => {
    const kept = layer({ effects: [{ kind: 'remove', margin: 2, keep: true }], transform: MOVED });
    const at = await rgba((await write({ layers: [kept] }, { fillHole })).bytes);
    expect(at(40, 40)).toEqual([255, 255, 255, 255]);
    expect(at(70, 30).slice(0, 3)).toEqual(photoAt(40, 40));
  });

  it('is a layer of its own in a PSD, and no cut-out', async () => {
    const { bytes } = await write({ format: 'psd', layers: [removed, layer({ name: 'other' })] }, { fillHole });
    expect(readPsd(bytes, { useImageData: true, skipThumbnail: true }).children?.map(({ name }) => name))
      .toEqual(['Background', 'mug (filled)', 'other']);
    expect((await write({ format: 'png-layers', layers: [removed, layer({ name: 'other' })] }, { fillHole })).names)
      .toEqual(['scene-other.png']);
  });

  it('is filled for real, and not while it is hidden', async () => {
    const shown = await write({ layers: [removed] });
    const at = await rgba(shown.bytes);
    expect(at(40, 40).slice(0, 3)).not.toEqual(photoAt(40, 40));
    const hidden = await write({ layers: [{ ...removed, visible: false }] }, { fillHole: () => Promise.resolve(EMPTY_BITMAP) });
    expect((await rgba(hidden.bytes))(40, 40).slice(0, 3)).toEqual(photoAt(40, 40));
  });
});

describe('metadata', () => {
  async function embedded() {
    const { readEmbedded } = await import('../../src/image/metadata.ts');
    const file = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Copyright: '(C) Armel', Artist: 'A. Author', Model: 'Camera 1', Orientation: '6' } }).jpeg().toBuffer();
    const { exif } = await sharp(file).metadata();
    // libvips writes ASCII alone; cameras write UTF-8.
    exif!.write('© Ärml', exif!.indexOf('(C) Armel'), 'utf8');
    return readEmbedded({ exif: exif! });
  }

  it.each(['jpeg', 'webp', 'png', 'avif'] as const)('of %s is kept, kept in part, or left out', async (format) => {
    const source = { embedded: await embedded() };
    const exifOf = async (metadata: 'keep' | 'copyright' | 'strip') => {
      const read = await sharp((await write({ format, metadata }, source)).bytes).metadata();
      expect(read.orientation ?? 1).toBe(1);
      return read.exif?.toString('utf8') ?? '';
    };
    const kept = await exifOf('keep');
    expect(kept).toContain('Camera 1');
    expect(kept).toContain('A. Author');
    const part = await exifOf('copyright');
    expect(part).toContain('A. Author');
    expect(part).toContain('© Ärml');
    expect(part).not.toContain('Camera 1');
    expect(await exifOf('strip')).toBe('');
  });

  it('carries no thumbnail of the unedited photo', async () => {
    const { readEmbedded } = await import('../../src/image/metadata.ts');
    const tiff = Buffer.from('49492a000800000001000f010200040000004142430020000000' + '0000'.repeat(20), 'hex');
    const { exif } = readEmbedded({ exif: Buffer.concat([Buffer.from('Exif\0\0'), tiff]) });
    expect(Buffer.from(exif!).readUInt32LE(8 + 2 + 12)).toBe(0);
    expect(readEmbedded({ exif: Buffer.from('Exif\0\0II*\0\xff\xff\xff\x7f', 'latin1') })).toEqual({});
  });
});

describe('previewDocument', () => {
  it('tells the real size, with a picture of the format', async () => {
    for (const format of ['png', 'jpeg', 'webp', 'psd', 'png-layers', 'coco'] as const) {
      const layers = [layer(), layer({ name: 'second' })];
      const preview = await previewDocument({ pixels, info }, { format, layers });
      const { files } = await write({ format, layers });
      expect(preview).toMatchObject({ files: files.length, isEstimate: false });
      const written = files.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(Math.abs(preview.bytes - written)).toBeLessThanOrEqual(format === 'coco' ? 2 : 0);
      expect((await sharp(preview.picture.bytes).metadata()).format).toBe(preview.picture.type.split('/')[1]);
    }
  });

  it('guesses the size of large pictures in slow formats', async () => {
    const large = noisePhoto(2000, 1700);
    const source = { pixels: large.pixels, info: { ...info, width: 2000, height: 1700 } };
    const preview = await previewDocument(source, { format: 'webp', layers: [], quality: 60 });
    const real = await sharp(large.pixels.data, { raw: { width: 2000, height: 1700, channels: 3 } }).webp({ quality: 60 }).toBuffer();
    expect(preview.isEstimate).toBe(true);
    expect(Math.abs(preview.bytes / real.length - 1)).toBeLessThan(0.25);
  });
});
