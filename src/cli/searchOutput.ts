import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import type { SearchItem } from '../api/contract/search.ts';
import { planOutputs, writeOutputs } from '../export/write.ts';
import { putInto } from '../search/copies.ts';
import { csvFailure, csvRow, CSV_HEAD } from '../search/csv.ts';
import type { FolderSearch } from '../search/folderSearch.ts';
import type { Failure } from '../search/run.ts';
import { oneLine } from './terminal.ts';

export interface OutputOptions {
  readonly json?: boolean;
  readonly paths?: boolean;
  readonly null?: boolean;
  readonly sure?: boolean;
  readonly csv?: string;
  readonly listNone?: string;
  readonly copyTo?: string;
  readonly linkTo?: string;
}

/** What a search prints and writes, photo by photo. */
export class SearchOutput {
  readonly #engine: FolderSearch;
  readonly #folder: string;
  readonly #phrases: readonly string[];
  readonly #options: OutputOptions;
  readonly #rows: string[] = [];
  readonly #none: string[] = [];
  readonly #notes = new Set<string>();
  readonly failures: Failure[] = [];
  /** Answers that were hits. */
  hits = 0;
  /** Of these, those that are unsure. */
  unsure = 0;
  copied = 0;

  constructor(engine: FolderSearch, folder: string, phrases: readonly string[], options: OutputOptions) {
    this.#engine = engine;
    this.#folder = folder;
    this.#phrases = phrases;
    this.#options = options;
  }

  /** Prints photos and puts hits where they are wanted. @throws UserError as `putInto` does */
  async photos(items: readonly SearchItem[], failures: readonly Failure[]): Promise<void> {
    const { json = false, csv, listNone, copyTo, linkTo } = this.#options;
    const lines = json ? await this.#jsonLines(items) : items.flatMap((item) => this.#textLines(item));
    for (const item of items) {
      const path = join(this.#folder, item.path);
      const hits = item.answers.filter((_, phrase) => this.#isHit(item, phrase));
      this.hits += hits.length;
      this.unsure += hits.filter(({ verdict }) => verdict === 'unsure').length;
      if (csv !== undefined) this.#rows.push(...this.#phrases.map((phrase, index) => csvRow(item, phrase, index, path)));
      if (listNone !== undefined && item.answers.every(({ verdict }) => verdict === 'none')) this.#none.push(path);
      if (hits.length === 0) continue;
      const source = { path, bytes: item.bytes, hash: item.hash };
      if (copyTo !== undefined) await putInto(copyTo, source, 'copy');
      if (linkTo !== undefined) await putInto(linkTo, source, 'link');
      this.copied++;
    }
    for (const { path, code, reason } of failures) {
      if (json) lines.push(`${JSON.stringify({ path, error: { code, message: reason } })}\n`);
      else process.stderr.write(`phraselift: ${oneLine(path)}: ${oneLine(reason)}\n`);
      if (csv !== undefined) this.#rows.push(csvFailure(path, reason));
    }
    this.failures.push(...failures);
    await write(lines.join(''));
  }

  /** Writes the files that are only written whole. @param whole whether all photos were looked at */
  async end(whole: boolean): Promise<void> {
    const { csv, listNone } = this.#options;
    const ending = this.#options.null === true ? '\0' : '\n';
    if (csv !== undefined) await this.#writeFile(csv, [CSV_HEAD, ...this.#rows].join(''), whole);
    if (listNone !== undefined) {
      if (ending === '\n' && this.#none.some((path) => path.includes('\n'))) {
        this.note(`${listNone}: names of photos hold line breaks; --null keeps them apart`);
      }
      await this.#writeFile(listNone, this.#none.map((path) => path + ending).join(''), whole);
    }
    if (this.unsure > 0 && (this.copied > 0 && (this.#options.copyTo ?? this.#options.linkTo) !== undefined || this.#options.paths === true)) {
      this.note(`${this.unsure} of the hits are unsure; --sure leaves them out`);
    }
  }

  /** Tells the user something once. */
  note(text: string): void {
    if (this.#notes.has(text)) return;
    this.#notes.add(text);
    process.stderr.write(`note: ${oneLine(text)}\n`);
  }

  async #writeFile(path: string, text: string, whole: boolean): Promise<void> {
    if (!whole) {
      this.note(`${path} is not written, because not all photos were looked at`);
      return;
    }
    const name = basename(path);
    const plan = await planOutputs(dirname(path), [name]);
    await writeOutputs(plan, (stage) => stage(name, Buffer.from(text)));
  }

  #isHit({ answers }: SearchItem, phrase: number): boolean {
    const { verdict } = answers[phrase];
    return verdict === 'found' || (verdict === 'unsure' && this.#options.sure !== true);
  }

  #textLines(item: SearchItem): string[] {
    const { paths = false, null: nulls = false } = this.#options;
    const path = join(this.#folder, item.path);
    const hits = this.#phrases.map((_, phrase) => phrase).filter((phrase) => this.#isHit(item, phrase));
    // A program gets the path as it is, a terminal without what could steer it.
    if (paths) return hits.length === 0 ? [] : [nulls ? `${path}\0` : `${process.stdout.isTTY ? oneLine(path) : path}\n`];
    return hits.map((phrase) => {
      const { verdict, probability, count } = item.answers[phrase];
      const which = this.#phrases.length === 1 ? '' : `  "${oneLine(this.#phrases[phrase])}"`;
      return `${verdict.padEnd(6)}  ${probability.toFixed(2)}  ${String(count).padStart(2)}  ${oneLine(path)}${which}\n`;
    });
  }

  async #jsonLines(items: readonly SearchItem[]): Promise<string[]> {
    const lines: string[] = [];
    for (const [index, phrase] of this.#phrases.entries()) {
      const hits = items.filter(({ answers }) => answers[index].count > 0).map(({ file }) => file);
      const instances = hits.length === 0 ? undefined : await this.#engine.instances(index, hits);
      for (const item of items) {
        const { verdict, probability, count } = item.answers[index];
        lines.push(`${JSON.stringify({
          path: join(this.#folder, item.path),
          phrase,
          verdict,
          targetProbability: Number(probability.toFixed(4)),
          count,
          instances: (instances?.get(item.file) ?? []).map((each) => ({ ...each, score: Number(each.score.toFixed(4)) })),
        })}\n`);
      }
    }
    return lines;
  }
}

/** Waits where the reader is slower than we are. */
async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}
