import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import type { SearchStatus } from '../api/contract/search.ts';
import { MAX_PHRASE_LENGTH } from '../api/contract/primitives.ts';
import { MAX_SEARCH_PHRASES } from '../api/contract/search.ts';
import { UserError } from '../errors.ts';
import { checkFolder } from '../export/write.ts';
import type { FolderSearch } from '../search/folderSearch.ts';
import { FolderWatch } from '../search/watch.ts';
import { fraction, modelOptions } from './options.ts';
import { progressLine } from './progress.ts';
import { folderOptions, folderSearchFor, type FolderOptions } from './searchOptions.ts';
import { SearchOutput, type OutputOptions } from './searchOutput.ts';
import { describeSummary, summaryOf } from './searchSummary.ts';
import { EXIT, oneLine } from './terminal.ts';

interface SearchOptions extends FolderOptions, OutputOptions {
  readonly threshold?: number;
  readonly found?: number;
  readonly none?: number;
  readonly watch?: boolean;
}

const EXAMPLES = `
Examples:
  phraselift search Photos "a dog without a collar"
  phraselift search Photos "two people on a bench" "a red car" --csv hits.csv
  phraselift search Photos "a cat" --sure --copy-to cats
  phraselift search Photos "a person" --list-none nobody.txt
  phraselift search Inbox "a bicycle" --paths --watch

Each photo that contains what the phrase means is printed: verdict, probability, count, path. "unsure" photos are hits
too, unless --sure is given. Photos are only ever read. The first search looks at every photo; later ones, with any
phrase, only at new and changed ones. A search that was interrupted goes on when it is run again.
Exit status: 0 something found, 1 nothing found, 2 error, 130 interrupted.`;

export function searchCommand(signal: AbortSignal): Command {
  const command = new Command('search')
    .description('say which photos of a folder contain what a phrase means, which do not, and which are unsure')
    .argument('<folder>', 'folder of photos')
    .argument('<phrases...>', 'what to look for; several phrases are answered in one pass')
    .option('--sure', 'only photos that are found, not those that are unsure')
    .option('--json', 'print one JSON line a photo and phrase, and a last one with the summary')
    .option('--paths', 'print only the paths of hits')
    .option('-0, --null', 'end paths with a null character instead of a line break')
    .option('--csv <file>', 'write a table of all photos')
    .option('--list-none <file>', 'write the paths of photos that contain none of it')
    .option('--copy-to <folder>', 'copy the hits into a folder')
    .option('--link-to <folder>', 'make symbolic links to the hits in a folder')
    .addOption(new Option('--threshold <score>', 'object score from which an object counts, 0 to 1').argParser(fraction))
    .addOption(new Option('--found <probability>', 'probability from which a photo is found').argParser(fraction))
    .addOption(new Option('--none <probability>', 'probability below which a photo contains nothing').argParser(fraction))
    .option('--watch', 'go on with new and changed photos until interrupted')
    .addHelpText('after', EXAMPLES);
  for (const option of [...folderOptions(), ...modelOptions()]) command.addOption(option);
  return command.action(async (folder: string, phrases: readonly string[], options: SearchOptions) => {
    process.exitCode = await search(folder, phrases, options, signal);
  });
}

async function search(folder: string, phrases: readonly string[], options: SearchOptions, signal: AbortSignal): Promise<number> {
  checkPhrases(phrases);
  await checkOutputs(options);
  const engine = folderSearchFor(options);
  const output = new SearchOutput(engine, folder, phrases, options);
  try {
    let status = await runOnce(engine, folder, phrases, options, output, signal, false);
    if (status.state === 'finished' && options.watch === true) {
      status = await keepSearching(engine, folder, phrases, options, output, signal) ?? status;
    }
    return await conclude(status, output, options, signal);
  } finally {
    engine.close();
  }
}

