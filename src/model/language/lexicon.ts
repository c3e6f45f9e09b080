import { classIndex, CLASS_NAMES, PERSON } from './classes.ts';
import { pluralOf } from './inflect.ts';
import { ABSENT_NOUNS, NEUTRAL_WORDS } from './lexicon/known.ts';
import { CLASS_NOUNS } from './lexicon/class-nouns.ts';
import { COMPANIONS, GENERIC_NOUNS, GROUPS, YOUNG } from './lexicon/nouns.ts';
import * as words from './lexicon/words.ts';
import type { BandName, ClassWeight, ColorName, Direction, Relation, Size } from './syntax.ts';
import { tokenize } from './parse/tokenize.ts';
import type { Token } from './parse/tokenize.ts';

/** Weight of a class that a word may also mean ("board" for skis). */
const SECONDARY_WEIGHT = 0.6;

export type GrammaticalNumber = 'singular' | 'plural' | 'mass';

export interface NounEntry {
  readonly word: string;
  /** The word for one of them: "man" for "men", "person" for "everyone". */
  readonly singular: string;
  readonly classes: readonly ClassWeight[];
  readonly number: GrammaticalNumber;
  readonly companions: readonly number[];
  readonly young: boolean;
}

export interface Match<T> {
  readonly value: T;
  /** Tokens taken. */
  readonly length: number;
}

/** Words of an entry as a phrase's tokens have them. Most are plain, and there are thousands to read at every start. */
const wordsOf = (phrase: string): string[] =>
  /^[a-z]+(?: [a-z]+)*$/.test(phrase) ? phrase.split(' ') : tokenize(phrase).map((token) => token.text);

/** Words and word groups with a meaning; looks up the longest group at a place. */
export class PhraseTable<T> {
  private readonly entries = new Map<string, T>();
  /** Length in words of the longest entry that begins with a word. */
  private readonly longest = new Map<string, number>();

  set(phrase: string, value: T): void {
    const key = wordsOf(phrase);
    if (key.length === 0) return;
    this.entries.set(key.join(' '), value);
    this.longest.set(key[0], Math.max(this.longest.get(key[0]) ?? 0, key.length));
  }

  get(phrase: string): T | undefined {
    return this.entries.get(phrase);
  }

  /** Longest entry that starts at token `at`, if any. */
  match(tokens: readonly Token[], at: number): Match<T> | undefined {
    const longest = this.longest.get(tokens[at]?.text ?? '') ?? 0;
    for (let length = Math.min(longest, tokens.length - at); length > 0; length -= 1) {
      const key =
        length === 1
          ? tokens[at].text
          : tokens
              .slice(at, at + length)
              .map((token) => token.text)
              .join(' ');
      const value = this.entries.get(key);
      if (value !== undefined) return { value, length };
    }
    return undefined;
  }

