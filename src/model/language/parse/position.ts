import {
  ABSENT,
  COLORS,
  DETERMINERS,
  DIRECTIONS,
  FRAME_NOUNS,
  NOUNS,
  NUMBERS,
  ORDINALS,
  POSSESSIVES,
  SIDE_NOUNS,
  SIZES,
  VIEWER_NOUNS,
} from '../lexicon.ts';
import type { PhraseTable } from '../lexicon.ts';
import { Reader } from './reader.ts';
import type { Direction, Modifier, Size } from '../syntax.ts';

type DirectionModifier = Extract<Modifier, { kind: 'direction' }>;
type OrdinalModifier = Extract<Modifier, { kind: 'ordinal' }>;

const PREPOSITIONS = new Set(
  'on at in to toward towards from along near by up down over out off into onto just way all over right'.split(' '),
);
const INTENSIFIERS = new Set('very far extreme immediate most furthest farthest closest nearest further'.split(' '));
const SUPERLATIVES = new Set('furthest farthest closest nearest'.split(' '));
const LATERAL: ReadonlySet<Direction> = new Set(['left', 'right', 'top', 'bottom'] as const);
/** "right behind": an adverb, no side. */
const ADVERBIAL_RIGHT = new Set(
  'behind next beside under below above in on at by near up there here before against over'.split(' '),
);
/** Prepositions or comparisons where a landmark follows: "behind the sofa", "closer to the tree". */
const BARE = new Set(
  'above behind below closest nearest furthest farthest closer nearer farther further near higher lower'.split(' '),
);

/** Numbers that are nouns: a place after them is no adjective. */
const PEOPLE = new Set('pair couple duo trio'.split(' '));

/** Those of them that are never adjectives. */
const PREPOSITIONAL = new Set('above behind below'.split(' '));

function directionModifier(direction: Direction, extreme: boolean): DirectionModifier {
  return { kind: 'direction', direction, extreme, negated: false };
}

/** Words after which "right" is a side: "to the right behind the sofa". */
const BEFORE_SIDE = new Set('the to far on furthest farthest most bottom top upper lower'.split(' '));

function isAdverbialRight(reader: Reader): boolean {
  return (
    reader.text() === 'right' &&
    !BEFORE_SIDE.has(reader.text(-1)) &&
    ADVERBIAL_RIGHT.has(reader.text(1)) &&
    reader.peek(DIRECTIONS, 2) === undefined &&
    reader.peek(DIRECTIONS, 3) === undefined
  );
}

/** Words that pick one of several: "the highest of the cups", "the lower of the knives". */
const PARTITIVE = new Set('lower upper higher nearer closer farther further outer'.split(' '));
/** Parts of a landmark that are places in the photo too: "the right end of the bar". */
const PLACES_OF = new Set('end edge corner half part third'.split(' '));

/** "of the picture", "from us": the whole that the direction refers to. False where another landmark follows. */
function takeFrame(reader: Reader): boolean {
  const before = reader.text(-1);
  const picks = PLACES_OF.has(before) || PARTITIVE.has(before) || DIRECTIONS.get(before)?.extreme === true;
  return takeWhole(reader) || picks;
}

function takeWhole(reader: Reader): boolean {
  const start = reader.at;
  if (!['of', 'in', 'from', 'to'].includes(reader.text())) return true;
  const preposition = reader.text();
  reader.at += 1;
  while (reader.take(DETERMINERS) !== undefined);
  const counts = reader.text() !== 'one' && (reader.peek(NUMBERS) !== undefined || /^\d+$/.test(reader.text()));
  if (preposition === 'of' && counts) {
    // "the lower of the two knives": what it is chosen from follows.
    reader.at = start;
    return true;
  }
  if (reader.take(FRAME_NOUNS) !== undefined || reader.take(VIEWER_NOUNS) !== undefined) {
    // "of the pile of mugs": the pile is no frame but holds the landmark.
    if (reader.text() !== 'of') return true;
  }
  reader.at = start;
  return preposition !== 'of';
}

/**
 * Takes "on the far left side of the picture", "top right corner", "in front", "closest to us" at the reader's place.
 * Takes nothing where the words are no position, or where they relate to a landmark ("left of the car").
 */
export function takePosition(source: Reader): DirectionModifier[] | undefined {
  const reader = new Reader(source.tokens, source.at);
  if (isAdverbialRight(reader)) return undefined;
  let steps = 0;
  while (steps < 2 && PREPOSITIONS.has(reader.text()) && reader.peek(DIRECTIONS) === undefined) {
    reader.at += 1;
    steps += 1;
  }
  while (reader.peek(DETERMINERS) !== undefined && reader.peek(DIRECTIONS) === undefined) reader.take(DETERMINERS);
  if (reader.peek(POSSESSIVES) !== undefined) return undefined;
  const found = takeDirections(reader);
  if (found.length === 0) return undefined;
  while (reader.peek(SIDE_NOUNS) !== undefined && reader.peek(NOUNS) === undefined) reader.take(SIDE_NOUNS);
  if (!takeFrame(reader)) return undefined;
  if (leadsToLandmark(reader) || (steps > 0 && describesLandmark(reader, source))) return undefined;
  source.at = reader.at;
  return found;
}

/** "the rider on the left elephant": the landmark is on the left, not the rider. */
function describesLandmark(reader: Reader, source: Reader): boolean {
  const adjective = DIRECTIONS.get(reader.text(-1)) !== undefined;
  return adjective && (reader.peek(NOUNS) !== undefined || reader.text() === 'one') && nounBefore(source);
}

