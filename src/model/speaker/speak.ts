import { proposals, type Proposal } from './compose.ts';
import { propertiesOf } from './content.ts';
import { realise, realiseIndefinite } from './realise.ts';
import { isExact, roundTrip } from './roundTrip.ts';
import type { Expression, Heard, Listener, Situation } from './types.ts';
import { World } from './world.ts';

export type Style = 'short' | 'full' | 'alt-text';

export interface SpeakOptions {
  readonly style: Style;
  /** How many expressions are wanted at most. */
  readonly candidates: number;
}

export interface Spoken {
  readonly status: 'described' | 'empty' | 'whole-photo' | 'unknown';
  /** The best first. */
  readonly expressions: readonly Expression[];
  /** Selected regions that have no name. */
  readonly unnamed: readonly number[];
}

/** Most phrases that the listener is asked about one selection. */
const MOST_HEARD = 60;

/** Expressions that point to the selection, each checked by what the listener selects with it. */
export async function speak(situation: Situation, listener: Listener, { style, candidates }: SpeakOptions): Promise<Spoken> {
  const world = new World(situation);
  const unnamed = situation.targets.filter((region) => !world.targets.includes(region));
  if (situation.targets.length === 0) return { status: 'empty', expressions: [], unnamed };
  if (situation.everything.length > 0) return { status: 'whole-photo', expressions: [], unnamed };
  if (world.targets.length === 0) return { status: 'unknown', expressions: [], unnamed };
  const heard: Scored[] = [];
  for (const [text, proposal] of texts(proposals(world), style).slice(0, MOST_HEARD)) {
    heard.push(score(situation, text, proposal, await hear(situation, text, listener)));
  }
  heard.sort((a, b) => b.utility - a.utility);
  return { status: 'described', expressions: heard.slice(0, candidates), unnamed };
}

/** Different words only; the first proposal of a text counts. */
function texts(all: readonly Proposal[], style: Style): [string, Proposal][] {
  const byText = new Map<string, Proposal>();
  for (const proposal of all) {
    const text = style === 'alt-text' ? sentence(realiseIndefinite(proposal.content)) : realise(proposal.content);
    if (!byText.has(text)) byText.set(text, proposal);
  }
  return [...byText];
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

interface Scored extends Expression {
  readonly utility: number;
}

function score(situation: Situation, text: string, { content, exact }: Proposal, heard: Heard): Scored {
  const trip = roundTrip(situation, heard.targets);
  const placed = propertiesOf(content).filter(({ kind }) => kind === 'position' || kind === 'order').length;
  const utility = (isExact(trip) ? 100 : 40 * trip.f1) + (exact ? 20 : 0) - 5 * placed - text.split(' ').length;
  return { text, roundTrip: trip, utility };
}
