import { PERSON } from '../language/classes.ts';
import type { Property } from './content.ts';
import type { World } from './world.ts';

/** Centres this far apart, in fractions of the photo, are plainly one beside the other. */
const CLEAR = 0.12;
/** Less than this and nobody could say which comes first. */
const LEAST = 0.025;
/** Largest number of things that are counted through to name the place of one. */
const MOST_COUNTED = 6;
/** How much larger than the next one the largest is. */
const LARGER = 1.8;

type Axis = 'x' | 'y' | 'depth';

/** Depth is guessed as the listener guesses it: what is near reaches further down the photo and is larger. */
const DEPTH_AREA_WEIGHT = 0.12;
/** How far from the photo's middle on the other side of it a thing may be that is said to be on one side. */
const ASTRAY = 0.05;
/** How far a corner's thing must be ahead of all others towards the corner. */
const CORNER = 0.1;

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Place along an axis, growing to the right, downwards and towards the viewer. */
function along(world: World, axis: Axis, region: number): number {
  const { centerX, centerY, bottom, area } = world.scene.frames[region];
  if (axis === 'depth') return bottom + DEPTH_AREA_WEIGHT * Math.log2(Math.max(area, 1e-4));
  return axis === 'x' ? centerX : centerY;
}

/** How plainly a gap tells two things apart, 0..1. */
const clarity = (gap: number): number => Math.min(1, Math.max(0, (gap - LEAST) / (CLEAR - LEAST)));

/** The words for what reaches furthest to one side, among two and among more. */
interface Side {
  readonly axis: Axis;
  /** Whether the side is where the axis begins. */
  readonly low: boolean;
  readonly pair: readonly Words[];
  readonly many: readonly Words[];
}

type Words = Pick<Property, 'before' | 'after' | 'unusual'>;

const SIDES: readonly Side[] = [
  ...(['left', 'right'] as const).map((side) => ({
    axis: 'x' as const,
    low: side === 'left',
    pair: [{ after: `on the ${side}` }],
    many: [{ after: `on the ${side}` }, { after: `on the far ${side}`, unusual: 0.8 }, { before: `${side}most`, unusual: 1 }],
  })),
  { axis: 'y', low: true, pair: [{ after: 'at the top', unusual: 0.8 }, { before: 'upper', unusual: 1 }], many: [{ after: 'at the top', unusual: 0.8 }] },
  { axis: 'y', low: false, pair: [{ after: 'at the bottom', unusual: 0.8 }, { before: 'lower', unusual: 1 }], many: [{ after: 'at the bottom', unusual: 0.8 }] },
  {
    axis: 'depth', low: false,
    pair: [{ after: 'in the front', unusual: 1.2 }, { after: 'in the foreground', unusual: 1.3 }],
    many: [{ after: 'in the front', unusual: 1.2 }, { after: 'closest to the camera', unusual: 1.4 }],
  },
  {
    axis: 'depth', low: true,
    pair: [{ after: 'in the back', unusual: 1.2 }, { after: 'in the background', unusual: 1.2 }],
    many: [{ after: 'in the back', unusual: 1.2 }, { after: 'in the background', unusual: 1.2 }],
  },
];

/** A third of the photo is hardly ever wrong, and hardly ever enough. */
const THIRD_STRENGTH = 0.6;

/** In which third of the photo the targets are, whatever else is there: for when nothing singles them out. */
export function third(world: World, targets: readonly number[]): Property {
  const x = targets.reduce((sum, region) => sum + along(world, 'x', region), 0) / targets.length;
  const after = x < 1 / 3 ? 'on the left' : x > 2 / 3 ? 'on the right' : 'in the middle';
  return { kind: 'position', after, strength: THIRD_STRENGTH };
}

/**
 * Properties of place, order and size that single the targets out among `reference`, which holds them and more.
 * Each is true of the targets and of none of the others.
 */
export function placements(world: World, reference: readonly number[], targets: readonly number[]): Property[] {
  const others = reference.filter((region) => !targets.includes(region));
  if (others.length === 0) return [];
  return [
    ...sizesOf(world, targets, others),
    ...SIDES.flatMap((side) => sideOf(world, side, targets, others)),
    ...middleOf(world, targets, others),
    ...cornerOf(world, targets, others),
    ...ordinalOf(world, reference, targets),
  ];
}

