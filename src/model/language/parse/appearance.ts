import * as lexicon from '../lexicon.ts';
import type { GarmentEntry } from '../lexicon.ts';
import type { ColorName } from '../syntax.ts';
import type { Draft } from './draft.ts';

/** Words after which clothes are spoken of. */
const WEARING = new Set('in with wearing wear wears w w/ having has sporting dressed wearin'.split(' '));
/** How many adjectives may stand before a colour or garment. */
const MOST_ADJECTIVES = 3;

/** "red", "black and white", "light blue", "red-coloured"; before a garment, the garment's colour. */
export function readColors(draft: Draft): boolean {
  const start = draft.reader.at;
  const colors = takeColors(draft);
  if (colors.length === 0) return false;
  const garment = takeGarment(draft) ?? takeSaidGarment(draft, start);
  if (garment !== undefined) pushGarment(draft, garment, colors);
  else draft.push({ kind: 'color', colors, band: 'whole', part: '', negated: false });
  return true;
}

/** "whose shirt is red": the garment came first. */
function takeSaidGarment({ reader, modifiers }: Draft, start: number): GarmentEntry | undefined {
  const last = modifiers.at(-1);
  const said = last?.kind === 'attribute' ? lexicon.GARMENTS.get(last.word) : undefined;
  if (said === undefined || lexicon.COPULAS.get(reader.tokens[start - 1]?.text ?? '') === undefined) return undefined;
  modifiers.pop();
  return said;
}

/** A garment without a colour says little, but that a person is meant. */
export function readGarment(draft: Draft): boolean {
  const garment = takeGarment(draft);
  if (garment === undefined) return false;
  pushGarment(draft, garment, []);
  return true;
}

/** True where a colour word that is also a noun ("orange", "light") describes the noun that follows. */
function isColorHere(draft: Draft, length: number): boolean {
  const { reader } = draft;
  const noun = reader.peek(lexicon.NOUNS);
  if (noun === undefined) return true;
  if (noun.length > length) return false;
  if (draft.head !== undefined) return true;
  for (let ahead = length; ahead < length + 4; ahead += 1) {
    const describes = [
      lexicon.NOUNS,
      lexicon.GARMENTS,
      lexicon.ABSENT,
      lexicon.ANYTHING_SINGULAR,
      lexicon.ANAPHORS_PLURAL,
    ].some((table: lexicon.PhraseTable<unknown>) => reader.peek(table, ahead) !== undefined);
    if (describes || reader.text(ahead) === 'one') return true;
    const joined = reader.text(ahead) === 'and' && reader.peek(lexicon.COLORS, ahead + 1) !== undefined;
    if (
      !joined &&
      (reader.peek(lexicon.RELATIONS, ahead) !== undefined || reader.peek(lexicon.CONJUNCTIONS, ahead) !== undefined)
    ) {
      return false;
    }
  }
  return false;
}

function takeColors(draft: Draft): ColorName[] {
  const { reader } = draft;
  const found: ColorName[] = [];
  while (!reader.done) {
    const color = reader.peek(lexicon.COLORS);
    if (color !== undefined && isColorHere(draft, color.length)) {
      const shifts =
        lexicon.COLOR_SHIFTS.get(reader.text()) !== undefined &&
        reader.peek(lexicon.COLORS, color.length) !== undefined;
      reader.at += color.length;
      if (!shifts) found.push(...color.value);
    } else if (reader.peek(lexicon.COLOR_SHIFTS) !== undefined && reader.peek(lexicon.COLORS, 1) !== undefined) {
      reader.at += 1;
    } else if (found.length > 0 && (reader.peek(lexicon.COLOR_SUFFIXES) !== undefined || joinsColor(draft))) {
      reader.at += 1;
    } else {
      break;
    }
  }
  return [...new Set(found)];
}

/** "black and white dog": the word after "and" is a colour of the same thing. */
function joinsColor({ reader }: Draft): boolean {
  if (!['and', ',', 'or'].includes(reader.text())) return false;
  const next = reader.peek(lexicon.COLORS, 1);
  return next !== undefined && reader.peek(lexicon.NOUNS, 1)?.length !== next.length + 1;
}

function takeGarment(draft: Draft): GarmentEntry | undefined {
  const { reader } = draft;
  let ahead = 0;
  while (
    ahead < 2 &&
    reader.peek(lexicon.GARMENTS, ahead) === undefined &&
    reader.peek(lexicon.NOUNS, ahead) === undefined &&
    reader.peek(lexicon.RELATIONS, ahead) === undefined &&
    reader.peek(lexicon.NEUTRAL, ahead) !== undefined
  )
    ahead += 1;
  const garment = reader.peek(lexicon.GARMENTS, ahead);
  if (garment === undefined || reader.text(ahead + garment.length) === 'of') return undefined;
  const noun = reader.peek(lexicon.NOUNS, ahead);
  if (noun !== undefined && noun.length >= garment.length && draft.head === undefined) return undefined;
  reader.at += ahead + garment.length;
  return garment.value;
}