  keys(): Iterable<string> {
    return this.entries.keys();
  }
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function table<T>(rows: Iterable<readonly [phrases: string, value: T]>): PhraseTable<T> {
  const result = new PhraseTable<T>();
  for (const [phrases, value] of rows) for (const phrase of list(phrases)) result.set(phrase, value);
  return result;
}

const keyOf = (phrase: string): string => wordsOf(phrase).join(' ');

/** One item of a noun table: "man/men", "cattle*", "sheep=", "cup". */
function inflections(item: string): Array<readonly [form: string, number: GrammaticalNumber, singular: string]> {
  const bare = item.slice(0, -1);
  if (item.endsWith('=')) return [[bare, 'singular', bare]];
  if (item.endsWith('*')) return [[bare, 'mass', bare]];
  const [singular, plural] = item.split('/');
  return [
    [singular, 'singular', singular],
    [plural ?? pluralOf(singular), 'plural', singular],
  ];
}

function parseClasses(text: string): ClassWeight[] {
  return list(text).map((name) =>
    name.startsWith('~')
      ? { index: classIndex(name.slice(1)), weight: SECONDARY_WEIGHT }
      : { index: classIndex(name), weight: 1 },
  );
}

function mergeClasses(a: readonly ClassWeight[], b: readonly ClassWeight[]): ClassWeight[] {
  return [...a, ...b.filter((weight) => !a.some(({ index }) => index === weight.index))];
}

type NounPatch = Partial<Pick<NounEntry, 'companions' | 'young'>> & { readonly classes: readonly ClassWeight[] };

function buildNouns(): PhraseTable<NounEntry> {
  const nouns = new PhraseTable<NounEntry>();
  const add = (text: string, patch: NounPatch, merge: boolean): void => {
    for (const [form, number, singular] of list(text).flatMap(inflections)) {
      const known = merge ? nouns.get(keyOf(form)) : undefined;
      const classes = known === undefined ? patch.classes : mergeClasses(known.classes, patch.classes);
      const word = known?.word ?? form;
      nouns.set(form, {
        companions: [],
        young: false,
        singular,
        ...known,
        ...patch,
        word,
        classes,
        number: known?.number ?? number,
      });
    }
  };
  for (const name of CLASS_NAMES) add(CLASS_NOUNS[name], { classes: parseClasses(name) }, true);
  for (const [text, classes] of GENERIC_NOUNS) add(text, { classes: parseClasses(classes) }, false);
  for (const [text, companions] of COMPANIONS) {
    add(text, { classes: [{ index: PERSON, weight: 1 }], companions: list(companions).map(classIndex) }, true);
  }
  for (const [text, classes] of YOUNG) add(text, { classes: parseClasses(classes), young: true }, false);
  for (const [name, text] of Object.entries(GROUPS)) {
    for (const word of list(text)) {
      nouns.set(word, { word, singular: name, classes: parseClasses(name), number: 'plural', companions: [], young: false });
    }
  }
  return nouns;
}

/** Meaning of a colour word: the names it may stand for. */
function buildColors(): PhraseTable<readonly ColorName[]> {
  const colors = new PhraseTable<readonly ColorName[]>();
  for (const [name, text] of Object.entries(words.COLORS) as Array<[ColorName, string]>) {
    for (const word of list(text)) colors.set(word, words.SHADE_ALTERNATIVES[word] ?? [name]);
  }
  return colors;
}

function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): Array<[K, V]> {
  return Object.entries(record) as Array<[K, V]>;
}

export interface DirectionEntry {
  readonly direction: Direction;
  readonly extreme: boolean;
}

export interface SizeEntry {
  readonly size: Size;
  readonly superlative: boolean;
}

export interface GarmentEntry {
  readonly word: string;
  readonly band: BandName;
  /** False for shoes and the like, whose colour no band shows. */
  readonly visible: boolean;
}

/** A head has no band of its own: the upper half of the box is the nearest. */
const GARMENT_BANDS = { torso: 'torso', legs: 'legs', whole: 'whole', head: 'upper' } as const;

function buildGarments(): PhraseTable<GarmentEntry> {
  const garments = new PhraseTable<GarmentEntry>();
  for (const [part, text] of entriesOf(words.GARMENTS)) {
    for (const word of list(text)) {
      const entry = { word, band: GARMENT_BANDS[part], visible: true };
      garments.set(word, entry);
      if (!word.endsWith('s')) garments.set(pluralOf(word), entry);
    }
  }
  for (const word of list(words.SMALL_GARMENTS)) garments.set(word, { word, band: 'whole', visible: false });
  return garments;
}

export const NOUNS = buildNouns();
export const COLORS = buildColors();
export const GARMENTS = buildGarments();
export const DIRECTIONS = table<DirectionEntry>(
  entriesOf(words.DIRECTIONS).flatMap(([direction, { plain, extreme }]) => [
    [plain, { direction, extreme: false }] as const,
    [extreme, { direction, extreme: true }] as const,
  ]),
);
export const SIZES = table<SizeEntry>(
  entriesOf(words.SIZES).flatMap(([size, { plain, superlative }]) => [
    [plain, { size, superlative: false }] as const,
    [superlative, { size, superlative: true }] as const,
  ]),
);
export const RELATIONS = table<Relation>(words.RELATIONS.map(([relation, text]) => [text, relation] as const));
export const QUANTIFIERS = table(entriesOf(words.QUANTIFIERS).map(([kind, text]) => [text, kind] as const));
export const NUMBERS = table(entriesOf(words.NUMBERS));
export const ORDINALS = table(entriesOf(words.ORDINALS));

