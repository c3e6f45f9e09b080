import { ALL_ABILITIES, eachAlone, effort, insistent, proposals, unions, VIVID, type Abilities, type Proposal } from './compose.ts';
import { propertiesOf, type Content } from './content.ts';
import { fluency } from './fluency.ts';
import { realise, realiseIndefinite } from './realise.ts';
import { isExact, roundTrip } from './roundTrip.ts';
import type { Expression, Heard, Listener, Situation } from './types.ts';
import { PLAIN_SIGHT, World } from './world.ts';

export type Style = 'short' | 'full' | 'alt-text';

export interface SpeakOptions {
  readonly style: Style;
  /** How many expressions are wanted at most. */
  readonly candidates: number;
  /** Expressions that others have already; one of them is said only if there is nothing else. */
  readonly taken?: ReadonlySet<string>;
  /** Parts of the speaker to leave out, for measuring. */
  readonly abilities?: Abilities;
}

export interface Spoken {
  readonly status: 'described' | 'empty' | 'whole-photo' | 'unknown';
  /** The best first. */
  readonly expressions: readonly Expression[];
  /** Selected regions that have no name. */
  readonly unnamed: readonly number[];
}

/** Most phrases that the listener is asked about one selection. */
const MOST_HEARD = 30;
/** How often the speaker tries again, with the objects in view that the listener has confused the selection with. */
const ROUNDS = 3;
/** Ways to say one thing alone that are combined to a list. */
const MOST_UNDERSTOOD = 2;

/**
 * What counts for an expression. An unambiguous one is always better than one that is not; then one that the speaker
 * believes to be true of nothing else (which counts for less where the listener does not find it so); then one that says
 * more than where things are; then what is surely true, is plain to the listener, short and usual.
 */
const WORTH = { unambiguous: 100, f1: 25, iou: 5, doubt: 2, plain: 1.5, word: 0.8, fluency: 2, telling: 4, vivid: 5 };
/** What belief and place weigh; less where the listener does not understand, when nothing more telling helps either. */
const UNDERSTOOD = { believed: 25, placed: 12 };
const MISUNDERSTOOD = { believed: 14, placed: 4 };
/** A listener's doubts beyond this are all the same. */
const MOST_DOUBT = 6;

/** Expressions that point to the selection, each checked by what the listener selects with it. */
export async function speak(
  situation: Situation, listener: Listener, { style, candidates, taken = new Set(), abilities = ALL_ABILITIES }: SpeakOptions,
): Promise<Spoken> {
  const world = new World(situation);
  const unnamed = situation.targets.filter((region) => !world.targets.includes(region));
  const silent = (status: Spoken['status']): Spoken => ({ status, expressions: [], unnamed });
  if (situation.targets.length === 0) return silent('empty');
  if (situation.everything.length > 0) return silent('whole-photo');
  if (world.targets.length === 0) return silent('unknown');
  const dialogue = new Dialogue(situation, listener, { style, candidates, taken, abilities });
  await dialogue.converse(world);
  return { status: 'described', expressions: dialogue.best(), unnamed };
}

interface Scored extends Expression {
  readonly utility: number;
  /** Whether the speaker believes it to be true of the selection alone. */
  readonly believed: boolean;
}

/** What is said about one selection, the most promising first, until nothing better can be expected. */
class Dialogue {
  readonly #situation: Situation;
  readonly #listener: Listener;
  readonly #options: Required<SpeakOptions>;
  readonly #said = new Map<string, Scored>();
  readonly #heard = new Map<string, Heard>();

  constructor(situation: Situation, listener: Listener, options: Required<SpeakOptions>) {
    this.#situation = situation;
    this.#listener = listener;
    this.#options = options;
  }

  best(): Expression[] {
    return this.#ranked().slice(0, this.#options.candidates).map(({ text, roundTrip: trip }) => ({ text, roundTrip: trip }));
  }

