import { PERSON } from '../language/classes.ts';
import { appearance } from './appearance.ts';
import type { Attribute } from './attributes.ts';
import { groupsIn, type Content, type Group, type Property } from './content.ts';
import { hasCompanion, relations } from './landmarks.ts';
import { CLASS_NOUN, GENERIC_NOUN, ROLE_NOUN, type Noun } from './nouns.ts';
import { placements, third } from './placement.ts';
import type { World } from './world.ts';

/** A content and how far the speaker trusts it before anybody has heard it. */
export interface Proposal {
  readonly content: Content;
  /** Whether, as far as the speaker sees, it is true of the selection and of nothing else. */
  readonly exact: boolean;
}

/** Parts of the speaker that can be switched off, to measure what they are good for. */
export interface Abilities {
  readonly relations: boolean;
  readonly exclusion: boolean;
  /** Whether expressions are chosen by what the listener selects with them. */
  readonly check: boolean;
}

export const ALL_ABILITIES: Abilities = { relations: true, exclusion: true, check: true };

/** Most that are excluded by name. */
const MOST_EXCLUDED = 2;
/** Most ways to describe each part of a list that are combined. */
const PER_PART = 4;
/** Ways to say one of several things alone. */
const MOST_ALONE = 8;
/** Parts of a list of things of one kind: more are tiresome to read. */
const MOST_SINGLED_OUT = 3;
/** How surely somebody must have the thing that a role is named after, and from where it may seem so. */
const ROLE = { sure: 0.75, maybe: 0.45 };

/**
 * Everything worth saying about the targets, the likeliest to serve first.
 * @param wordy whether also to say what tells nothing apart
 */
export function proposals(world: World, abilities: Abilities, wordy: boolean): Proposal[] {
  if (world.targets.length === 0) return [];
  const wholes = nounsFor(world, world.targets).flatMap((noun) => ofOneKind(world, noun, world.targets, world.items, abilities, wordy));
  const parts = partition(world).map((members) => rank(describePart(world, members, listed(world), abilities, wordy)).slice(0, PER_PART));
  return rank([...wholes, ...(parts.length > 1 ? unions(parts) : []), ...(wholes.some(({ exact }) => exact) ? [] : singledOut(world, abilities, wordy))]);
}

/** What may help if nothing else has: words that tell nothing apart, as far as the speaker sees. */
export function insistent(world: World, abilities: Abilities): Proposal[] {
  const all = proposals(world, abilities, true);
  const parts = partition(world).map((members) => rank([
    ...describePart(world, members, listed(world), abilities, true),
    ...nounsFor(world, members).flatMap((noun) => quantified(noun, members, [third(world, members)], { whole: false, exact: true })),
  ]).slice(0, PER_PART));
  return rank([...all, ...unions(parts), ...unions(parts.toReversed())]);
}

/** Each of several targets with the ways to say it alone, the likeliest to serve first. */
export function eachAlone(world: World, abilities: Abilities): [number, Proposal[]][] {
  if (world.targets.length < 2 || world.targets.length > MOST_SINGLED_OUT) return [];
  return world.targets.map((region) => [
    region, rank(describePart(world, [region], world.items, abilities, true)).filter(({ exact }) => exact).slice(0, MOST_ALONE),
  ]);
}

/** The targets by their class. */
function partition(world: World): number[][] {
  return [...Map.groupBy(world.targets, (region) => world.classOf(region)).values()];
}

/** What a part of a list that names all targets is told from: to confuse it with the list's other parts does no harm. */
function listed(world: World): number[] {
  return world.items.filter((region) => !world.targets.includes(region));
}

function describePart(
  world: World, members: readonly number[], among: readonly number[], abilities: Abilities, wordy: boolean,
): Proposal[] {
  return nounsFor(world, members).flatMap((noun) => ofOneKind(world, noun, members, among, abilities, wordy));
}