/** A set of words and word groups without further meaning. */
const wordSet = (text: string): PhraseTable<true> => table([[text, true]]);

export const EXCLUSIONS = wordSet(words.EXCLUSIONS);
export const CLOSING_EXCLUSIONS = wordSet(words.CLOSING_EXCLUSIONS);
export const CONJUNCTIONS = wordSet(words.CONJUNCTIONS);
export const PORTIONS = wordSet(words.PORTIONS);
export const DETERMINERS = wordSet(words.DETERMINERS);
export const SUBJECT_PRONOUNS = wordSet(words.SUBJECT_PRONOUNS);
export const POSSESSIVES = wordSet(words.POSSESSIVES);
export const THING_PRONOUNS = wordSet(words.THING_PRONOUNS);
export const RELATIVIZERS = wordSet(words.RELATIVIZERS);
export const COPULAS = wordSet(words.COPULAS);
export const NEGATIONS = wordSet(words.NEGATIONS);
export const COLOR_SHIFTS = wordSet(words.COLOR_SHIFTS);
export const COLOR_SUFFIXES = wordSet(words.COLOR_SUFFIXES);
export const SIDE_NOUNS = wordSet(words.SIDE_NOUNS);
export const FRAME_NOUNS = wordSet(words.FRAME_NOUNS);
export const VIEWER_NOUNS = wordSet(words.VIEWER_NOUNS);
export const ANYTHING_SINGULAR = wordSet(words.ANYTHING_SINGULAR);
export const ANYTHING_PLURAL = wordSet(words.ANYTHING_PLURAL);
export const ANAPHORS_SINGULAR = wordSet(words.ANAPHORS_SINGULAR);
export const ANAPHORS_PLURAL = wordSet(words.ANAPHORS_PLURAL);
export const COMMANDS = wordSet(words.COMMANDS);
export const TRAILERS = wordSet(words.TRAILERS);
/** Adjectives, verbs and adverbs that are understood but that nothing in a region can prove. */
export const NEUTRAL = wordSet(NEUTRAL_WORDS);
/** Nouns that no class of the detector covers. */
export const ABSENT = table(
  list(ABSENT_NOUNS).flatMap(
    (noun) =>
      [
        [noun, 'singular'],
        [pluralOf(noun), 'plural'],
      ] as const,
  ),
);

const TABLES: ReadonlyArray<PhraseTable<unknown>> = [
  NOUNS,
  COLORS,
  GARMENTS,
  DIRECTIONS,
  SIZES,
  RELATIONS,
  QUANTIFIERS,
  NUMBERS,
  ORDINALS,
  EXCLUSIONS,
  CLOSING_EXCLUSIONS,
  CONJUNCTIONS,
  PORTIONS,
  DETERMINERS,
  SUBJECT_PRONOUNS,
  POSSESSIVES,
  THING_PRONOUNS,
  RELATIVIZERS,
  COPULAS,
  NEGATIONS,
  COLOR_SHIFTS,
  COLOR_SUFFIXES,
  SIDE_NOUNS,
  FRAME_NOUNS,
  VIEWER_NOUNS,
  ANYTHING_SINGULAR,
  ANYTHING_PLURAL,
  ANAPHORS_SINGULAR,
  ANAPHORS_PLURAL,
  COMMANDS,
  TRAILERS,
  NEUTRAL,
  ABSENT,
];

/** Every word that occurs in some entry. */
export const VOCABULARY: ReadonlySet<string> = new Set(
  TABLES.flatMap((entries) => [...entries.keys()].flatMap((key) => key.split(' '))),
);

export function isVocabulary(word: string): boolean {
  return VOCABULARY.has(word) || /^\d{1,2}$/.test(word);
}
