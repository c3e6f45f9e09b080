import { basename, extname } from 'node:path';
import { UserError } from '../errors.ts';
import type { PhotoInfo, PixelImage } from '../image/types.ts';
import { clipTile } from '../mask/alpha.ts';
import { cocoDataset } from './coco.ts';
import { flatten } from './flatten.ts';
import { displayText, safeFileStem, uniqueFileStems } from './names.ts';
import { encodePicture, MAX_PICTURE_SIDE, PICTURE_TYPES, type PictureFormat } from './picture.ts';
import { encodeCutOut } from './png.ts';
import { encodeDocumentPsd } from './psd.ts';
import type { DocumentLayer, ExportPhoto } from './types.ts';
import { planOutputs, writeOutputs } from './write.ts';

export type DocumentFormat = 'png-layers' | 'psd' | 'coco' | PictureFormat;

/** How the editor's document is written, and where to. */
export interface DocumentJob {
  readonly format: DocumentFormat;
  /** The lowest first. Parts of masks beyond the photo are cut off. */
  readonly layers: readonly DocumentLayer[];
  readonly folder: string;
  /** Stem of the files; the photo's own unless set. */
  readonly stem?: string | undefined;
  /** png-layers: the size of each file. */
  readonly canvas?: 'cropped' | 'full' | undefined;
  readonly background?: 'photo' | 'transparent' | undefined;
  /** 1..100 */
  readonly quality?: number | undefined;
  /** Replace files of the same name; never the photo itself. */
  readonly force: boolean;
}

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

export interface DocumentReport {
  readonly files: readonly WrittenFile[];
  /** What differs from what somebody may expect, a sentence each. */
  readonly notes: readonly string[];
}

interface Output {
  readonly name: string;
  readonly encode: () => Promise<Uint8Array>;
}

const DEFAULT_QUALITY = 90;
/** Bytes of a stem for the photo's name and for the layer's. */
const STEM_SHARE = 35;

/**
 * Writes a document in one format, all files or none of them.
 *
 * @throws UserError `output-exists` before any work; `output-unwritable`, `disk-full`, `too-large-for-format`; or
 *   `bad-argument` if there is nothing to write
 */
export async function writeDocument(
  source: { readonly pixels: PixelImage; readonly info: PhotoInfo },
  job: DocumentJob,
): Promise<DocumentReport> {
  const { pixels, info } = source;
  const photo: ExportPhoto = { pixels, ...(info.icc ? { icc: info.icc } : {}) };
  const layers = job.layers.map((layer) => ({
    ...layer,
    name: displayText(layer.name) || 'object',
    alpha: clipTile(layer.alpha, info.width, info.height),
  }));
  const notes = [...info.conversions];
  const outputs = await listOutputs(photo, info, { ...job, layers }, notes);
  const plan = await planOutputs(job.folder, outputs.map(({ name }) => name), { force: job.force, originals: [info.path] });
  const sizes: number[] = [];
  await writeOutputs(plan, async (stage) => {
    for (const { name, encode } of outputs) {
      const bytes = await encode();
      sizes.push(bytes.length);
      await stage(name, bytes);
    }
  });
  return { files: plan.paths.map((path, index) => ({ path, bytes: sizes[index] })), notes };
}

async function listOutputs(photo: ExportPhoto, info: PhotoInfo, job: DocumentJob, notes: string[]): Promise<Output[]> {
  const { format, layers } = job;
  const stem = safeFileStem(job.stem ?? basename(info.path, extname(info.path)));
  switch (format) {
    case 'png-layers':
      return cutOuts(photo, job, stem);
    case 'coco': {
      const phrases = [...new Set(layers.flatMap(({ phrase = '' }) => (phrase === '' ? [] : [phrase])))].join('; ');
      const objects = layers.map((layer) => ({ ...layer, phrase: layer.phrase ?? '' }));
      const encode = () => Promise.resolve(new TextEncoder().encode(`${JSON.stringify(cocoDataset(info, objects, phrases))}\n`));
      return [{ name: `${stem}.coco.json`, encode }];
    }
    case 'psd': {
      const { pixels } = await flatten(photo, layers, 'photo');
      return [{ name: `${stem}.psd`, encode: () => encodeDocumentPsd(photo, layers, pixels) }];
    }
    case 'png':
    case 'jpeg':
    case 'webp':
    case 'avif':
      return [await picture(photo, job, format, stem, notes)];
  }
}

function cutOuts(photo: ExportPhoto, { layers, canvas }: DocumentJob, stem: string): Output[] {
  const visible = layers.filter((layer) => layer.visible);
  if (visible.length === 0) throw new UserError('bad-argument', 'no visible layer to export: show one, or choose another format');
  const start = safeFileStem(stem, STEM_SHARE);
  const stems = uniqueFileStems(visible.map(({ name }) => `${start}-${safeFileStem(name, STEM_SHARE)}`));
  return visible.map(({ alpha }, index) => ({
    name: `${stems[index]}.png`,
    encode: () => encodeCutOut(photo, alpha, { fullCanvas: canvas === 'full' }),
  }));
}

async function picture(
  photo: ExportPhoto, job: DocumentJob, format: PictureFormat, stem: string, notes: string[],
): Promise<Output> {
  const { width, height } = photo.pixels;
  const side = MAX_PICTURE_SIDE[format];
  if (side !== undefined && Math.max(width, height) > side) {
    throw new UserError(
      'too-large-for-format',
      `The photo is ${width}x${height} pixels and ${format.toUpperCase()} ends at ${side} a side: export it as PNG instead.`,
    );
  }
  const { pixels, replaced } = await flatten(photo, job.layers, job.background ?? 'photo');
  if (replaced.length > 0) notes.push(`blend modes shown as normal: ${replaced.join(', ')}`);
  if (format === 'jpeg' && job.background === 'transparent') notes.push('JPEG has no transparency: white is shown instead');
  const encode = () => encodePicture(pixels, format, job.quality ?? DEFAULT_QUALITY, photo.icc);
  return { name: `${stem}-layers.${PICTURE_TYPES[format].extension}`, encode };
}
