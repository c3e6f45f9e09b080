import type { Property } from './content.ts';
import type { World } from './world.ts';

/** Centres this far apart, in fractions of the photo, are plainly one beside the other. */
const CLEAR = 0.12;
/** Less than this and nobody could say which comes first. */
const LEAST = 0.025;
/** Largest number of things that are counted through to name the place of one. */
const MOST_COUNTED = 6;
/** How much larger than the next one the largest is. */
const LARGER = 1.5;

type Axis = 'x' | 'y' | 'depth';

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Place along an axis, growing to the right, downwards and towards the viewer. */
function along(world: World, axis: Axis, region: number): number {
  const { centerX, centerY, bottom } = world.scene.frames[region];
  return axis === 'x' ? centerX : axis === 'y' ? centerY : bottom;
}

/** How plainly a gap tells two things apart, 0..1. */
const clarity = (gap: number): number => Math.min(1, Math.max(0, (gap - LEAST) / (CLEAR - LEAST)));

interface Side {
  readonly axis: Axis;
  /** Whether the side is where the axis begins. */
  readonly low: boolean;
  readonly kind: 'position' | 'order';
  readonly pair: readonly Partial<Property>[];
  readonly many: readonly Partial<Property>[];
}

const SIDES: readonly Side[] = [
  { axis: 'x', low: true, kind: 'position', pair: [{ after: 'on the left' }], many: [{ after: 'on the left' }, { after: 'on the far left' }, { before: 'leftmost' }] },
  { axis: 'x', low: false, kind: 'position', pair: [{ after: 'on the right' }], many: [{ after: 'on the right' }, { after: 'on the far right' }, { before: 'rightmost' }] },
  { axis: 'y', low: true, kind: 'position', pair: [{ after: 'at the top' }, { before: 'upper' }], many: [{ after: 'at the top' }] },
  { axis: 'y', low: false, kind: 'position', pair: [{ after: 'at the bottom' }, { before: 'lower' }], many: [{ after: 'at the bottom' }] },
  { axis: 'depth', low: false, kind: 'position', pair: [{ after: 'in the front' }, { after: 'in the foreground' }], many: [{ after: 'in the front' }, { after: 'closest to the camera' }] },
  { axis: 'depth', low: true, kind: 'position', pair: [{ after: 'in the back' }, { after: 'in the background' }], many: [{ after: 'in the back' }, { after: 'in the background' }] },
];

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
    ...ordinalOf(world, reference, targets),
  ];
}

function sideOf(world: World, { axis, low, kind, pair, many }: Side, targets: readonly number[], others: readonly number[]): Property[] {
  const sign = low ? -1 : 1;
  const reach = (regions: readonly number[]): number[] => regions.map((region) => sign * along(world, axis, region));
  const strength = clarity(Math.min(...reach(targets)) - Math.max(...reach(others)));
  if (strength === 0) return [];
  const phrases = targets.length + others.length === 2 ? pair : many.filter(({ before }) => before === undefined || targets.length === 1);
  return phrases.map((words) => ({ kind, strength, ...words }));
}

function middleOf(world: World, targets: readonly number[], others: readonly number[]): Property[] {
  if (others.length < 2) return [];
  const xs = targets.map((region) => along(world, 'x', region));
  const left = others.map((region) => along(world, 'x', region)).filter((x) => x < Math.min(...xs));
  const right = others.map((region) => along(world, 'x', region)).filter((x) => x > Math.max(...xs));
  if (left.length !== right.length || left.length + right.length !== others.length) return [];
  const strength = clarity(Math.min(Math.min(...xs) - Math.max(...left), Math.min(...right) - Math.max(...xs)));
  return strength === 0 ? [] : [{ kind: 'position', after: 'in the middle', strength }];
}

function ordinalOf(world: World, reference: readonly number[], targets: readonly number[]): Property[] {
  if (targets.length > 1 || reference.length < 3 || reference.length > MOST_COUNTED) return [];
  const order = [...reference].sort((a, b) => along(world, 'x', a) - along(world, 'x', b));
  const gaps = order.slice(1).map((region, index) => along(world, 'x', region) - along(world, 'x', order[index]));
  const strength = clarity(Math.min(...gaps));
  if (strength === 0) return [];
  const place = order.indexOf(targets[0]) + 1;
  const fromRight = order.length + 1 - place;
  const from = (ordinal: number, side: string): Property =>
    ({ kind: 'order', before: ORDINALS[ordinal], after: `from the ${side}`, strength });
  return place <= fromRight ? [from(place, 'left'), ...(place === fromRight ? [from(fromRight, 'right')] : [])] : [from(fromRight, 'right')];
}

function sizesOf(world: World, targets: readonly number[], others: readonly number[]): Property[] {
  const areas = (regions: readonly number[]): number[] => regions.map((region) => world.situation.encoding.regions[region].area);
  const larger = Math.min(...areas(targets)) / Math.max(...areas(others));
  const smaller = Math.min(...areas(others)) / Math.max(...areas(targets));
  const ratio = Math.max(larger, smaller);
  if (ratio < LARGER) return [];
  const strength = Math.min(1, 0.4 + 0.6 * (Math.log(ratio / LARGER) / Math.log(2)));
  const [comparative, superlative] = larger > smaller ? ['larger', 'largest'] : ['smaller', 'smallest'];
  const pair = targets.length === 1 && others.length === 1;
  return (pair ? [comparative, superlative] : [superlative]).map((before) => ({ kind: 'size', before, strength }));
}

