import { open, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { z } from 'zod';
import type { Engine } from '../engine.ts';
import { UserError } from '../errors.ts';
import { prepareAnswers, reasonOf } from './answerFile.ts';
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
  const answered = await prepareAnswers(options.out, 'ref_id', options);
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
    throw new UserError('file-unreadable', `${path}: cannot be read (${reasonOf(error)})`);
  });
  try {
    return refsSchema.parse(JSON.parse(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? `${error.issues[0]?.path.join('.') ?? ''} ${error.issues[0]?.message ?? ''}` : reasonOf(error);
    throw new UserError('bad-argument', `${path}: is no list of {"ref_id", "image", "phrase"} (${what})`);
  }
}
