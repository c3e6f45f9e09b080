import { CLASS_NAMES, PERSON, type ClassName } from '../language/classes.ts';
import { relationFit } from '../language/ground/relations.ts';
import type { Relation } from '../language/syntax.ts';
import { appearance } from './appearance.ts';
import type { Attribute } from './attributes.ts';
import { CLASS_NOUN } from './nouns.ts';
import { article } from './realise.ts';
import type { World } from './world.ts';

/** Probability from which a thing serves as a landmark. */
const LANDMARK = 0.4;
/** Share of the photo from which a thing is large enough to be found first. */
const LANDMARK_AREA = 0.003;

const CARRIED: ReadonlySet<ClassName> = new Set([
  'umbrella', 'handbag', 'backpack', 'suitcase', 'tie', 'frisbee', 'sports ball', 'kite', 'baseball bat', 'baseball glove',
  'tennis racket', 'skateboard', 'surfboard', 'snowboard', 'bottle', 'wine glass', 'cup', 'banana', 'apple', 'sandwich',
  'hot dog', 'pizza', 'donut', 'cake', 'laptop', 'cell phone', 'remote', 'book', 'teddy bear', 'toothbrush', 'bicycle', 'dog',
]);
const RIDDEN: ReadonlySet<ClassName> = new Set(['bicycle', 'motorcycle', 'horse', 'elephant', 'skateboard', 'surfboard', 'snowboard']);
const SEATS: ReadonlySet<ClassName> = new Set(['chair', 'couch', 'bed', 'bench']);
const TABLES: ReadonlySet<ClassName> = new Set(['dining table']);
const VESSELS: ReadonlySet<ClassName> = new Set(['bowl', 'sink', 'vase', 'suitcase', 'cup']);
/** Neither stands beside anything: it is part of somebody, or what everything stands on. */
const NO_NEIGHBOUR: ReadonlySet<ClassName> = new Set(['tie', 'dining table', 'skis', 'baseball glove']);

type Plain = Exclude<Relation, 'between'>;

interface Template {
  readonly relation: Plain;
  readonly words: string;
  /** Fit from which the relation is plain to see, and from which somebody might see it. */
  readonly sure: number;
  readonly maybe: number;
  /** Whether any landmark of the kind will do: "with an umbrella". */
  readonly any: boolean;
  readonly fits: (thing: ClassName, landmark: ClassName) => boolean;
}

const isThing = (name: ClassName): boolean => name !== 'person';
const stands = (name: ClassName): boolean => !NO_NEIGHBOUR.has(name);

const TEMPLATES: readonly Template[] = [
  { relation: 'riding', words: 'riding', sure: 0.7, maybe: 0.4, any: true, fits: (thing, landmark) => thing === 'person' && RIDDEN.has(landmark) },
  { relation: 'with', words: 'with', sure: 0.75, maybe: 0.45, any: true, fits: (thing, landmark) => thing === 'person' && CARRIED.has(landmark) },
  { relation: 'on', words: 'on', sure: 0.75, maybe: 0.4, any: false, fits: (thing, landmark) => SEATS.has(landmark) && !SEATS.has(thing) },
  { relation: 'on', words: 'on', sure: 0.75, maybe: 0.4, any: false, fits: (thing, landmark) => TABLES.has(landmark) && isThing(thing) && !SEATS.has(thing) },
  { relation: 'in', words: 'in', sure: 0.8, maybe: 0.4, any: false, fits: (thing, landmark) => VESSELS.has(landmark) && isThing(thing) && !VESSELS.has(thing) },
  { relation: 'containing', words: 'with', sure: 0.8, maybe: 0.4, any: false, fits: (thing, landmark) => VESSELS.has(thing) && isThing(landmark) && !VESSELS.has(landmark) },
  { relation: 'near', words: 'next to', sure: 0.75, maybe: 0.3, any: false, fits: (thing, landmark) => stands(thing) && stands(landmark) },
  { relation: 'in-front-of', words: 'in front of', sure: 0.75, maybe: 0.4, any: false, fits: (thing, landmark) => stands(thing) && stands(landmark) },
  { relation: 'behind', words: 'behind', sure: 0.75, maybe: 0.4, any: false, fits: (thing, landmark) => stands(thing) && stands(landmark) },
  { relation: 'above', words: 'above', sure: 0.8, maybe: 0.4, any: false, fits: (thing, landmark) => isThing(thing) && isThing(landmark) && stands(landmark) && !SEATS.has(landmark) },
  { relation: 'below', words: 'under', sure: 0.8, maybe: 0.4, any: false, fits: (thing, landmark) => isThing(thing) && landmark === 'umbrella' },
];

