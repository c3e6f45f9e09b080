import { CLASS_COUNT, COLOR_BANDS, COLOR_NAMES, MASK_SIDE } from '../../../src/model/types.ts';
import type { PhotoEncoding, Region } from '../../../src/model/types.ts';
import { classIndex } from '../../../src/model/language/classes.ts';
import type { ClassName } from '../../../src/model/language/classes.ts';
import { relate } from '../../../src/model/language/relate.ts';
import type { ColorName } from '../../../src/model/language/syntax.ts';

/** A thing in a hand-made photo of 100 x 100 pixels. */
export interface Thing {
  readonly name: string;
  readonly is: ClassName;
  /** x, y, width, height */
  readonly box: readonly [number, number, number, number];
  readonly color?: ColorName;
  /** Colour of the lower body, if it differs. */
  readonly lower?: ColorName;
  readonly score?: number;
}

function colorsOf({ color = 'gray', lower = color }: Thing): Float32Array {
  const shares = new Float32Array(COLOR_BANDS.length * COLOR_NAMES.length);
  const add = (band: number, name: ColorName, share: number): void => {
    shares[band * COLOR_NAMES.length + COLOR_NAMES.indexOf(name)] += share;
  };
  COLOR_BANDS.forEach(({ from, to }, band) => {
    const below = Math.max(0, to - Math.max(from, 0.5)) / (to - from);
    add(band, color, 0.8 * (1 - below));
    add(band, lower, 0.8 * below);
    add(band, 'gray', 0.2);
  });
  return shares;
}

function region(thing: Thing): Region {
  const [x, y, width, height] = thing.box;
  const score = thing.score ?? 0.7;
  const classes = new Float32Array(CLASS_COUNT).fill(0.01);
  classes[classIndex(thing.is)] = score;
  return {
    box: [x, y, width, height],
    maskBox: [x, y, width, height],
    score,
    classes,
    maskLogits: new Float32Array(MASK_SIDE * MASK_SIDE).fill(4),
    area: (width * height) / 1e4,
    maskScore: 0.98,
    colors: colorsOf(thing),
    features: new Float32Array(0),
  };
}

export function encodingOf(things: readonly Thing[]): PhotoEncoding {
  return { model: { id: 'test', version: '1' }, width: 100, height: 100, regions: things.map(region) };
}

/** Names of the things that a phrase picks from a scene, in the scene's order. */
export function picked(phrase: string, things: readonly Thing[]): string[] {
  const { objectScores } = relate(phrase, encodingOf(things));
  return things.filter((_, index) => objectScores[index] >= 0.5).map(({ name }) => name);
}
