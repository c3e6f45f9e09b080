import type { BandName, ColorName, Modifier } from '../syntax.ts';
import type { Scene } from './scene.ts';

type ColorModifier = Extract<Modifier, { kind: 'color' }>;

/** How much the second and later names of a shade count ("tan" is brown before yellow). */
const ALTERNATIVE_WEIGHT = 0.6;
/** Share of the region from which a named colour is plainly there. */
const FULL_SHARE: Readonly<Record<'thing' | 'part' | 'garment', number>> = { thing: 0.35, part: 0.08, garment: 0.4 };
/** Probability of a person from which the bands of the body are trusted. */
const PERSON_FULL = 0.33;

function namedShare(scene: Scene, index: number, band: BandName, colors: readonly ColorName[]): number {
  return Math.min(
    1,
    colors.reduce(
      (sum, color, rank) => sum + (rank === 0 ? 1 : ALTERNATIVE_WEIGHT) * scene.color(index, band, color),
      0,
    ),
  );
}

/** Share of the colour where the modifier looks for it, 0..1. */
function share(scene: Scene, index: number, { colors, band, part }: ColorModifier): number {
  const whole = namedShare(scene, index, 'whole', colors);
  if (part === '' || band === 'whole') return whole;
  const trust = Math.min(1, scene.person(index) / PERSON_FULL);
  const worn = namedShare(scene, index, band, colors);
  // "in red" may be anything that is worn; a named garment is looked for on its own band first.
  const elsewhere =
    part === 'clothes' ? Math.max(0.8 * namedShare(scene, index, 'legs', colors), 0.7 * whole) : 0.6 * whole;
  return trust * Math.max(worn, elsewhere) + (1 - trust) * whole;
}

/** How well each region shows the colour, 0..1; 1 where the colour is plainly there. */
export function colorFits(scene: Scene, modifier: ColorModifier): number[] {
  const full =
    modifier.part === ''
      ? FULL_SHARE.thing
      : modifier.band === 'whole' && modifier.part !== 'clothes'
        ? FULL_SHARE.part
        : FULL_SHARE.garment;
  return scene.regions.map((_, index) => Math.min(1, share(scene, index, modifier) / full));
}