/** True where the last word taken relates to something that comes next, so that it is no position in the photo. */
function leadsToLandmark(reader: Reader): boolean {
  if (!BARE.has(reader.text(-1)) || reader.done) return false;
  // "the nearer bed": an adjective.
  const before = reader.text(-2);
  if (PREPOSITIONAL.has(reader.text(-1)) && opensLandmark(reader)) return true;
  if (DETERMINERS.get(before) !== undefined || (NUMBERS.get(before) !== undefined && !PEOPLE.has(before))) return false;
  // "closest zebra": an adjective too, as long as no noun came before.
  if (!PREPOSITIONAL.has(reader.text(-1)) && reader.peek(NOUNS) !== undefined && !nounBefore(reader)) return false;
  const link = ['to', 'from'].includes(reader.text()) ? 1 : 0;
  if (link === 1 && reader.peek(VIEWER_NOUNS, reader.peek(DETERMINERS, 1) === undefined ? 1 : 2) !== undefined)
    return false;
  return (
    link === 1 ||
    reader.peek(DETERMINERS) !== undefined ||
    reader.peek(POSSESSIVES) !== undefined ||
    reader.peek(NOUNS) !== undefined
  );
}

/** "behind home plate", "behind them", "above two cups": bare words that name a landmark. */
function opensLandmark(reader: Reader): boolean {
  return (
    ['it', 'them', 'him', 'her', 'the', 'a', 'an'].includes(reader.text()) ||
    [ABSENT, COLORS, NUMBERS].some((table: PhraseTable<unknown>) => reader.peek(table) !== undefined)
  );
}

function nounBefore({ tokens, at }: Reader): boolean {
  return tokens.slice(0, at).some((_, index) => NOUNS.match(tokens, index) !== undefined);
}

function takeDirections(reader: Reader): DirectionModifier[] {
  const found: DirectionModifier[] = [];
  let extreme = false;
  while (!reader.done) {
    const word = reader.text();
    const start = reader.at;
    if (INTENSIFIERS.has(word) && takesIntensity(reader)) {
      extreme = true;
      continue;
    }
    if (isAdverbialRight(reader)) break;
    const entry = reader.peek(DIRECTIONS);
    if (entry === undefined) break;
    reader.at = start + entry.length;
    if (found.length > 0 && leadsToLandmark(reader)) {
      reader.at = start;
      break;
    }
    found.push(directionModifier(entry.value.direction, entry.value.extreme || extreme));
    if (reader.text() === 'and' && reader.peek(DIRECTIONS, 1) !== undefined) break;
  }
  return mergeDepth(found);
}

/** "far left", "furthest to the right": the intensifier and the words up to the direction that it strengthens. */
function takesIntensity(reader: Reader): boolean {
  const start = reader.at;
  const superlative = SUPERLATIVES.has(reader.text());
  reader.at += 1;
  if (superlative && ['to', 'on', 'at', 'toward', 'towards', 'from'].includes(reader.text())) reader.at += 1;
  while (reader.peek(DETERMINERS) !== undefined && reader.peek(DIRECTIONS) === undefined) reader.take(DETERMINERS);
  const next = reader.peek(DIRECTIONS);
  const strengthens = next !== undefined && (LATERAL.has(next.value.direction) || !superlative);
  if (!strengthens) reader.at = start;
  return strengthens;
}

/** "furthest back", "far back": one depth, not two. */
function mergeDepth(found: readonly DirectionModifier[]): DirectionModifier[] {
  return found
    .filter((item, index) => !found.slice(0, index).some(({ direction }) => direction === item.direction))
    .map((item) =>
      found.some((other) => other.direction === item.direction && other.extreme) ? { ...item, extreme: true } : item,
    );
}

const ORDINAL_LINKS = new Set('from on in to at counting counted starting and of'.split(' '));

/**
 * Takes "from the left", "to the right", "from bottom" after an ordinal (the noun may stand between them).
 */
export function takeOrdinalAxis(source: Reader): Direction | undefined {
  const reader = new Reader(source.tokens, source.at);
  while (ORDINAL_LINKS.has(reader.text())) reader.at += 1;
  while (reader.peek(DETERMINERS) !== undefined && reader.peek(DIRECTIONS) === undefined) reader.take(DETERMINERS);
  if (reader.text() === 'far') reader.at += 1;
  const entry = reader.take(DIRECTIONS);
  if (entry === undefined || entry.direction === 'middle' || entry.direction === 'ends') return undefined;
  while (reader.peek(SIDE_NOUNS) !== undefined && reader.peek(NOUNS) === undefined) reader.take(SIDE_NOUNS);
  if (!takeFrame(reader)) return undefined;
  source.at = reader.at;
  return entry.direction;
}

/** Takes "second", "third from the left", "second to last". */
export function takeOrdinal(reader: Reader): OrdinalModifier | undefined {
  const index = reader.peek(ORDINALS);
  if (index === undefined) return undefined;
  reader.at += index.length;
  let value = index.value;
  if (['to', 'from'].includes(reader.text()) && ORDINALS.get(reader.text(1)) === -1) {
    reader.at += 2;
    value = -value;
  }
  return { kind: 'ordinal', index: value, from: takeScale(reader) ?? takeOrdinalAxis(reader), negated: false };
}

/** "second largest", "third highest", "second closest to the camera". */
function takeScale(reader: Reader): Direction | Size | undefined {
  const size = reader.peek(SIZES);
  if (size?.value.superlative) {
    reader.at += size.length;
    return size.value.size;
  }
  return DIRECTIONS.get(reader.text())?.extreme ? takePosition(reader)?.[0]?.direction : undefined;
}
