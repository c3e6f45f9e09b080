import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeStyles, PROJECT_EXTENSION, type CheckedExpression, type DescribedObject, type Description, type DescribeStyle } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { Box } from '../mask/types.ts';
import type { SelectedObjects } from '../engine.ts';
import { describeDataset } from './describeDataset.ts';
import { withProject } from './describeProject.ts';
import { engineFor, modelOptions, wholeNumber, type ModelOptions } from './options.ts';
import { EXIT, oneLine, stepLine } from './terminal.ts';

export interface DescribeCommandOptions extends ModelOptions {
  readonly box: readonly Box[];
  readonly mask: readonly string[];
  readonly layer: readonly string[];
  readonly select?: string;
  readonly instances?: string;
  readonly sets: 'each' | 'class' | 'image';
  readonly out?: string;
  readonly force?: boolean;
  readonly candidates: number;
  readonly style: DescribeStyle;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  phraselift describe team.jpg --box 120,80,60,190 --box 300,75,64,200
  phraselift describe table.jpg --mask mug1.png --mask mug2.png --candidates 5
  phraselift describe street.jpg --select "the leftmost dog" --style full
  phraselift describe street.phraselift --layer "car" --layer "bus"
  phraselift describe photos --instances instances.json --sets class --out grefs.json

Each --box and each --mask is one object. Of a project file (*.phraselift) the layers are described that --layer names,
or all of them, where they were lifted from. With --instances the image is a folder (or one image of the file), and one
expression per annotation, per class or per image is written as gRefCOCO records; those that are ambiguous or have
nothing to say are counted, and written only if they say something.
Exit status: 0 unambiguous (with --instances: finished), 1 ambiguous or nothing to say, 2 error.`;

export function describeCommand(signal: AbortSignal): Command {
  const command = new Command('describe')
    .description('find one expression that points to exactly what is selected on an image')
    .argument('<image>', 'image or project file; with --instances, the folder of the images')
    .addOption(new Option('--box <x,y,w,h>', 'an object by its box in pixels; repeat for more').argParser(collectBox).default([]))
    .addOption(new Option('--mask <file>', 'an object by an image file as large as the photo; repeat for more').argParser(collect).default([]))
    .addOption(new Option('--layer <name>', 'a layer or group of a project; repeat for more').argParser(collect).default([]))
    .option('--select <phrase>', 'what a phrase selects, to say it otherwise')
    .option('--instances <file>', 'describe the annotations of a COCO file')
    .addOption(new Option('--sets <kind>', 'with --instances: what is described at once').choices(['each', 'class', 'image']).default('each'))
    .option('--out <file>', 'with --instances: the file of gRefCOCO records')
    .option('--force', 'replace the file if it exists')
    .addOption(new Option('--candidates <n>', 'how many expressions to print').argParser(wholeNumber(1, 20)).default(3))
    .addOption(new Option('--style <style>', 'how much to say').choices([...describeStyles]).default('short'))
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', EXAMPLES);
  for (const option of modelOptions()) command.addOption(option);
  return command.action(async (image: string, options: DescribeCommandOptions) => {
    process.exitCode = await describeAny(image, options, signal);
  });
}

async function describeAny(image: string, options: DescribeCommandOptions, signal: AbortSignal): Promise<number> {
  const { box, mask, layer, select, instances } = options;
  const isProject = extname(image).toLowerCase() === PROJECT_EXTENSION;
  if (layer.length > 0 && !isProject) throw new UserError('bad-argument', `--layer is for project files (*${PROJECT_EXTENSION}), not for ${image}`);
  if (isProject) {
    if (box.length > 0 || mask.length > 0 || select !== undefined || instances !== undefined) {
      throw new UserError('bad-argument', 'of a project its layers are described: leave out --box, --mask, --select and --instances');
    }
    return withProject(image, layer, (found) => describeImage(found.image, found.selected, options, signal));
  }
  if (instances !== undefined) return describeDataset(image, { ...options, instances }, signal);
  if (box.length === 0 && mask.length === 0 && select === undefined) {
    throw new UserError('bad-argument', 'nothing is selected: give --box, --mask, --select or --instances');
  }
  return describeImage(image, { boxes: box, maskFiles: mask, ...(select === undefined ? {} : { phrase: select }) }, options, signal);
}

async function describeImage(image: string, selected: SelectedObjects, options: DescribeCommandOptions, signal: AbortSignal): Promise<number> {
  const { candidates, style } = options;
  const engine = engineFor(options);
  const { show, clear } = stepLine();
  try {
    const description = await engine.describe(image, selected, { candidates, style, signal, onProgress: show }).finally(clear);
    process.stdout.write(options.json === true ? `${JSON.stringify(toJson(description))}\n` : toText(description));
    return description.expressions.at(0)?.ambiguous === false ? EXIT.found : EXIT.nothing;
  } finally {
    engine.close();
  }
}

/** The best expression and its round trip first; `expression` is null where there is nothing to say. */
function toJson({ status, expressions, unnamed, timings }: Description): unknown {
  const [best, ...others] = expressions;
  return {
    status,
    expression: best?.expression ?? null,
    ambiguous: best?.ambiguous ?? true,
    roundTrip: best?.roundTrip ?? null,
    alternatives: others,
    unnamed,
    timings,
  };
}

/** Plain words for what cannot be described. */
export const SILENCE: Readonly<Record<Exclude<Description['status'], 'described'>, string>> = {
  'empty': 'nothing is selected',
  'whole-photo': 'this is the whole image, not an object in it',
  'unknown': 'I cannot tell what this is',
};

function toText({ status, expressions, unnamed }: Description): string {
  if (status !== 'described') return `${SILENCE[status]}\n`;
  const [best, ...others] = expressions;
  const lines = [oneLine(best.expression), `  ${verdictOf(best)}`];
  for (const { region, selected, label, box } of best.ambiguous ? [...best.roundTrip.missed, ...best.roundTrip.extra] : []) {
    lines.push(`    ${selected === undefined ? 'adds' : 'misses'} ${nameOf({ region, label, box })}`);
  }
  if (unnamed.length > 0) lines.push(`  left out, as I cannot tell what it is: ${unnamed.map(nameOf).join('; ')}`);
  for (const other of others) lines.push(`or: ${oneLine(other.expression)} (${verdictOf(other)})`);
  return `${lines.join('\n')}\n`;
}

function verdictOf({ ambiguous, roundTrip: { selects, missed, extra } }: CheckedExpression): string {
  const count = selects.length === 1 ? 'this object' : `these ${selects.length} objects`;
  return ambiguous ? `ambiguous: misses ${missed.length}, adds ${extra.length}` : `selects exactly ${count}`;
}

function nameOf({ label, box }: Pick<DescribedObject, 'label' | 'box'> & { readonly region?: number | undefined }): string {
  const [x, y, width, height] = box.map(Math.round);
  return `${label ?? 'something'}, ${width} x ${height} at (${x}, ${y})`;
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function collectBox(text: string, before: readonly Box[]): Box[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || width <= 0 || height <= 0) {
    throw new InvalidArgumentError('Give four numbers, X,Y,WIDTH,HEIGHT in pixels, the last two above 0.');
  }
  return [...before, [x, y, width, height]];
}