/** Nouns that name every member, the plainest first. */
function nounsFor(world: World, members: readonly number[]): Noun[] {
  const classes = new Set(members.map((region) => world.classOf(region)));
  const [only] = classes;
  const roles = ROLE_NOUN.filter(({ companions }) =>
    members.every((region) => hasCompanion(world, region, companions) >= ROLE.sure));
  const generic = GENERIC_NOUN.filter((noun) => [...classes].every((index) => noun.classes.includes(index)));
  return [...(classes.size === 1 ? [CLASS_NOUN[only], ...roles] : generic)];
}

/** The members and everything else that the noun may be taken to mean. */
function extension(world: World, noun: Noun, members: readonly number[], among: readonly number[]): number[] {
  const seems = (region: number): boolean => world.mayBe(region, noun)
    && (noun.companions.length === 0 || hasCompanion(world, region, noun.companions) >= ROLE.maybe);
  return world.items.filter((region) => members.includes(region) || (among.includes(region) && seems(region)));
}

function ofOneKind(
  world: World, noun: Noun, members: readonly number[], among: readonly number[], abilities: Abilities, wordy: boolean,
): Proposal[] {
  const reference = extension(world, noun, members, among);
  return [
    ...groups(world, noun, members, reference, abilities, wordy),
    ...(abilities.exclusion ? exclusions(world, noun, members, reference, abilities) : []),
  ];
}

/** The members told from all others of the reference by up to two attributes and, if those are not enough, a place. */
function groups(
  world: World, noun: Noun, members: readonly number[], reference: readonly number[], abilities: Abilities, wordy: boolean,
): Proposal[] {
  const attributes = [...appearance(world, members), ...(abilities.relations ? relations(world, members) : [])];
  const left = (used: readonly Attribute[]): number[] =>
    reference.filter((region) => members.includes(region) || used.every(({ mayHold }) => mayHold(region)));
  const result: Proposal[] = [];
  for (const used of [[], ...attributes.map((each) => [each]), ...pairs(attributes).filter((pair) => !pair.every(({ kind }) => kind === 'garment'))]) {
    const rest = left(used);
    const idle = used.some((each) => left(used.filter((other) => other !== each)).length === rest.length);
    if (idle && !wordy) continue;
    const properties = used.map((each) => propertyOf(each, members.length > 1));
    const exact = rest.length === members.length;
    result.push(...quantified(noun, members, properties, { whole: exact && used.length === 0, exact }));
    if (!exact && used.length === 0) result.push(...quantified(noun, members, [...properties, third(world, members)], { whole: false, exact }));
    if (!exact && used.length < 2) {
      result.push(...placements(world, rest, members)
        .flatMap((place) => quantified(noun, members, [...properties, place], { whole: false, exact: true })));
    }
  }
  return result;
}

function pairs<T>(values: readonly T[]): T[][] {
  return values.flatMap((first, index) => values.slice(index + 1).map((second) => [first, second]));
}

function propertyOf({ kind, before, after, afterPlural, strength }: Attribute, plural: boolean): Property {
  const words = plural ? (afterPlural ?? after) : after;
  return { kind, strength, ...(before === undefined ? {} : { before }), ...(words === undefined ? {} : { after: words }) };
}

/** The ways to say how many. `whole`: the members are all that there is of the noun. */
function quantified(
  noun: Noun, members: readonly number[], properties: readonly Property[], { whole, exact }: { whole: boolean; exact: boolean },
): Proposal[] {
  const quantities: Group['quantity'][] = members.length === 1 ? ['the']
    : whole ? (members.length === 2 ? ['both', 'counted', 'the'] : ['all', 'the', 'counted'])
      : ['counted', 'the'];
  return quantities.map((quantity) => ({ content: { kind: 'group', noun, members, properties, quantity, anaphor: false }, exact }));
}

