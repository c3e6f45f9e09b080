import { Scene } from '../language/ground/scene.ts';
import type { Noun } from './nouns.ts';
import type { Situation } from './types.ts';

/** What beside the selection is seen, before the listener has taken it for the selection. */
export interface Sight {
  /** Detector's probability from which somebody who looks at the photo is taken to see the object too. */
  readonly present: number;
  /** The same as a share of the weakest selected object's probability. */
  readonly weaker: number;
}

/** Of several objects a number says much already, and doubtful others only make it wordy. */
export const PLAIN_SIGHT: Sight = { present: 0.4, weaker: 0.65 };
/** One object is told from others that are there about as often as not (docs/adr/0090). */
export const KEEN_SIGHT: Sight = { present: 0.33, weaker: 0.5 };
/** Probability of the likeliest class below which a selected object has no name. */
const NAMED = 0.06;
/** A region may also be called by a class that is at least this likely, relative to its likeliest one. */
const MAY_BE = 0.6;
/** Mask overlap from which two regions are the same thing. */
const SAME_THING = 0.5;
/** A region this far inside another one of its kind, and this much weaker, is a part of it. */
const PART = { inside: 0.7, weaker: 0.6 };

/** What the speaker sees: the selected objects and all others that somebody might think of. */
export class World {
  readonly situation: Situation;
  readonly scene: Scene;
  /** Selected regions that have a name. */
  readonly targets: readonly number[];
  /** The targets, then what else is there, by falling score. */
  readonly items: readonly number[];

  /**
   * @param confused regions that the listener has taken for the targets: the speaker must see them too
   * @param sight keen for one object and plain for several, unless given
   */
  constructor(situation: Situation, confused: ReadonlySet<number> = new Set(), sight?: Sight) {
    const { encoding } = situation;
    this.situation = situation;
    this.scene = new Scene(encoding.regions, encoding.width, encoding.height);
    const isNamed = (region: number): boolean =>
      !situation.unnamed.includes(region) && encoding.regions[region].score >= NAMED;
    this.targets = situation.targets.filter(isNamed);
    const weakest = Math.min(...this.targets.map((region) => encoding.regions[region].score));
    const { present, weaker } = sight ?? (this.targets.length === 1 ? KEEN_SIGHT : PLAIN_SIGHT);
    this.items = [...this.targets, ...this.#others(confused, Math.max(present, weaker * weakest))];
  }

  /** The likeliest class of a region. */
  classOf(region: number): number {
    const { classes } = this.situation.encoding.regions[region];
    return classes.reduce((best, value, index) => (value > classes[best] ? index : best), 0);
  }

  /** Whether somebody might call a region so, its companions aside. */
  mayBe(region: number, noun: Noun): boolean {
    const { classes } = this.situation.encoding.regions[region];
    const likeliest = classes[this.classOf(region)];
    return noun.classes.some((index) => classes[index] >= MAY_BE * likeliest);
  }

  #others(confused: ReadonlySet<number>, least: number): number[] {
    const { encoding: { regions }, targets, unnamed, replaced } = this.situation;
    const kept = [...targets];
    const others: number[] = [];
    const order = regions.map((_, index) => index).sort((a, b) => regions[b].score - regions[a].score);
    for (const index of order) {
      if (regions[index].score < least && !confused.has(index)) continue;
      if (targets.includes(index) || unnamed.includes(index) || replaced.has(index)) continue;
      if (!confused.has(index) && kept.some((other) => this.#isSame(index, other))) continue;
      kept.push(index);
      others.push(index);
    }
    return others;
  }

  #isSame(weaker: number, other: number): boolean {
    const { regions } = this.situation.encoding;
    if (this.scene.maskOverlap(weaker, other) >= SAME_THING) return true;
    return this.classOf(weaker) === this.classOf(other)
      && regions[weaker].score < PART.weaker * regions[other].score
      && this.scene.maskInside(weaker, other) >= PART.inside;
  }
}