/** @returns how the last search ended; undefined if there was none */
async function keepSearching(
  engine: FolderSearch, folder: string, phrases: readonly string[], options: SearchOptions, output: SearchOutput, signal: AbortSignal,
): Promise<SearchStatus | undefined> {
  output.note(`watching ${oneLine(folder)}: Ctrl+C ends`);
  const watch = new FolderWatch(folder);
  let status: SearchStatus | undefined;
  try {
    while (status === undefined || status.state === 'finished') {
      await watch.changed(signal);
      if (signal.aborted) break;
      status = await runOnce(engine, folder, phrases, options, output, signal, true);
    }
    return status;
  } finally {
    watch.close();
  }
}

async function runOnce(
  engine: FolderSearch, folder: string, phrases: readonly string[], options: SearchOptions, output: SearchOutput,
  signal: AbortSignal, onlyNew: boolean,
): Promise<SearchStatus> {
  const { recursive, include, exclude, copyTo, linkTo, threshold: object, found, none } = options;
  const { show, clear } = progressLine();
  const status = await engine.search({
    query: {
      folder, phrases: [...phrases], recursive,
      ...(include === undefined ? {} : { include: [...include] }),
      ...(exclude === undefined ? {} : { exclude: [...exclude] }),
      thresholds: {
        ...(object === undefined ? {} : { object }),
        ...(found === undefined ? {} : { found }),
        ...(none === undefined ? {} : { none }),
      },
    },
    skip: [copyTo, linkTo].filter((each) => each !== undefined),
    onlyNew,
    signal,
    onPhotos: async (items, failures) => {
      clear();
      await output.photos(items, failures);
    },
    onStatus: show,
  }).finally(clear);
  for (const note of status.notes) output.note(note);
  return status;
}

/** Writes what is only written at the end, and says how it went. @returns the exit code */
async function conclude(status: SearchStatus, output: SearchOutput, { json }: SearchOptions, signal: AbortSignal): Promise<number> {
  if (status.state === 'failed') {
    await output.end(false);
    throw new UserError('file-unreadable', status.error?.message ?? 'the search failed');
  }
  const whole = status.state === 'finished';
  await output.end(whole || signal.aborted && status.scanned && status.done >= status.total);
  const summary = summaryOf(status, output);
  if (json === true) process.stdout.write(`${JSON.stringify({ summary })}\n`);
  else process.stderr.write(describeSummary(status, summary));
  if (!whole || signal.aborted) {
    if (!whole) process.stderr.write(`phraselift: interrupted after ${status.done} of ${status.total}${status.scanned ? '' : ' or more'} photos; what was seen is kept: run the same command again to go on\n`);
    return EXIT.interrupted;
  }
  if (status.total > 0 && status.failed >= status.total) return EXIT.error;
  return output.hits > 0 ? EXIT.found : EXIT.nothing;
}

function checkPhrases(phrases: readonly string[]): void {
  if (phrases.length > MAX_SEARCH_PHRASES) {
    throw new UserError('bad-argument', `${phrases.length} phrases are given, at most ${MAX_SEARCH_PHRASES} are answered in one pass`);
  }
  for (const phrase of phrases) {
    if (phrase.trim() === '') throw new UserError('bad-argument', 'a phrase is empty: say what to look for, e.g. "a red car"');
    if (phrase.length > MAX_PHRASE_LENGTH) {
      throw new UserError('bad-argument', `a phrase has ${phrase.length} characters, at most ${MAX_PHRASE_LENGTH} are read: shorten it`);
    }
  }
}

/** Better told now than after thousands of photos. */
async function checkOutputs({ csv, listNone, copyTo, linkTo, found, none }: SearchOptions): Promise<void> {
  if (found !== undefined && none !== undefined && none > found) {
    throw new UserError('bad-argument', `--none ${none} is above --found ${found}: swap them`);
  }
  for (const folder of [copyTo, linkTo]) if (folder !== undefined) await checkFolder(folder);
  for (const file of [csv, listNone]) {
    if (file === undefined) continue;
    if (await stat(file).catch(() => undefined) !== undefined) {
      throw new UserError('output-exists', `${file} exists already and is not replaced: name another file`);
    }
    await checkFolder(dirname(join('.', file)));
  }
}