function sideOf(world: World, { axis, low, pair, many }: Side, targets: readonly number[], others: readonly number[]): Property[] {
  const sign = low ? -1 : 1;
  const reach = (regions: readonly number[]): number[] => regions.map((region) => sign * along(world, axis, region));
  const strength = clarity(Math.min(...reach(targets)) - Math.max(...reach(others)));
  if (strength === 0 || !isOnSide(world, axis, low, targets)) return [];
  const phrases = targets.length + others.length === 2 ? pair : many.filter(({ before }) => before === undefined || targets.length === 1);
  return phrases.map((words) => ({ kind: 'position' as const, strength, ...words }));
}

/** Whether the photo bears the words out by itself: others may be told from the targets that nobody else sees. */
function isOnSide(world: World, axis: Axis, low: boolean, targets: readonly number[]): boolean {
  if (axis === 'depth') return true;
  return targets.every((region) => (low ? along(world, axis, region) <= 0.5 + ASTRAY : along(world, axis, region) >= 0.5 - ASTRAY));
}

function middleOf(world: World, targets: readonly number[], others: readonly number[]): Property[] {
  if (others.length < 2) return [];
  const xs = targets.map((region) => along(world, 'x', region));
  const inMiddle = (x: number): boolean => x > 1 / 3 && x < 2 / 3;
  if (xs.every(inMiddle) && !others.some((region) => inMiddle(along(world, 'x', region)))) {
    return [{ kind: 'position', after: 'in the middle', strength: 0.9 }];
  }
  const left = others.map((region) => along(world, 'x', region)).filter((x) => x < Math.min(...xs));
  const right = others.map((region) => along(world, 'x', region)).filter((x) => x > Math.max(...xs));
  if (left.length !== right.length || left.length + right.length !== others.length) return [];
  const strength = clarity(Math.min(Math.min(...xs) - Math.max(...left), Math.min(...right) - Math.max(...xs)));
  return strength === 0 ? [] : [{ kind: 'position', after: 'in the middle', strength }];
}

/** "in the top left corner", where neither side alone is clear. */
function cornerOf(world: World, targets: readonly number[], others: readonly number[]): Property[] {
  if (targets.length > 1 || others.length < 2) return [];
  return (['left', 'right'] as const).flatMap((side) => (['top', 'bottom'] as const).flatMap((end) => {
    const reach = (region: number): number =>
      (side === 'left' ? -1 : 1) * along(world, 'x', region) + (end === 'top' ? -1 : 1) * along(world, 'y', region);
    const lead = reach(targets[0]) - Math.max(...others.map(reach));
    return lead < CORNER ? [] : [{ kind: 'position' as const, after: `at the ${end} ${side}`, strength: Math.min(1, 0.6 + lead), unusual: 0.5 }];
  }));
}

function ordinalOf(world: World, reference: readonly number[], targets: readonly number[]): Property[] {
  if (targets.length > 1 || reference.length < 3 || reference.length > MOST_COUNTED) return [];
  const order = [...reference].sort((a, b) => along(world, 'x', a) - along(world, 'x', b));
  const gaps = order.slice(1).map((region, index) => along(world, 'x', region) - along(world, 'x', order[index]));
  const strength = clarity(Math.min(...gaps));
  if (strength === 0) return [];
  const place = order.indexOf(targets[0]) + 1;
  const fromRight = order.length + 1 - place;
  // The first from a side is what is furthest to that side.
  if (place === 1 || fromRight === 1) return [];
  const from = (ordinal: number, side: string): Property =>
    ({ kind: 'order', before: ORDINALS[ordinal], after: `from the ${side}`, strength });
  return place <= fromRight ? [from(place, 'left'), ...(place === fromRight ? [from(fromRight, 'right')] : [])] : [from(fromRight, 'right')];
}

/** Larger and smaller; a person who looks larger is only nearer. */
function sizesOf(world: World, targets: readonly number[], others: readonly number[]): Property[] {
  if (targets.some((region) => world.classOf(region) === PERSON)) return [];
  const areas = (regions: readonly number[]): number[] => regions.map((region) => world.situation.encoding.regions[region].area);
  const larger = Math.min(...areas(targets)) / Math.max(...areas(others));
  const smaller = Math.min(...areas(others)) / Math.max(...areas(targets));
  const ratio = Math.max(larger, smaller);
  if (ratio < LARGER) return [];
  const strength = Math.min(1, 0.4 + 0.6 * (Math.log(ratio / LARGER) / Math.log(2)));
  const [comparative, superlative] = larger > smaller ? ['larger', 'largest'] : ['smaller', 'smallest'];
  const pair = targets.length === 1 && others.length === 1;
  return (pair ? [comparative] : [superlative]).map((before) => ({ kind: 'size', before, strength }));
}

