import { mkdir, open, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import type { Engine } from '../engine.ts';
import { UserError } from '../errors.ts';
import { readSamples, type Sample } from '../evaluate/grefcoco.ts';
import { readPredictions, toLine } from '../evaluate/predictions.ts';
import { toLine as toSummary, toMarkdown, type Report } from '../evaluate/report.ts';
import { Scorer } from '../evaluate/score.ts';
import { writeFileAtomic } from '../export/write.ts';
import { prepareAnswers, reasonOf } from './answerFile.ts';
import { engineFor, modelOptions, wholeNumber, type ModelOptions } from './options.ts';
import { EXIT } from './terminal.ts';

interface EvaluateOptions extends ModelOptions {
  readonly grefs: string;
  readonly instances: string;
  readonly images: string;
  readonly split: string;
  readonly out: string;
  readonly limit?: number;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Reads gRefCOCO's own files, answers every sentence of the split and computes the paper's metrics twice: as the official
scripts do, and as a user sees the answers. The folder of --out gets predictions.jsonl, report.json and report.md; an
interrupted run goes on with --resume.`;

export function evaluateCommand(signal: AbortSignal): Command {
  const command = new Command('evaluate')
    .description('measure a model on gRefCOCO (GRES and GREC metrics)')
    .requiredOption('--grefs <file>', 'gRefCOCO refs, such as "grefs(unc).json"')
    .requiredOption('--instances <file>', 'gRefCOCO instances.json')
    .requiredOption('--images <folder>', 'folder of the COCO images that the refs name')
    .option('--split <name>', 'val, testA, testB or train', 'val')
    .option('--out <folder>', 'folder for predictions and report', 'evaluation')
    .option('--limit <n>', 'only the first sentences', wholeNumber(1, 1e9))
    .option('--resume', 'keep the predictions that the folder holds and add the missing ones')
    .option('--force', 'replace the predictions that the folder holds')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP);
  for (const option of modelOptions()) command.addOption(option);
  return command.action(async (options: EvaluateOptions) => {
    process.exitCode = await evaluate(options, signal);
  });
}

async function evaluate(options: EvaluateOptions, signal: AbortSignal): Promise<number> {
  const all = await readSamples(options.grefs, options.instances, options.split);
  const samples = all.slice(0, options.limit);
  await checkImages(samples, options.images);
  await mkdir(options.out, { recursive: true }).catch((error: unknown) => {
    throw new UserError('output-unwritable', `${options.out}: cannot be made (${reasonOf(error)})`);
  });
  const predictions = join(options.out, 'predictions.jsonl');
  const answered = await prepareAnswers(predictions, 'sent_id', options);
  const device = await predict(samples, answered, predictions, options, signal);
  const report = await score(samples, predictions, options, device);
  await writeText(join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeText(join(options.out, 'report.md'), toMarkdown(report));
  process.stdout.write(options.json === true
    ? `${JSON.stringify(report)}\n`
    : `official         ${toSummary(report.gres.official, report.grec.official)}\n`
      + `as users see it  ${toSummary(report.gres.full, report.grec.paper)}\n`
      + `report: ${join(options.out, 'report.md')}\n`);
  return EXIT.done;
}

/** @returns the device that answered; what an earlier run used is not known */
async function predict(
  samples: readonly Sample[], answered: ReadonlySet<number>, path: string, options: EvaluateOptions, signal: AbortSignal,
): Promise<string> {
  // Sentences about one image one after the other, so that it is decoded and looked at once.
  const missing = samples.filter(({ sentId }) => !answered.has(sentId)).toSorted((a, b) => a.image.id - b.image.id);
  if (missing.length === 0) return 'no new predictions';
  const engine = engineFor(options);
  const bar = new SingleBar({ format: '{bar} {value}/{total} {eta_formatted}', noTTYOutput: false, stopOnComplete: true });
  const output = await open(path, 'a');
  let device = '';
  try {
    if (process.stderr.isTTY) bar.start(samples.length, samples.length - missing.length);
    for (const sample of missing) {
      const selection = await select(engine, sample, options.images, signal);
      device = selection.device;
      await output.appendFile(`${toLine(sample.sentId, selection)}\n`);
      if (process.stderr.isTTY) bar.increment();
    }
  } finally {
    bar.stop();
    await output.close();
    engine.close();
  }
  return device;
}

async function select(engine: Engine, { sentId, phrase, image }: Sample, images: string, signal: AbortSignal) {
  const path = join(images, image.fileName);
  const selection = await engine.select(path, phrase, { signal });
  const { width, height } = selection.image;
  if (width !== image.width || height !== image.height) {
    throw new UserError(
      'bad-argument',
      `${path}: is ${width} x ${height} pixels, the instances file says ${image.width} x ${image.height} (sentence ${sentId})`,
    );
  }
  return selection;
}

async function score(samples: readonly Sample[], predictions: string, options: EvaluateOptions, device: string): Promise<Report> {
  const bySentence = new Map(samples.map((sample) => [sample.sentId, sample]));
  const scorer = new Scorer();
  for await (const prediction of readPredictions(predictions)) {
    const sample = bySentence.get(prediction.sent_id);
    if (sample !== undefined) scorer.add(sample, prediction);
  }
  return {
    data: {
      grefs: options.grefs,
      split: options.split,
      sentences: samples.length,
      images: new Set(samples.map(({ image }) => image.id)).size,
    },
    model: { id: options.model, device },
    ...scorer.scores(),
  };
}

/** A report of an earlier run is replaced: it can be computed again from the predictions. */
async function writeText(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, Buffer.from(text), { force: true });
}

/** Better told now than after an hour. @throws UserError `file-missing` or `bad-argument` */
async function checkImages(samples: readonly Sample[], folder: string): Promise<void> {
  const names = new Set(samples.map(({ image }) => image.fileName));
  const missing: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (!resolve(path).startsWith(resolve(folder) + sep)) throw new UserError('bad-argument', `image "${name}" lies outside of ${folder}`);
    if ((await stat(path).catch(() => undefined))?.isFile() !== true) missing.push(name);
  }
  if (missing.length > 0) {
    throw new UserError('file-missing', `${folder}: lacks ${missing.length} of ${names.size} images, the first is ${missing[0]}`);
  }
}
