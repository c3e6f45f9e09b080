import { basename, extname } from 'node:path';
import type { PhotoInfo, PixelImage } from '../image/types.ts';
import type { AlphaTile } from '../mask/types.ts';
import type { Verdict } from '../model/types.ts';
import { cocoDataset } from './coco.ts';
import { layerNames, safeFileStem, uniqueFileStems } from './names.ts';
import { renderOverlay } from './overlay.ts';
import { encodeCutOut } from './png.ts';
import { encodePsd } from './psd.ts';
import type { ExportLayer, ExportPhoto } from './types.ts';
import { planOutputs, writeOutputs } from './write.ts';

/** What is written of an answer, and where to. */
export interface ExportJob {
  readonly phrase: string;
  readonly layers: readonly JobLayer[];
  readonly verdict?: Verdict | undefined;
  readonly folder: string;
  readonly png?: 'cropped' | 'full-canvas' | undefined;
  readonly psd: boolean;
  readonly coco: boolean;
  readonly overlay: boolean;
  /** Replace files of the same name; never the photo itself. */
  readonly force: boolean;
}

export interface JobLayer {
  /** What the user calls it; otherwise it is named after the phrase. */
  readonly name?: string | undefined;
  readonly label: string;
  readonly score: number;
  readonly alpha: AlphaTile;
}

export interface ExportReport {
  /** Paths of the files, in the order in which they were asked for. */
  readonly files: readonly string[];
  /** What differs from what somebody may expect, a sentence each. */
  readonly notes: readonly string[];
}

interface Output {
  readonly name: string;
  readonly encode: () => Promise<Uint8Array>;
}

/** Bytes of a stem for the photo's name, and for the phrase: room is left for the dash and a number or ".overlay". */
const STEM_SHARE = 35;

/**
 * Writes all files of one answer into a folder, or none of them. They are named after the photo and the phrase, so
 * that answers to several phrases on several photos fit into one folder.
 *
 * @throws UserError `output-exists` before any work; `output-unwritable`, `disk-full`; `too-large-for-format` for a PSD
 */
export async function writeExports(
  source: { readonly pixels: PixelImage; readonly info: PhotoInfo },
  job: ExportJob,
): Promise<ExportReport> {
  const { pixels, info } = source;
  const photo: ExportPhoto = { pixels, ...(info.icc ? { icc: info.icc } : {}) };
  const names = layerNames(job.phrase, job.layers.length);
  const layers = job.layers.map(({ name, ...layer }, index) => ({
    ...layer,
    name: name === undefined ? names[index] : layerNames(name, 1)[0],
  }));
  const outputs = listOutputs(photo, info, layers, job);
  if (outputs.length === 0) return { files: [], notes: notesOn(info, job) };
  const plan = await planOutputs(job.folder, outputs.map(({ name }) => name), {
    force: job.force,
    originals: [info.path],
  });
  await writeOutputs(plan, async (stage) => {
    for (const { name, encode } of outputs) await stage(name, await encode());
  });
  return { files: plan.paths, notes: notesOn(info, job) };
}

function listOutputs(photo: ExportPhoto, info: PhotoInfo, layers: readonly ExportLayer[], job: ExportJob): Output[] {
  const photoStem = safeFileStem(basename(info.path, extname(info.path)), STEM_SHARE);
  const stem = `${photoStem}-${safeFileStem(job.phrase, STEM_SHARE)}`;
  const outputs: Output[] = [];
  if (job.png) {
    const fullCanvas = job.png === 'full-canvas';
    const wanted = job.layers.map(({ name }, index) => {
      if (name !== undefined) return `${photoStem}-${safeFileStem(name, STEM_SHARE)}`;
      return layers.length === 1 ? stem : `${stem}-${index + 1}`;
    });
    // The overlay is a PNG file too: a layer that is called like it has to give way.
    const [, ...stems] = uniqueFileStems([`${stem}.overlay`, ...wanted]);
    layers.forEach(({ alpha }, index) => {
      outputs.push({ name: `${stems[index]}.png`, encode: () => encodeCutOut(photo, alpha, { fullCanvas }) });
    });
  }
  if (job.psd && layers.length > 0) {
    outputs.push({ name: `${stem}.psd`, encode: () => encodePsd(photo, layers, job.phrase) });
  }
  if (job.coco) {
    const encode = (): Promise<Uint8Array> => Promise.resolve(encodeJson(cocoDataset(info, layers, job.phrase)));
    outputs.push({ name: `${stem}.coco.json`, encode });
  }
  if (job.overlay) {
    const options = job.verdict ? { verdict: job.verdict } : {};
    outputs.push({ name: `${stem}.overlay.png`, encode: () => renderOverlay(photo, layers, job.phrase, options) });
  }
  return outputs;
}

function notesOn(info: PhotoInfo, job: ExportJob): string[] {
  const notes = [...info.conversions];
  if (job.layers.length > 0) return notes;
  if (job.png) notes.push('nothing found: no cut-outs were written');
  if (job.psd) notes.push('nothing found: no PSD was written');
  return notes;
}

function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
