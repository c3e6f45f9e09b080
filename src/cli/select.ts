import { Command, Option } from 'commander';
import type { Engine } from '../engine.ts';
import { checkFolder } from '../export/write.ts';
import type { Candidate, Selection } from '../model/types.ts';
import { engineFor, fraction, modelOptions, type ModelOptions } from './options.ts';
import { EXIT, oneLine, percent, stepLine } from './terminal.ts';

interface SelectCommandOptions extends ModelOptions {
  readonly out?: string;
  readonly png?: boolean;
  readonly fullCanvas?: boolean;
  readonly psd?: boolean;
  readonly coco?: boolean;
  readonly overlay?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly threshold?: number;
}

const EXAMPLES = `
Examples:
  phraselift select team.jpg "everyone except the goalkeeper"
  phraselift select table.jpg "the two mugs on the left" --out cutouts --png
  phraselift select table.jpg "all the bottles" --out work --psd --overlay
  phraselift select street.jpg "a dog without a leash" --json

Without --json the answer is printed for people. Exit status: 0 found, 1 nothing found, 2 error.
With --out and no format, cut-outs (--png) are written; a format without --out writes into the current folder.`;

export function selectCommand(signal: AbortSignal): Command {
  const command = new Command('select')
    .description('select every object on an image that a phrase means')
    .argument('<image>', 'image file')
    .argument('<phrase>', 'what to select, e.g. "all the mugs except the blue one"')
    .option('--out <folder>', 'folder for the files; made if missing')
    .option('--png', 'write one transparent cut-out per object')
    .addOption(new Option('--full-canvas', 'cut-outs keep the size of the image').implies({ png: true }))
    .option('--psd', 'write a PSD: the image and one masked layer per object')
    .option('--coco', 'write COCO JSON with RLE masks and polygons')
    .option('--overlay', 'write a picture of what was found')
    .option('--force', 'replace files that exist')
    .option('--json', 'print the answer as JSON')
    .addOption(new Option('--threshold <score>', 'object score from which an object counts, 0 to 1').argParser(fraction))
    .addHelpText('after', EXAMPLES);
  for (const option of modelOptions()) command.addOption(option);
  return command.action(async (image: string, phrase: string, options: SelectCommandOptions) => {
    process.exitCode = await select(image, phrase, options, signal);
  });
}

async function select(image: string, phrase: string, options: SelectCommandOptions, signal: AbortSignal): Promise<number> {
  const folder = outputFolder(options);
  // Better told now than after the model has run.
  if (folder !== undefined) await checkFolder(folder);
  const engine = engineFor(options);
  const { show, clear } = stepLine();
  try {
    const request = { signal, onProgress: show, ...(options.threshold === undefined ? {} : { threshold: options.threshold }) };
    const selection = await engine.select(image, phrase, request).finally(clear);
    const written = await writeFiles(engine, selection, options, signal).finally(clear);
    process.stdout.write(options.json === true ? `${JSON.stringify(toJson(selection))}\n` : describeSelection(selection));
    const stream = options.json === true ? process.stderr : process.stdout;
    for (const file of written.files) stream.write(`wrote ${oneLine(file)}\n`);
    for (const note of written.notes) process.stderr.write(`note: ${oneLine(note)}\n`);
    return selection.verdict === 'none' ? EXIT.nothing : EXIT.found;
  } finally {
    engine.close();
  }
}

function anyFormat({ png, psd, coco, overlay }: SelectCommandOptions): boolean {
  return [png, psd, coco, overlay].includes(true);
}

/** @returns undefined if no files are wanted. */
function outputFolder(options: SelectCommandOptions): string | undefined {
  return options.out ?? (anyFormat(options) ? '.' : undefined);
}

async function writeFiles(
  engine: Engine,
  selection: Selection,
  options: SelectCommandOptions,
  signal: AbortSignal,
): Promise<{ readonly files: readonly string[]; readonly notes: readonly string[] }> {
  const folder = outputFolder(options);
  if (folder === undefined) return { files: [], notes: [] };
  const { png, fullCanvas, psd, coco, overlay, force } = options;
  return engine.export(selection, folder, {
    ...(png === true || !anyFormat(options) ? { png: fullCanvas === true ? 'full-canvas' : 'cropped' } : {}),
    psd: psd ?? false,
    coco: coco ?? false,
    overlay: overlay ?? false,
    force: force ?? false,
    signal,
    onProgress: stepLine().show,
  });
}

/** The answer without its soft masks, which are what the files are for, and what only evaluation wants. */
export function toJson(selection: Selection): unknown {
  const candidate = ({ label, score, box }: Candidate) => ({ label, score: round(score), box: box.map((side) => round(side, 1)) });
  return {
    ...selection,
    merged: undefined,
    targetProbability: round(selection.targetProbability),
    instances: selection.instances.map(({ id, label, score, box, mask }) => ({ id, label, score: round(score), box, mask })),
    candidates: selection.candidates.map(candidate),
    regionMap: { ...selection.regionMap, values: selection.regionMap.values.map((value) => round(value)) },
    timings: Object.fromEntries(Object.entries(selection.timings).map(([step, time]) => [step, round(time as number, 1)])),
  };
}

function describeSelection(selection: Selection): string {
  const { image, phrase, verdict, instances, candidates, unknownWords, targetProbability, timings, device } = selection;
  const lines = [`${oneLine(image.path)} (${image.width} x ${image.height}): "${oneLine(phrase)}"`];
  const time = `${Math.round(timings.total)} ms on ${device}`;
  if (verdict === 'none') {
    lines.push(`nothing here matches (${percent(targetProbability)} likely that something does), ${time}`);
  } else {
    const objects = instances.length === 1 ? '1 object' : `${instances.length} objects`;
    const doubt = verdict === 'unsure' ? 'unsure: perhaps ' : '';
    lines.push(`${doubt}${objects}, ${percent(targetProbability)} sure, ${time}`);
    instances.forEach(({ label, score, box }, index) => lines.push(row(index + 1, label, score, box)));
  }
  if (verdict === 'none' && candidates.length > 0) {
    lines.push('nearest:');
    candidates.forEach(({ label, score, box }) => lines.push(row('-', label, score, box)));
  }
  if (unknownWords.length > 0) {
    lines.push(`words that the model does not know: ${unknownWords.map((word) => `"${oneLine(word)}"`).join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function row(mark: number | string, label: string, score: number, [x, y, width, height]: Candidate['box']): string {
  const [left, top, wide, high] = [x, y, width, height].map(Math.round);
  return `  ${String(mark).padStart(2)}  ${label.padEnd(14)} ${score.toFixed(2)}  ${wide} x ${high} at (${left}, ${top})`;
}

function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}
