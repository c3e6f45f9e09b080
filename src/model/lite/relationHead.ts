import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { z } from 'zod';
import { logit, sigmoid } from '../decide.ts';
import { Scene } from '../language/ground/scene.ts';
import { exclusionParts } from '../language/exclusion.ts';
import { parse } from '../language/parse.ts';
import type { ParsedPhrase } from '../language/syntax.ts';
import type { LitePack } from '../pack.ts';
import { floats, type Graph, type GraphLoader } from '../session.ts';
import type { Grounding, PhotoEncoding, Region } from '../types.ts';
import { PHRASE_VALUES, readings, VOTE_VALUES } from './readings.ts';
import { PAIR_VALUES, regionFeatures, REGION_VALUES } from './regionFeatures.ts';
import { MATCH_VALUES, matches, ROLE_VALUES, wordsOf } from './wordFeatures.ts';

/** Rows of the word vectors before the first word: padding, and any word that is not in the list. */
const UNKNOWN = 1;
const FIRST_WORD = 2;
/** Regions of like classes that share more than this of the smaller mask show the same object: only the better one is an answer. */
const SAME_OBJECT = 0.6;
/** Cosine of two regions' class probabilities from which they are of like classes. */
const LIKE_CLASSES = 0.5;
/** Mask IoU above which regions show the same object whatever their classes: a tie lies in a person, but is hardly all of one. */
const SAME_MASK = 0.5;
/** What is left of the score of a region that a better one repeats. */
const REPEATED = 0.01;
/** Object score from which a region is a target. */
const TARGET = 0.5;
/** The sides of an exclusion leave no region less than this chance, so that the whole phrase still has a say. */
const LEAST_LEFT = 1e-4;

interface PhotoInputs {
  readonly scene: Scene;
  readonly feeds: { readonly regions: ort.Tensor; readonly pairs: ort.Tensor; readonly pooled: ort.Tensor };
}

/**
 * The trained part of the language side: an instance-based ReLA that takes what the parser and the lexicon say of each
 * region as inputs (GREx, section 4: x_r of every region, and whether there is a target at all).
 */
export class RelationHead {
  readonly #graph: Graph;
  readonly #places: ReadonlyMap<string, number>;
  /** Phrase-independent inputs of photos that are still in use. */
  readonly #photos = new WeakMap<readonly Region[], PhotoInputs>();

  private constructor(graph: Graph, places: ReadonlyMap<string, number>) {
    this.#graph = graph;
    this.#places = places;
  }

  /**
   * Runs on the CPU always: it takes a few milliseconds, less than another device needs to be asked.
   * @returns undefined if the pack has none
   */
  static async load(pack: LitePack, load: GraphLoader): Promise<RelationHead | undefined> {
    const { relate } = pack.manifest.graphs;
    if (relate === undefined) return undefined;
    const words = z.array(z.string()).parse(JSON.parse(await readFile(join(pack.folder, 'words.json'), 'utf8')));
    const graph = await load(join(pack.folder, relate.file), 'cpu', 1);
    return new RelationHead(graph, new Map(words.map((word, index) => [word, index + FIRST_WORD])));
  }

  /** Holds a phrase against an encoding. Takes any phrase; nothing that means anything has no evidence. */
  async relate(phrase: string, encoding: PhotoEncoding): Promise<Grounding> {
    const parsed = parse(phrase);
    const count = encoding.regions.length;
    const { unknownWords } = parsed;
    if (parsed.selection === undefined || count === 0) {
      return { objectScores: new Float32Array(count), targetEvidence: 0, unknownWords };
    }
    const { scores, target } = await this.#ask(phrase, parsed, encoding);
    const parts = parsed.selection.kind === 'except' ? exclusionParts(phrase) : undefined;
    const meant = parts && await this.#ask(parts.from, parse(parts.from), encoding);
    const taken = parts && await this.#ask(parts.minus, parse(parts.minus), encoding);
    const left = meant && taken ? withoutTakenAway(scores, meant.scores, taken.scores) : scores;
    const { scene } = this.#photoInputs(encoding);
    return { objectScores: withoutRepeats(left, scene), targetEvidence: target, unknownWords };
  }