/** True where "top" and the like are clothes, not a place: after "in", "with" or a colour. */
export function isGarmentHere({ reader }: Draft): boolean {
  const previous = reader.text(-1);
  return (
    reader.peek(lexicon.GARMENTS) !== undefined && (WEARING.has(previous) || lexicon.COLORS.get(previous) !== undefined)
  );
}

function pushGarment(draft: Draft, garment: GarmentEntry, colors: readonly ColorName[]): void {
  draft.personal = true;
  if (garment.visible && colors.length > 0) {
    // "dog with a red collar": only people have the bands that clothes are looked for on.
    const band = draft.mayBePerson() ? garment.band : 'whole';
    draft.push({ kind: 'color', colors, band, part: garment.word, negated: false });
  } else {
    draft.attribute(garment.word);
  }
}

/**
 * "in red", "wearing a blue shirt and jeans", "with black hair", "with a red lid", after the words of the relation.
 * @param words of the relation
 */
export function readWorn(draft: Draft, words: string): boolean {
  const { reader } = draft;
  if (!WEARING.has(words.split(' ').at(-1)!)) return false;
  const start = reader.at;
  while (
    reader.peek(lexicon.DETERMINERS) !== undefined ||
    reader.peek(lexicon.POSSESSIVES) !== undefined ||
    reader.text() === 'any'
  )
    reader.at += 1;
  skipToAppearance(draft);
  const colors = takeColors(draft);
  const garment = takeWornGarment(draft);
  if (garment !== undefined) {
    pushGarment(draft, garment, colors);
    readFurtherGarments(draft);
    return true;
  }
  if (colors.length > 0 && (readPart(draft, colors) || readClothesColor(draft, colors))) return true;
  reader.at = start;
  return false;
}

/** "with a red lid": a part that no class covers. */
function readPart(draft: Draft, colors: readonly ColorName[]): boolean {
  const { reader } = draft;
  const absent = reader.peek(lexicon.ABSENT);
  if (absent === undefined || reader.peek(lexicon.NOUNS) !== undefined) return false;
  const part = reader.tokens
    .slice(reader.at, reader.at + absent.length)
    .map(({ text }) => text)
    .join(' ');
  reader.at += absent.length;
  draft.push({ kind: 'color', colors, band: 'whole', part, negated: false });
  return true;
}

/** "the man in red". */
function readClothesColor(draft: Draft, colors: readonly ColorName[]): boolean {
  const { reader } = draft;
  // "hot dog with mustard", "pie covered in chocolate": no clothes.
  if (!draft.mayBePerson() || (!draft.isPerson() && lexicon.NOUNS.get(reader.text(-1)) !== undefined)) return false;
  const ends =
    reader.done ||
    [',', 'and'].includes(reader.text()) ||
    reader.peek(lexicon.RELATIONS) !== undefined ||
    reader.peek(lexicon.NEUTRAL) !== undefined ||
    reader.peek(lexicon.RELATIVIZERS) !== undefined ||
    reader.peek(lexicon.DIRECTIONS) !== undefined ||
    reader.peek(lexicon.COPULAS) !== undefined;
  if (!ends) return false;
  draft.personal = true;
  draft.push({ kind: 'color', colors, band: 'torso', part: 'clothes', negated: false });
  return true;
}

/** Passes adjectives that stand before a colour or a garment; stays where none follows. */
function skipToAppearance(draft: Draft): void {
  const { reader } = draft;
  for (let ahead = 0; ahead <= MOST_ADJECTIVES; ahead += 1) {
    if (reader.peek(lexicon.COLORS, ahead) !== undefined || reader.peek(lexicon.GARMENTS, ahead) !== undefined) {
      reader.at += ahead;
      return;
    }
    const describes =
      reader.peek(lexicon.NEUTRAL, ahead) !== undefined || reader.peek(lexicon.SIZES, ahead) !== undefined;
    if (!describes && !draft.isUnknownAt(ahead)) return;
  }
}

/** Garments win over nouns ("glasses") after "in" and "with" where the head is, or may be, a person. */
function takeWornGarment(draft: Draft): GarmentEntry | undefined {
  const { reader } = draft;
  const start = reader.at;
  skipToAppearance(draft);
  const garment = reader.peek(lexicon.GARMENTS);
  if (garment === undefined || (!draft.mayBePerson() && reader.peek(lexicon.NOUNS) !== undefined)) {
    reader.at = start;
    return undefined;
  }
  reader.at += garment.length;
  return garment.value;
}

function readFurtherGarments(draft: Draft): void {
  const { reader } = draft;
  while (['and', ',', 'with'].includes(reader.text())) {
    const start = reader.at;
    reader.at += 1;
    while (reader.take(lexicon.DETERMINERS) !== undefined);
    skipToAppearance(draft);
    const colors = takeColors(draft);
    const garment = takeWornGarment(draft);
    if (garment === undefined) {
      reader.at = start;
      return;
    }
    pushGarment(draft, garment, colors);
  }
}