/** Relations in which all members stand to something that can be named shortly and is not spoken of itself. */
export function relations(world: World, members: readonly number[]): Attribute[] {
  const kinds = new Set(world.items
    .filter((region) => !isSpokenOf(world, members, region) && isLandmark(world, region))
    .map((region) => world.classOf(region)));
  return [...kinds].flatMap((kind) => TEMPLATES.flatMap((template) => related(world, members, kind, template)));
}

function isSpokenOf(world: World, members: readonly number[], region: number): boolean {
  return members.includes(region) || world.targets.includes(region);
}

function isLandmark(world: World, region: number): boolean {
  const { score, area } = world.situation.encoding.regions[region];
  return score >= LANDMARK && area >= LANDMARK_AREA;
}

function related(world: World, members: readonly number[], kind: number, template: Template): Attribute[] {
  const name = CLASS_NAMES[kind];
  if (!members.every((region) => template.fits(CLASS_NAMES[world.classOf(region)], name))) return [];
  const all = world.items.filter((region) => world.mayBe(region, CLASS_NOUN[kind]));
  const candidates = all.filter((region) => !isSpokenOf(world, members, region) && world.classOf(region) === kind && isLandmark(world, region));
  return template.any
    ? toAny(world, members, kind, template, candidates, all)
    : candidates.flatMap((landmark) => toOne(world, members, template, landmark, all));
}

/** "with an umbrella": each member has one. */
function toAny(
  world: World, members: readonly number[], kind: number, { relation, words, sure, maybe }: Template,
  candidates: readonly number[], all: readonly number[],
): Attribute[] {
  const strength = Math.min(...members.map((thing) => best(world, relation, thing, candidates)));
  if (strength < sure) return [];
  const { singular, plural } = CLASS_NOUN[kind];
  return [{
    kind: 'relation',
    after: `${words} ${article(singular)} ${singular}`,
    afterPlural: `${words} ${plural}`,
    strength,
    mayHold: (region) => best(world, relation, region, all) >= maybe,
  }];
}

/** "next to the red car": the landmark has a short name that fits nothing else. */
function toOne(
  world: World, members: readonly number[], { relation, words, sure, maybe }: Template, landmark: number, all: readonly number[],
): Attribute[] {
  if (!isNearEnough(world, relation, members, landmark)) return [];
  const strength = Math.min(...members.map((thing) => relationFit(world.scene, relation, thing, landmark)));
  if (strength < sure) return [];
  return shortNames(world, landmark, all).map((name) => ({
    kind: 'relation',
    after: `${words} the ${name}`,
    strength: strength * (all.length === 1 ? 1 : 0.85),
    mayHold: (region) => region !== landmark && relationFit(world.scene, relation, region, landmark) >= maybe,
  }));
}

/** Things that overlap a lot are not beside each other. */
function isNearEnough(world: World, relation: Plain, members: readonly number[], landmark: number): boolean {
  if (relation !== 'near') return true;
  return members.every((thing) => {
    const [a, b] = [world.scene.frames[thing], world.scene.frames[landmark]];
    return world.scene.inside(thing, landmark) < 0.5 && world.scene.inside(landmark, thing) < 0.5 && Math.abs(a.bottom - b.bottom) < 0.2;
  });
}

function best(world: World, relation: Plain, thing: number, landmarks: readonly number[]): number {
  return landmarks.reduce((most, landmark) => (landmark === thing ? most : Math.max(most, relationFit(world.scene, relation, thing, landmark))), 0);
}

/** The landmark's noun if there is one of its kind, else with an attribute that no other of its kind has. */
function shortNames(world: World, landmark: number, all: readonly number[]): string[] {
  const { singular } = CLASS_NOUN[world.classOf(landmark)];
  if (all.length === 1) return [singular];
  return appearance(world, [landmark])
    .filter(({ mayHold }) => all.every((region) => region === landmark || !mayHold(region)))
    .map(({ before, after }) => [before, singular, after].filter((word) => word !== undefined).join(' '));
}

/** Whether a person has one of the things with him or her that a role is named after. */
export function hasCompanion(world: World, person: number, companions: readonly number[]): number {
  if (world.classOf(person) !== PERSON) return 0;
  const things = world.items.filter((region) => region !== person && companions.includes(world.classOf(region)));
  return Math.max(best(world, 'with', person, things), best(world, 'riding', person, things));
}