  async release(): Promise<void> {
    await this.#graph.release();
  }

  /** What the graph says of a phrase: a score for each region, and one for the phrase having a target. */
  async #ask(phrase: string, parsed: ParsedPhrase, encoding: PhotoEncoding): Promise<{ scores: Float32Array; target: number }> {
    const count = encoding.regions.length;
    const { feeds } = this.#photoInputs(encoding);
    const words = wordsOf(phrase);
    const { votes, phrase: said } = readings(parsed, encoding);
    const ids = BigInt64Array.from(words.tokens, ({ text }) => BigInt(this.#places.get(text) ?? UNKNOWN));
    const length = words.tokens.length;
    const output = await this.#graph.run({
      ...feeds,
      words: new ort.Tensor('int64', ids, [length]),
      roles: new ort.Tensor('float32', words.roles, [length, ROLE_VALUES]),
      match: new ort.Tensor('float32', matches(words, encoding.regions), [count, length, MATCH_VALUES]),
      votes: new ort.Tensor('float32', votes, [count, VOTE_VALUES]),
      said: new ort.Tensor('float32', said, [PHRASE_VALUES]),
    });
    return { scores: floats(output, 'scores'), target: floats(output, 'target')[0] };
  }

  #photoInputs(encoding: PhotoEncoding): PhotoInputs {
    const known = this.#photos.get(encoding.regions);
    if (known?.scene.width === encoding.width && known.scene.height === encoding.height) return known;
    const count = encoding.regions.length;
    const scene = new Scene(encoding.regions, encoding.width, encoding.height);
    const { regions, pairs } = regionFeatures(encoding, scene);
    const pooled = Float32Array.from(encoding.regions.flatMap(({ features }) => [...features]));
    const inputs = {
      scene,
      feeds: {
        regions: new ort.Tensor('float32', regions, [count, REGION_VALUES]),
        pairs: new ort.Tensor('float32', pairs, [count, count, PAIR_VALUES]),
        pooled: new ort.Tensor('float32', pooled, [count, pooled.length / count]),
      },
    };
    this.#photos.set(encoding.regions, inputs);
    return inputs;
  }
}

/**
 * Scores of an exclusion: the mean, as logits, of what the whole phrase says and of what its two sides say, each asked by
 * itself, of a region that is meant and not taken away (`without_taken_away` in training/lite/relate_head.py).
 */
export function withoutTakenAway(whole: Float32Array, meant: Float32Array, taken: Float32Array): Float32Array {
  return whole.map((score, region) => {
    const left = Math.min(Math.max(meant[region] * (1 - taken[region]), LEAST_LEFT), 1 - LEAST_LEFT);
    return sigmoid((logit(score) + logit(left)) / 2);
  });
}

/**
 * Scores of the regions given that there is a target: the best one always counts, and of regions that show the same
 * object only the best one does.
 */
export function withoutRepeats(scores: Float32Array, scene: Scene): Float32Array {
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  const kept: number[] = [];
  const result = Float32Array.from(scores);
  for (const index of order) {
    const repeats = kept.some((better) => showSame(scene, index, better));
    if (repeats) result[index] = REPEATED * scores[index];
    else kept.push(index);
  }
  result[order[0]] = Math.max(result[order[0]], TARGET);
  return result;
}

function showSame(scene: Scene, a: number, b: number): boolean {
  if (Math.max(scene.maskInside(a, b), scene.maskInside(b, a)) <= SAME_OBJECT) return false;
  return scene.maskOverlap(a, b) > SAME_MASK || cosine(scene.regions[a].classes, scene.regions[b].classes) > LIKE_CLASSES;
}

/** Of the angle between two vectors of the same length; 0 if one of them is nothing but zeros. */
function cosine(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let squares = 0;
  let otherSquares = 0;
  for (let index = 0; index < a.length; index++) {
    product += a[index] * b[index];
    squares += a[index] * a[index];
    otherSquares += b[index] * b[index];
  }
  return product === 0 ? 0 : product / Math.sqrt(squares * otherSquares);
}