  async converse(world: World): Promise<void> {
    const { abilities, style } = this.#options;
    let seen = world;
    for (let round = 0; round < ROUNDS; round++) {
      await this.#say(seen, proposals(seen, abilities, style !== 'short'));
      if (!abilities.check || this.#isUnderstood()) return;
      const confused = new Set([...this.#said.values()].flatMap(({ roundTrip: { extra } }) => extra));
      if (confused.size === 0) break;
      seen = new World(this.#situation, confused);
    }
    if (world.targets.length === 1) {
      const plain = new World(this.#situation, new Set(), PLAIN_SIGHT);
      await this.#say(plain, proposals(plain, abilities, style !== 'short'));
      if (this.#isUnderstood()) return;
    }
    await this.#say(seen, insistent(seen, abilities));
    if (!this.#isUnderstood()) await this.#say(seen, await this.#listed(seen));
  }

  /** Lists of what the listener understands one by one. */
  async #listed(world: World): Promise<Proposal[]> {
    const parts: Proposal[][] = [];
    for (const [region, ways] of eachAlone(world, this.#options.abilities)) {
      const understood: Proposal[] = [];
      for (const way of ways) {
        const { targets } = await this.#hear(this.#text(way));
        if (isExact(roundTrip({ ...this.#situation, targets: [region] }, targets))) understood.push(way);
        if (understood.length === MOST_UNDERSTOOD) break;
      }
      parts.push(understood);
    }
    return parts.length < 2 || parts.some((ways) => ways.length === 0) ? [] : unions([...parts]).concat(unions(parts.reverse()));
  }

  /** Says what is worth saying until the best is found and there are as many alternatives as are wanted. */
  async #say(world: World, all: readonly Proposal[]): Promise<void> {
    const { style, abilities: { check }, candidates } = this.#options;
    const texts = this.#texts(all).map(([text, proposal]) => ({ text, proposal, worth: worthOfSaying(proposal, text, style, UNDERSTOOD) }));
    for (const { text, proposal, worth } of texts.sort((a, b) => b.worth - a.worth)) {
      const isSettled = (this.#ranked().at(0)?.utility ?? -Infinity) >= worth + (check ? WORTH.unambiguous : 0);
      if (this.#heard.size >= MOST_HEARD || (isSettled && this.#said.size >= candidates)) return;
      const known = this.#said.get(text);
      // In a wider world fewer expressions are true of the selection alone.
      if (known === undefined) this.#said.set(text, this.#score(world, text, proposal, await this.#hear(text)));
      else if (!proposal.exact && known.believed) {
        this.#said.set(text, { ...known, utility: known.utility - MISUNDERSTOOD.believed, believed: false });
      }
    }
  }

  #score(world: World, text: string, proposal: Proposal, heard: Heard): Scored {
    const { style, abilities: { check } } = this.#options;
    const trip = roundTrip(this.#situation, heard.targets);
    const heardWell = check ? worthOfHearing(trip, informativeness(world, heard)) : 0;
    const worth = worthOfSaying(proposal, text, style, !check || isExact(trip) ? UNDERSTOOD : MISUNDERSTOOD);
    return { text, roundTrip: trip, utility: heardWell + worth, believed: proposal.exact };
  }

  async #hear(text: string): Promise<Heard> {
    const heard = this.#heard.get(text) ?? await hear(this.#situation, text, this.#listener);
    this.#heard.set(text, heard);
    return heard;
  }

  #isUnderstood(): boolean {
    return [...this.#said.values()].some(({ roundTrip: trip }) => isExact(trip));
  }

  #ranked(): Scored[] {
    return [...this.#said.values()].sort((a, b) => b.utility - a.utility);
  }

  /** Different words only; the first proposal of a text counts. Those that are taken are left out if there are others. */
  #texts(all: readonly Proposal[]): [string, Proposal][] {
    const byText = new Map<string, Proposal>();
    for (const proposal of all) {
      const text = this.#text(proposal);
      if (!byText.has(text)) byText.set(text, proposal);
    }
    const free = [...byText].filter(([text]) => !this.#options.taken.has(text));
    return free.length > 0 ? free : [...byText];
  }

  #text({ content }: Proposal): string {
    return this.#options.style === 'alt-text' ? sentence(realiseIndefinite(content)) : realise(content);
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What a phrase selects on the photo with the selection among its regions. */
export async function hear(situation: Situation, phrase: string, listener: Listener): Promise<Heard> {
  const heard = await listener(phrase, situation.encoding);
  const targets = heard.targets.filter((region) => !situation.replaced.has(region));
  return { ...heard, targets, verdict: targets.length === 0 ? 'none' : heard.verdict };
}

/**
 * Log probability that the listener takes the phrase for exactly the selection: the literal listener of the Rational
 * Speech Acts model (Frank & Goodman 2012), over sets, each object being in the set or not independently of the others.
 */
function informativeness(world: World, { scores, probability }: Heard): number {
  return world.items.reduce((sum, region) => {
    const inSet = Math.min(Math.max(scores[region], 0.01), 0.99);
    return sum + Math.log(world.targets.includes(region) ? inSet : 1 - inSet);
  }, Math.log(Math.max(probability, 0.01)));
}

function worthOfHearing(trip: Expression['roundTrip'], informative: number): number {
  const reached = isExact(trip) ? WORTH.unambiguous : WORTH.f1 * trip.f1 + WORTH.iou * trip.iou;
  return reached + WORTH.plain * Math.max(informative, -MOST_DOUBT);
}

function worthOfSaying({ content, exact }: Proposal, text: string, style: Style, { believed, placed: place }: typeof UNDERSTOOD): number {
  const length = text.split(' ').length;
  return (exact ? believed : 0)
    - place * placed(content)
    - WORTH.doubt * effort(content)
    + WORTH.fluency * fluency(text)
    + (propertiesOf(content).some(({ kind, strength }) => (kind === 'color' || kind === 'garment') && strength >= VIVID) ? WORTH.vivid : 0)
    + (style === 'short' ? -WORTH.word * length : WORTH.telling * telling(content) - 0.2 * WORTH.word * length);
}

/** Size on a photo says how far away a thing is, more often than how large; people say where it is instead. */
function placed(content: Content): number {
  return propertiesOf(content).some(({ kind }) => kind === 'position' || kind === 'order' || kind === 'size') ? 1 : 0;
}

/** Different kinds of things that are said beside where things are; the second thing of a kind adds nothing. */
function telling(content: Content): number {
  return new Set(propertiesOf(content).map(({ kind }) => kind).filter((kind) => kind !== 'position' && kind !== 'order')).size;
}
