import { stat } from 'node:fs/promises';
import { dirname, join, basename, resolve, sep } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Engine } from '../engine.ts';
import { UserError } from '../errors.ts';
import { readInstances, type Annotation, type Instances } from '../evaluate/grefcoco.ts';
import { annotationRle } from '../evaluate/truth.ts';
import { grefRecord, type GrefRecord } from '../export/grefcoco.ts';
import { writeFileAtomic } from '../export/write.ts';
import { decodeRleTile } from '../mask/rle.ts';
import type { DescribeCommandOptions } from './describe.ts';
import { engineFor } from './options.ts';
import { EXIT } from './terminal.ts';

type DatasetOptions = DescribeCommandOptions & { readonly instances: string };
type Image = Instances['images'][number];

/** The split that the records say they are of. */
const SPLIT = 'train';

/** Describes sets of annotations and writes gRefCOCO records. */
export async function describeDataset(path: string, options: DatasetOptions, signal: AbortSignal): Promise<number> {
  if (options.box.length > 0 || options.mask.length > 0 || options.select !== undefined) {
    throw new UserError('bad-argument', '--instances says what is selected: leave out --box, --mask and --select');
  }
  if (options.out === undefined) throw new UserError('bad-argument', '--instances needs --out, the file of records to write');
  const out = options.out;
  if (options.force !== true && (await stat(out).catch(() => undefined)) !== undefined) {
    throw new UserError('output-exists', `${out}: exists; give --force to replace it`);
  }
  const { folder, only } = await placeOf(path);
  const instances = await readInstances(options.instances);
  const images = instances.images.filter(({ file_name: name }) => only === undefined || basename(name) === only);
  if (images.length === 0) throw new UserError('bad-argument', `${options.instances}: has no image ${only ?? 'at all'}`);
  const { records, counts } = await describeAll(images, instances, folder, options, signal);
  await writeFileAtomic(out, Buffer.from(`${JSON.stringify(records)}\n`), { force: options.force ?? false });
  const summary = { out, records: records.length, ...counts };
  process.stdout.write(options.json === true
    ? `${JSON.stringify(summary)}\n`
    : `${records.length} expressions for ${counts.sets} sets: ${out} (${counts.ambiguous} ambiguous; nothing to say of ${counts.silent})\n`);
  return EXIT.done;
}

async function describeAll(
  images: readonly Image[], { annotations }: Instances, folder: string, options: DatasetOptions, signal: AbortSignal,
): Promise<{ records: GrefRecord[]; counts: { sets: number; ambiguous: number; silent: number } }> {
  const byImage = Map.groupBy(annotations.filter(({ iscrowd = 0 }) => Number(iscrowd) === 0), ({ image_id: id }) => id);
  const engine = engineFor(options);
  const bar = new SingleBar({ format: '{bar} {value}/{total} images {eta_formatted}', noTTYOutput: false, stopOnComplete: true });
  const records: GrefRecord[] = [];
  const counts = { sets: 0, ambiguous: 0, silent: 0 };
  try {
    if (process.stderr.isTTY) bar.start(images.length, 0);
    for (const image of images) {
      for (const set of setsOf(byImage.get(image.id) ?? [], options.sets)) {
        counts.sets++;
        const expression = await describeSet(engine, image, set, folder, options, signal);
        if (expression === undefined) counts.silent++;
        else {
          counts.ambiguous += expression.ambiguous ? 1 : 0;
          const targets = set.map(({ id, category_id: category = 0 }) => ({ id, category }));
          records.push(grefRecord(
            records.length + 1, { imageId: image.id, fileName: image.file_name, annotations: targets }, expression.expression, SPLIT,
          ));
        }
      }
      if (process.stderr.isTTY) bar.increment();
    }
  } finally {
    bar.stop();
    engine.close();
  }
  return { records, counts };
}

function setsOf(annotations: readonly Annotation[], kind: DatasetOptions['sets']): Annotation[][] {
  if (kind === 'each') return annotations.map((annotation) => [annotation]);
  if (kind === 'image') return annotations.length === 0 ? [] : [[...annotations]];
  return [...Map.groupBy(annotations, ({ category_id: id }) => id).values()];
}

async function describeSet(
  engine: Engine, image: Image, set: readonly Annotation[], folder: string, { candidates, style }: DatasetOptions, signal: AbortSignal,
) {
  const path = join(folder, image.file_name);
  if (!resolve(path).startsWith(resolve(folder) + sep)) throw new UserError('bad-argument', `image "${image.file_name}" lies outside of ${folder}`);
  const masks = set.map((annotation) => decodeRleTile(annotationRle(annotation, image.width, image.height)));
  const { expressions } = await engine.describe(path, { masks, size: image }, { candidates, style, signal });
  return expressions.at(0);
}

/** The folder of the images, and the one image that is meant where a file was given. */
async function placeOf(path: string): Promise<{ readonly folder: string; readonly only?: string }> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UserError('file-missing', `${path}: does not exist`);
  return found.isDirectory() ? { folder: path } : { folder: dirname(path), only: basename(path) };
}
