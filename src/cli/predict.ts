import { constants } from 'node:fs';
import { access, open, readFile, stat, truncate } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { z } from 'zod';
import type { Engine } from '../engine.ts';
import { UserError } from '../errors.ts';
import { engineFor, modelOptions, type ModelOptions } from './options.ts';
import { EXIT } from './terminal.ts';

interface PredictOptions extends ModelOptions {
  readonly refs: string;
  readonly images: string;
  readonly out: string;
  readonly resume?: boolean;
  readonly force?: boolean;
}

const refsSchema = z.array(z.object({ ref_id: z.number().int(), image: z.string(), phrase: z.string() }));
type Ref = z.infer<typeof refsSchema>[number];

export function predictCommand(signal: AbortSignal): Command {
  const command = new Command('predict')
    .description('answer a file of phrases, one JSON line each, for scoring')
    .requiredOption('--refs <file>', 'JSON list of {"ref_id", "image", "phrase"}')
    .requiredOption('--images <folder>', 'folder of the images that the refs name')
    .requiredOption('--out <file>', 'JSON lines: {"ref_id", "instances": [{"score", "box", "mask"}]}')
    .option('--resume', 'keep the answers that the file holds and add the missing ones')
    .option('--force', 'replace the file if it exists');
  for (const option of modelOptions()) command.addOption(option);
  return command.action(async (options: PredictOptions) => {
    process.exitCode = await predict(options, signal);
  });
}

async function predict(options: PredictOptions, signal: AbortSignal): Promise<number> {
  const refs = await readRefs(options.refs);
  const answered = await prepareOutput(options);
  const missing = refs.filter(({ ref_id }) => !answered.has(ref_id));
  const engine = engineFor(options);
  const bar = new SingleBar({ format: '{bar} {value}/{total} {eta_formatted}', noTTYOutput: false, stopOnComplete: true });
  const output = await open(options.out, 'a');
  try {
    if (process.stderr.isTTY) bar.start(refs.length, refs.length - missing.length);
    for (const ref of missing) {
      await output.appendFile(`${JSON.stringify(await answer(engine, ref, options.images, signal))}\n`);
      if (process.stderr.isTTY) bar.increment();
    }
  } finally {
    bar.stop();
    await output.close();
    engine.close();
  }
  process.stdout.write(`${missing.length} phrases answered, ${answered.size} kept: ${options.out}\n`);
  return EXIT.done;
}

async function answer(engine: Engine, { ref_id, image, phrase }: Ref, images: string, signal: AbortSignal): Promise<unknown> {
  const path = join(images, image);
  if (!resolve(path).startsWith(resolve(images) + sep)) {
    throw new UserError('bad-argument', `ref ${ref_id}: image "${image}" lies outside of ${images}`);
  }
  const { instances, verdict, targetProbability } = await engine.select(path, phrase, { signal });
  return {
    ref_id,
    verdict,
    targetProbability,
    instances: instances.map(({ score, box, mask }) => ({ score, box, mask })),
  };
}

async function readRefs(path: string): Promise<Ref[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('file-unreadable', `${path}: cannot be read (${reason(error)})`);
  });
  try {
    return refsSchema.parse(JSON.parse(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? `${error.issues[0]?.path.join('.') ?? ''} ${error.issues[0]?.message ?? ''}` : reason(error);
    throw new UserError('bad-argument', `${path}: is no list of {"ref_id", "image", "phrase"} (${what})`);
  }
}

/** @returns the refs that the output file answers already, after its last, torn line (if any) was cut off. */
async function prepareOutput({ out, resume, force }: PredictOptions): Promise<Set<number>> {
  const exists = (await stat(out).catch(() => undefined)) !== undefined;
  const unwritable = (error: unknown) => new UserError('output-unwritable', `${out}: cannot be written (${reason(error)})`);
  if (!exists) {
    await (await open(out, 'wx').catch((error: unknown) => { throw unwritable(error); })).close();
    return new Set();
  }
  await access(out, constants.W_OK).catch((error: unknown) => { throw unwritable(error); });
  if (force === true && resume !== true) {
    await truncate(out);
    return new Set();
  }
  if (resume !== true) throw new UserError('output-exists', `${out}: exists; give --resume to go on or --force to replace it`);
  const text = await readFile(out, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  await truncate(out, Buffer.byteLength(whole));
  const line = z.object({ ref_id: z.number().int() });
  try {
    return new Set(whole.split('\n').filter(Boolean).map((each) => line.parse(JSON.parse(each)).ref_id));
  } catch {
    throw new UserError('bad-argument', `${out}: holds a line that is no prediction; give another --out or --force`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'it is not valid JSON';
}
