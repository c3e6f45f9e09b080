import { CLASS_NAMES, PERSON, type ClassName } from '../language/classes.ts';
import type { BandName, ColorName } from '../language/syntax.ts';
import type { Attribute } from './attributes.ts';
import type { World } from './world.ts';

/**
 * Share of a thing's pixels from which people name a colour, so that about three in four of our attribute cards for the
 * training photos agree (docs/describe.md). Colours that are absent are not told from shade and lighting well enough.
 */
const THING_COLORS: Readonly<Partial<Record<ColorName, number>>> = {
  white: 0.4, black: 0.6, red: 0.4, yellow: 0.4, green: 0.4, blue: 0.45, orange: 0.5, brown: 0.6, pink: 0.5, purple: 0.4,
};
/** The same for what is worn on the upper body; grey there is shade as often as cloth. */
const WORN_COLORS: Readonly<Partial<Record<ColorName, number>>> = {
  white: 0.35, black: 0.5, blue: 0.45, red: 0.7, yellow: 0.4, green: 0.35, orange: 0.6, pink: 0.5, purple: 0.4,
};
/** Somebody else who has this part of the share might be said to have the colour too. */
const MAYBE = 0.5;

/** Things whose colour goes without saying, is that of what is behind them, or is food's. */
const NO_COLOR: ReadonlySet<ClassName> = new Set([
  'wine glass', 'bottle', 'fork', 'knife', 'spoon', 'zebra', 'giraffe', 'elephant', 'potted plant', 'carrot', 'broccoli',
  'banana', 'orange', 'pizza', 'sandwich', 'hot dog', 'toilet', 'sink', 'stop sign', 'fire hydrant', 'train', 'airplane',
  'tennis racket', 'skis', 'scissors', 'dining table',
]);
const ANIMALS: ReadonlySet<ClassName> = new Set(['bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'bear']);
const FUR: ReadonlySet<ColorName> = new Set(['black', 'white', 'brown']);

const spelled = (color: ColorName): string => (color === 'gray' ? 'grey' : color);

/** Height in widths from which the bands of the body can be trusted: of the upper body, and of standing people's legs. */
const UPRIGHT = 1.2;
const STANDING = 2;
const TROUSERS = 0.55;

/** Colours of things and of clothes that all members share. */
export function appearance(world: World, members: readonly number[]): Attribute[] {
  if (members.every((region) => world.classOf(region) === PERSON)) return [...worn(world, members), ...trousers(world, members)];
  if (members.some((region) => !hasColor(CLASS_NAMES[world.classOf(region)]))) return [];
  const animals = members.every((region) => ANIMALS.has(CLASS_NAMES[world.classOf(region)]));
  return entries(THING_COLORS)
    .filter(([color]) => !animals || FUR.has(color))
    .flatMap(([color, share]) => colored(world, members, 'whole', color, share)
      .map((attribute) => ({ ...attribute, kind: 'color' as const, before: spelled(color) })));
}

function hasColor(name: ClassName): boolean {
  return name !== 'person' && !NO_COLOR.has(name);
}

function worn(world: World, members: readonly number[]): Attribute[] {
  if (!areTall(world, members, UPRIGHT)) return [];
  return entries(WORN_COLORS).flatMap(([color, share]) => colored(world, members, 'torso', color, share)
    .map((attribute) => ({ ...attribute, kind: 'garment' as const, after: `in ${spelled(color)}` })));
}

function trousers(world: World, members: readonly number[]): Attribute[] {
  if (!areTall(world, members, STANDING)) return [];
  return (['black', 'white', 'blue', 'red'] as const).flatMap((color) => colored(world, members, 'legs', color, TROUSERS)
    .map((attribute) => ({ ...attribute, kind: 'garment' as const, after: `in ${color} trousers`, strength: 0.8 * attribute.strength })));
}

function areTall(world: World, members: readonly number[], ratio: number): boolean {
  return members.every((region) => {
    const [, , width, height] = world.situation.encoding.regions[region].box;
    return height >= ratio * width;
  });
}

/** An attribute without words, if all members show the colour plainly. */
function colored(
  world: World, members: readonly number[], band: BandName, color: ColorName, share: number,
): Pick<Attribute, 'strength' | 'mayHold'>[] {
  const least = Math.min(...members.map((region) => world.scene.color(region, band, color)));
  if (least < share) return [];
  const maybe = MAYBE * Math.min(least, share);
  return [{
    strength: Math.min(1, 0.6 + (0.4 * (least - share)) / (1 - share)),
    mayHold: (region) => world.scene.color(region, band, color) >= maybe,
  }];
}

function entries(shares: Readonly<Partial<Record<ColorName, number>>>): [ColorName, number][] {
  return Object.entries(shares) as [ColorName, number][];
}
