import type { Direction, Modifier, Quantity, Size } from '../syntax.ts';
import type { GroundingParameters } from './parameters.ts';
import { positions, sizes } from './position.ts';
import type { Scene } from './scene.ts';

type Ordinal = Extract<Modifier, { kind: 'ordinal' }>;
type DirectionModifier = Extract<Modifier, { kind: 'direction' }>;

/** What a choice is made from. All arrays have one entry a region. */
export interface Pool {
  /** Regions that may be chosen: candidates without duplicates. */
  readonly candidates: readonly number[];
  /** Log score of the properties (class, colour, relations), without preferences of place and size. */
  readonly properties: readonly number[];
  /** Log score with all preferences. */
  readonly scores: readonly number[];
  readonly headFits: readonly number[];
}

const byFalling =
  (values: readonly number[]) =>
  (a: number, b: number): number =>
    values[b] - values[a];

const SIZES: ReadonlySet<Direction | Size> = new Set(['large', 'small', 'tall', 'long'] as const);
const isSize = (scale: Direction | Size): scale is Size => SIZES.has(scale);

/** Regions meant by "second from the left"; empty where there are fewer. */
function chooseOrdinal(
  scene: Scene,
  pool: Pool,
  ordinal: Ordinal,
  count: number,
  parameters: GroundingParameters,
): number[] {
  const best = Math.max(...pool.candidates.map((index) => pool.properties[index]));
  const above = (ratio: number): number[] =>
    pool.candidates.filter((index) => pool.properties[index] >= best + Math.log(ratio));
  const sure = above(parameters.ordinalRatio);
  // "the third" says that there are three: weaker candidates are counted if the sure ones are too few.
  const counted = sure.length >= Math.abs(ordinal.index) ? sure : above(parameters.countRatio);
  const scale = ordinal.from ?? 'left';
  const along = isSize(scale) ? sizes(scene, scale) : positions(scene, scale, counted);
  const order = counted.sort(byFalling(along));
  if (count > 1 && ordinal.index === 1) return order.slice(0, count);
  if (count > 1 && ordinal.index === -1) return order.slice(-count);
  const index = ordinal.index > 0 ? ordinal.index - 1 : order.length + ordinal.index;
  return order.slice(index, index + 1).filter(() => index >= 0);
}

/** Side of the photo that a plural is restricted to: "the dogs on the left" are those left of the middle. */
function onSide(scene: Scene, index: number, direction: Direction): boolean {
  const { centerX, centerY } = scene.frames[index];
  switch (direction) {
    case 'left':
      return centerX < 0.5;
    case 'right':
      return centerX > 0.5;
    case 'top':
      return centerY < 0.5;
    case 'bottom':
      return centerY > 0.5;
    case 'middle':
      return Math.abs(centerX - 0.5) < 0.25;
    case 'front':
    case 'back':
    case 'ends':
      return true;
  }
}

function choosePlural(
  scene: Scene,
  pool: Pool,
  directions: readonly DirectionModifier[],
  parameters: GroundingParameters,
): number[] {
  const best = Math.max(...pool.candidates.map((index) => pool.properties[index]));
  const fitting = pool.candidates.filter(
    (index) =>
      pool.properties[index] >= best + Math.log(parameters.pluralRatio) &&
      pool.headFits[index] >=
        Math.min(parameters.pluralFloor, Math.max(...pool.candidates.map((other) => pool.headFits[other]))),
  );
  const sided = fitting.filter((index) =>
    directions.every(({ direction, negated }) => onSide(scene, index, direction) !== negated),
  );
  const kept = sided.length > 0 ? sided : fitting;
  return byDepth(scene, kept, directions);
}

/** "the cars in the background": the farther half of what is there, split at the widest gap. */
function byDepth(scene: Scene, indices: readonly number[], directions: readonly DirectionModifier[]): number[] {
  const depth = directions.find(({ direction }) => direction === 'front' || direction === 'back');
  if (depth === undefined || indices.length < 2) return [...indices];
  const along = positions(scene, depth.direction, indices);
  const order = [...indices].sort(byFalling(along));
  let widest = 1;
  for (let cut = 1; cut < order.length; cut += 1) {
    const gap = (at: number): number => along[order[at - 1]] - along[order[at]];
    if (gap(cut) > gap(widest)) widest = cut;
  }
  return order.slice(0, widest);
}

/** "three dogs": the best three; weaker ones count only where the sure ones are too few. */
function chooseCounted(pool: Pool, count: number, parameters: GroundingParameters): number[] {
  const best = Math.max(...pool.candidates.map((index) => pool.properties[index]));
  const above = (ratio: number): number[] =>
    pool.candidates.filter((index) => pool.properties[index] >= best + Math.log(ratio));
  const sure = above(parameters.choiceRatio);
  return (sure.length >= count ? sure : above(parameters.countRatio)).sort(byFalling(pool.scores)).slice(0, count);
}

/** The regions that a noun phrase means, best first. */
export function choose(
  scene: Scene,
  pool: Pool,
  quantity: Quantity,
  modifiers: readonly Modifier[],
  parameters: GroundingParameters,
): number[] {
  if (pool.candidates.length === 0 || quantity.kind === 'none') return [];
  const ordinal = modifiers.find((modifier) => modifier.kind === 'ordinal');
  const count = quantity.kind === 'exactly' ? quantity.count : 1;
  if (ordinal !== undefined && !ordinal.negated) return chooseOrdinal(scene, pool, ordinal, count, parameters);
  const bestProperties = Math.max(...pool.candidates.map((index) => pool.properties[index]));
  const order = pool.candidates
    .filter((index) => pool.properties[index] >= bestProperties + Math.log(parameters.choiceRatio))
    .sort(byFalling(pool.scores));
  switch (quantity.kind) {
    case 'one':
      return order.slice(0, 1);
    case 'exactly':
      return chooseCounted(pool, count, parameters);
    case 'some':
    case 'all':
      return choosePlural(
        scene,
        pool,
        modifiers.filter((modifier) => modifier.kind === 'direction'),
        parameters,
      ).sort(byFalling(pool.properties));
  }
}
