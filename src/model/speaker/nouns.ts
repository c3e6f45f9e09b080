import { CLASS_NAMES, classIndex, PERSON, type ClassName } from '../language/classes.ts';
import { pluralOf } from '../language/inflect.ts';

/** What things are called, and which classes may be called so. */
export interface Noun {
  readonly singular: string;
  readonly plural: string;
  readonly classes: readonly number[];
  /** Classes that a person must have with him or her to be called so (a skier's skis). */
  readonly companions: readonly number[];
  /** A word for several kinds of things, such as "animal". */
  readonly generic: boolean;
}

/** Everyday words where the detector's name is not what people say, with the plural where it is irregular. */
const EVERYDAY: Readonly<Partial<Record<ClassName, string>>> = {
  person: 'person/people',
  sheep: 'sheep/sheep',
  skis: 'pair of skis/pairs of skis',
  scissors: 'pair of scissors/pairs of scissors',
  broccoli: 'piece of broccoli/pieces of broccoli',
  knife: 'knife/knives',
  'sports ball': 'ball',
  'potted plant': 'plant',
  'dining table': 'table',
  tv: 'TV/TVs',
  mouse: 'computer mouse/computer mice',
  'cell phone': 'phone',
  refrigerator: 'fridge',
  'hair drier': 'hair dryer',
};

const GENERIC: ReadonlyArray<readonly [noun: string, classes: readonly ClassName[]]> = [
  ['animal', ['bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe']],
  ['vehicle', ['car', 'motorcycle', 'bus', 'truck', 'train']],
  ['piece of fruit/pieces of fruit', ['banana', 'apple', 'orange']],
  ['vegetable', ['broccoli', 'carrot']],
  ['bag', ['backpack', 'handbag', 'suitcase']],
  ['piece of furniture/pieces of furniture', ['chair', 'couch', 'bed', 'dining table', 'bench']],
  ['piece of cutlery/pieces of cutlery', ['fork', 'knife', 'spoon']],
  ['appliance', ['oven', 'refrigerator', 'microwave', 'toaster']],
];

/** People told by what they have with them. */
const ROLES: ReadonlyArray<readonly [noun: string, companions: readonly ClassName[]]> = [
  ['skier', ['skis']],
  ['snowboarder', ['snowboard']],
  ['skateboarder', ['skateboard']],
  ['surfer', ['surfboard']],
  ['cyclist', ['bicycle']],
  ['motorcyclist', ['motorcycle']],
  ['rider', ['horse']],
  ['tennis player', ['tennis racket']],
  ['batter', ['baseball bat']],
];

function noun(words: string, classes: readonly number[], companions: readonly number[] = [], generic = false): Noun {
  const [singular, plural = pluralOf(singular)] = words.split('/');
  return { singular, plural, classes, companions, generic };
}

/** The plain noun of each class, by class index. */
export const CLASS_NOUN: readonly Noun[] = CLASS_NAMES.map((name, index) => noun(EVERYDAY[name] ?? name, [index]));
export const GENERIC_NOUN: readonly Noun[] = GENERIC.map(([words, names]) => noun(words, names.map(classIndex), [], true));
export const ROLE_NOUN: readonly Noun[] = ROLES.map(([words, names]) => noun(words, [PERSON], names.map(classIndex)));