/** "all the cups except the red one": for all but a few of a kind. */
function exclusions(
  world: World, noun: Noun, members: readonly number[], reference: readonly number[], abilities: Abilities,
): Proposal[] {
  const excluded = reference.filter((region) => !members.includes(region));
  if (excluded.length === 0 || excluded.length > MOST_EXCLUDED || members.length < 2 || excluded.length >= members.length) return [];
  const from: Group = { kind: 'group', noun, members: reference, properties: [], quantity: 'all', anaphor: false };
  const people = noun.classes.length === 1 && noun.classes[0] === PERSON && noun.companions.length === 0;
  const kinds = new Set(excluded.map((region) => world.classOf(region)));
  const [only] = kinds;
  const own = noun.generic && kinds.size === 1 ? CLASS_NOUN[only] : noun;
  return groups(world, own, excluded, extension(world, own, excluded, reference), abilities, false)
    .flatMap(({ content, exact }) => {
      if (content.kind !== 'group' || !exact || content.quantity === 'all') return [];
      const anaphor = own === noun && !people;
      if (anaphor && content.properties.length === 0) return [];
      return [{ content: { kind: 'except' as const, from, minus: { ...content, anaphor } }, exact }];
    });
}

/** Lists: every combination of the best ways to say each part. */
export function unions(parts: readonly (readonly Proposal[])[]): Proposal[] {
  let combined: Proposal[][] = [[]];
  for (const part of parts) {
    combined = combined.flatMap((before) => part.map((each) => [...before, each])).sort((a, b) => total(a) - total(b)).slice(0, 16);
  }
  return combined.map((each) => ({
    content: { kind: 'union', parts: each.map(({ content }) => content) },
    exact: each.every(({ exact }) => exact),
  }));
}

/** "the red car and the car on the left": things of one kind that share nothing. */
function singledOut(world: World, abilities: Abilities, wordy: boolean): Proposal[] {
  if (world.targets.length < 2 || world.targets.length > MOST_SINGLED_OUT) return [];
  const parts = world.targets.map((region) => rank(describePart(world, [region], world.items, abilities, wordy)).filter(({ exact }) => exact).slice(0, 3));
  return parts.some((part) => part.length === 0) ? [] : unions(parts);
}

const total = (parts: readonly Proposal[]): number => parts.reduce((sum, { content, exact }) => sum + effort(content) + (exact ? 0 : 5), 0);

function rank(all: readonly Proposal[]): Proposal[] {
  return [...all].sort((a, b) => total([a]) - total([b]));
}

/** Strength of a colour from which it strikes the eye. */
export const VIVID = 0.75;
/** What is said with some effort, or sounds so; in the same unit as a property's. */
const EFFORT = {
  property: 0.7, place: 1.5, size: 2.2, doubt: 2, except: 0.5, generic: 1.5, fewNamed: 2, stilted: 2,
  /** A number says more than it costs, as long as it is seen at a glance. */
  counted: -1.5, both: -1, uncounted: 2, mostCounted: 6,
};

/** How little a content recommends itself before it is put into words: doubts, and what only says where things are. */
export function effort(content: Content): number {
  return groupsIn(content).reduce((sum, each) => sum + effortOfGroup(each), content.kind === 'except' ? EFFORT.except : 0);
}

function effortOfGroup({ noun, members, properties, quantity }: Group): number {
  const glance = members.length <= EFFORT.mostCounted && members.length > 1;
  return properties.reduce((sum, property) => sum + effortOfProperty(property), 0)
    + (noun.generic ? EFFORT.generic + (members.length < 3 ? EFFORT.fewNamed : 0) + (noun.singular.includes(' of ') ? EFFORT.stilted : 0) : 0)
    + (glance ? effortOfQuantity(quantity) : 0);
}

function effortOfQuantity(quantity: Group['quantity']): number {
  switch (quantity) {
    case 'counted':
      return EFFORT.counted;
    case 'both':
      return EFFORT.both;
    case 'the':
      return EFFORT.uncounted;
    case 'all':
      return 0;
  }
}

function effortOfProperty({ kind, strength, unusual = 0 }: Property): number {
  const placed = kind === 'position' || kind === 'order';
  return EFFORT.property - EFFORT.doubt * Math.log(Math.max(strength, 0.01))
    + (kind === 'size' ? EFFORT.size : placed ? EFFORT.place : 0)
    + unusual;
}
