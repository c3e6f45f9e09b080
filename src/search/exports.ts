import { stat } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { SearchView, searchExportFormats } from '../api/contract/search.ts';
import { folderDatasets, type DatasetPhoto } from '../export/folderDatasets.ts';
import { planOutputs, writeOutputs } from '../export/write.ts';
import { displayPath } from '../image/file-bytes.ts';
import { labelOf } from '../model/decide.ts';
import { instanceMask } from '../model/masks.ts';
import type { Instance, PhotoEncoding } from '../model/types.ts';
import { putInto } from './copies.ts';
import { csvRow, CSV_HEAD } from './csv.ts';
import type { Result } from './results.ts';
import type { Run } from './run.ts';
import type { Judgement } from './types.ts';

export interface ExportRequest {
  readonly view: SearchView;
  readonly format: (typeof searchExportFormats)[number];
  /** Made if missing. */
  readonly folder: string;
  /** Of the files' names. */
  readonly stem: string;
}

export interface ExportReport {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Photos that were written. */
  readonly count: number;
  readonly notes: readonly string[];
}

/** An object as programs get it; its mask is the model's own grid, enlarged. */
export type FoundInstance = Pick<Instance, 'id' | 'label' | 'score' | 'box' | 'mask'>;

/** Where encodings come from. */
export interface EncodingSource {
  readonly classNames: readonly string[];
  encoding(hash: string): PhotoEncoding | undefined;
}

/** Photos that are not yet decided on are no data to learn from. */
const UNSURE_NOTE = 'unsure photos were left out: accept or reject them to have them in';

/** The objects that count for a phrase on a photo. Empty where the encoding has been dropped from the store. */
export function instancesOf(result: Result, phrase: number, { count }: Pick<Judgement, 'count'>, source: EncodingSource): FoundInstance[] {
  const encoding = count === 0 ? undefined : source.encoding(result.hash);
  if (encoding === undefined) return [];
  const instances: FoundInstance[] = [];
  for (const { region, score } of result.answers[phrase].objects.slice(0, count)) {
    const found = instanceMask(encoding.regions[region], result, undefined);
    if (found === undefined) continue;
    const { mask, box } = found;
    instances.push({ id: instances.length, label: labelOf(encoding.regions[region], source.classNames), score, box, mask });
  }
  return instances;
}

/**
 * Writes the photos of a view. Nothing that exists is replaced.
 * @throws UserError as `planOutputs`, `writeOutputs` and `putInto` do
 */
export async function exportView(run: Run, { view, format, folder, stem }: ExportRequest, source: EncodingSource): Promise<ExportReport> {
  const results = run.results.select(view);
  switch (format) {
    case 'list': {
      const odd = results.filter(({ path }) => path !== displayPath(path)).length;
      const text = results.map(({ path }) => `${displayPath(path)}\n`).join('');
      const notes = odd === 0 ? [] : [`${odd} names hold line breaks or control characters, which are written as \\u codes`];
      return writeFiles(folder, { [`${stem}.txt`]: text }, results.length, notes);
    }
    case 'csv': {
      const rows = results.flatMap((result) => run.query.phrases.map((phrase, index) => csvRow(run.results.item(result, ''), phrase, index, result.path)));
      return writeFiles(folder, { [`${stem}.csv`]: [CSV_HEAD, ...rows].join('') }, results.length, []);
    }
    case 'coco':
    case 'grefcoco':
      return exportDataset(run, results, { view, format, folder, stem }, source);
    case 'copies':
    case 'links':
      return exportPhotos(results, folder, format === 'copies' ? 'copy' : 'link');
  }
}

async function exportPhotos(results: readonly Result[], folder: string, kind: 'copy' | 'link'): Promise<ExportReport> {
  const files: { path: string; bytes: number }[] = [];
  const notes: string[] = [];
  for (const result of results) {
    // The photo itself may have gone since it was searched.
    if (await stat(result.path).catch(() => undefined) === undefined) notes.push(`${displayPath(result.path)} has gone and was left out`);
    else files.push({ path: await putInto(folder, result, kind), bytes: result.bytes });
  }
  return { files, count: files.length, notes };
}

async function exportDataset(run: Run, results: readonly Result[], request: ExportRequest, source: EncodingSource): Promise<ExportReport> {
  const { view: { phrase }, format, folder, stem } = request;
  const photos: DatasetPhoto[] = [];
  let unsure = 0;
  for (const result of results) {
    const judgement = run.results.reviewed(phrase, result);
    if (judgement.verdict === 'unsure') {
      unsure++;
      continue;
    }
    const { below: fileName, width, height } = result;
    photos.push({ fileName, width, height, objects: instancesOf(result, phrase, judgement, source) });
    // Masks of thousands of photos take a while, in which the page still asks for pictures.
    await breathe();
  }
  const { instances, refs } = folderDatasets(photos, run.query.phrases[phrase], 'search');
  const files = format === 'coco'
    ? { [`${stem}.coco.json`]: JSON.stringify(instances) }
    : { [`${stem}.grefs.json`]: JSON.stringify(refs), [`${stem}.instances.json`]: JSON.stringify(instances) };
  return writeFiles(folder, files, photos.length, unsure === 0 ? [] : [`${unsure} ${UNSURE_NOTE}`]);
}

async function writeFiles(
  folder: string, files: Readonly<Record<string, string>>, count: number, notes: readonly string[],
): Promise<ExportReport> {
  const contents = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  const plan = await planOutputs(folder, contents.map(([name]) => name));
  await writeOutputs(plan, async (stage) => { for (const [name, bytes] of contents) await stage(name, bytes); });
  return { files: plan.paths.map((path, index) => ({ path, bytes: contents[index][1].length })), count, notes };
}
