import * as lexicon from '../lexicon.ts';
import type { Modifier, Quantity } from '../syntax.ts';
import { ANAPHOR, PERSON_HEAD } from './draft.ts';
import type { Draft } from './draft.ts';
import { takeOrdinal, takePosition } from './position.ts';
import { Reader } from './reader.ts';

/** "second row", "first base": an ordinal of something else than the thing meant. */
const ORDERED_PLACES = new Set(['row', 'floor', 'shelf', 'level', 'base', 'place', 'column', 'tier', 'baseman']);

/** Numbers that, alone, are people. */
const PEOPLE_NUMBERS = new Set(['couple', 'duo', 'trio']);

function quantityOf(kind: 'all' | 'both' | 'any' | 'several' | 'none', before: Quantity | undefined): Quantity {
  if (before?.kind === 'exactly' || before?.kind === 'none') return before;
  switch (kind) {
    case 'all':
    case 'any':
      return { kind: 'all' };
    case 'both':
      return { kind: 'exactly', count: 2 };
    case 'several':
      return { kind: 'some' };
    case 'none':
      return { kind: 'none' };
  }
}

/** "all", "both", "three", "one of", "the red one". */
export function readQuantity(draft: Draft): boolean {
  const { reader } = draft;
  if ((reader.peek(lexicon.NOUNS)?.length ?? 0) > 1) return false;
  const quantifier = draft.head === undefined ? reader.peek(lexicon.QUANTIFIERS) : undefined;
  if (quantifier === undefined) return readNumber(draft);
  reader.at += quantifier.length;
  draft.quantity = quantityOf(quantifier.value, draft.quantity);
  return true;
}

function readNumber(draft: Draft): boolean {
  const { reader } = draft;
  const word = reader.text();
  const count = /^\d{1,2}$/.test(word) ? Number(word) : lexicon.NUMBERS.get(word);
  if (count === undefined || count === 0) return false;
  if (reader.tokens[reader.at + 1]?.hyphenated) {
    // "three-masted ship": the number belongs to the adjective.
    draft.attribute(`${word}-${reader.text(1)}`);
    reader.at += 2;
    return true;
  }
  if (word === 'one') return readOne(draft);
  if (PEOPLE_NUMBERS.has(word) && draft.head === undefined && !countsNoun(draft)) {
    draft.setHead(PERSON_HEAD, true);
  }
  if (word === 'pair' && draft.head === undefined && standsAlone(draft)) draft.setHead(ANAPHOR, true);
  const countsTheChoice =
    (draft.head === undefined || PEOPLE_NUMBERS.has(word) || word === 'pair') && draft.quantity?.kind !== 'none' && !followsOf(draft);
  reader.at += 1;
  if (countsTheChoice) draft.quantity = count === 1 ? { kind: 'one' } : { kind: 'exactly', count };
  if (reader.text() === 'of') {
    reader.at += 1;
    while (reader.take(lexicon.DETERMINERS) !== undefined);
  }
  return true;
}

/** "the pair nearest the water", "the pair on the left": no noun comes before the relation. */
function standsAlone({ reader }: Draft): boolean {
  const next = reader.tokens[reader.at + 1];
  return (
    next === undefined ||
    (reader.text(1) !== 'of' &&
      [lexicon.RELATIONS, lexicon.RELATIVIZERS, lexicon.CONJUNCTIONS].some(
        (table: lexicon.PhraseTable<unknown>) => reader.peek(table, 1) !== undefined,
      ))
  );
}

/** "couple of cows", "couple cows". */
function countsNoun({ reader }: Draft): boolean {
  return reader.text(1) === 'of' || [1, 2].some((ahead) => reader.peek(lexicon.NOUNS, ahead) !== undefined);
}

/** "the upper of the two knives": the number counts what is chosen from. */
function followsOf(draft: Draft): boolean {
  const [last, beforeLast] = [draft.reader.text(-1), draft.reader.text(-2)];
  if (draft.quantity?.kind === 'some') return false;
  const linked = last === 'of' || (last === 'the' && beforeLast === 'of');
  if (linked) draft.quantity ??= { kind: 'one' };
  return linked;
}

/** "one of the dogs", "one dog", "the red one". */
function readOne(draft: Draft): boolean {
  const { reader } = draft;
  reader.at += 1;
  if (draft.head?.kind === 'absent') draft.setHead(ANAPHOR, false);
  if (draft.head !== undefined) return true;
  const described = draft.modifiers.some(({ kind }) => kind !== 'attribute');
  if (reader.text() === 'of') {
    reader.at += 1;
    draft.quantity = { kind: 'one' };
  } else if (reader.peek(lexicon.NOUNS) !== undefined && !described) {
    draft.quantity = { kind: 'one' };
  } else {
    draft.setHead(ANAPHOR, false);
  }
  return true;
}

export function readOrdinal(draft: Draft): boolean {
  const { reader } = draft;
  const ordinal = takeOrdinal(reader);
  if (ordinal === undefined) return false;
  if (ORDERED_PLACES.has(reader.text())) draft.attribute(reader.text());
  else draft.push(ordinal);
  return true;
}

/** "on the left", "top right", "closest to us". */
export function readPosition(draft: Draft): boolean {
  const counts = draft.modifiers.some((modifier) => modifier.kind === 'ordinal' && modifier.from === undefined);
  // "seen from behind", "back to back" are no positions; "second zebra from the front" counts from one.
  if (!counts && (draft.reader.peek(lexicon.NEUTRAL)?.length ?? 0) > 1) return false;
  if (readHeading(draft)) return true;
  const found = takePosition(draft.reader);
  if (found === undefined) return false;
  const [first, ...others] = found;
  if (!becomesAxis(draft, first)) draft.push(first);
  for (const item of others) draft.push(item);
  return true;
}

/** Verbs after which a side is where a thing turns, not where it is: "facing right", "looking to the left". */
const TURNING = new Set(
  'facing looking heading pointing turned turning going leaning tilted moving running walking aimed bent gazing'.split(
    ' ',
  ),
);

function readHeading(draft: Draft): boolean {
  const { reader } = draft;
  if (!TURNING.has(reader.text(-1))) return false;
  const rest = new Reader(reader.tokens, reader.at);
  const towards = ['to', 'toward', 'towards'].includes(rest.text());
  if (towards) rest.at += 1;
  while (rest.take(lexicon.DETERMINERS) !== undefined);
  const side = rest.take(lexicon.DIRECTIONS);
  if (side === undefined || !['left', 'right'].includes(side.direction) || rest.text() === 'of') return false;
  rest.take(lexicon.SIDE_NOUNS);
  // "looking right at the camera": an adverb.
  if (rest.text() === 'at') return false;
  reader.at = rest.at;
  draft.attribute('turned');
  return true;
}

/** "the third zebra on the left", "second mug left": the position is where the count starts. */
function becomesAxis(draft: Draft, position: Extract<Modifier, { kind: 'direction' }>): boolean {
  const index = draft.modifiers.findIndex((modifier) => modifier.kind === 'ordinal' && modifier.from === undefined);
  const ordinal = draft.modifiers[index];
  if (ordinal?.kind !== 'ordinal' || position.direction === 'middle') return false;
  // "the last two on the right" are the outermost there, not the last counted from it.
  draft.modifiers[index] =
    ordinal.index < 0 ? { ...position, extreme: true } : { ...ordinal, from: position.direction };
  return true;
}

export function readSize(draft: Draft): boolean {
  const { reader } = draft;
  const size = reader.peek(lexicon.SIZES);
  if (size === undefined) return false;
  const noun = reader.peek(lexicon.NOUNS);
  if (noun !== undefined && (noun.length > size.length || isHeadHere(draft, noun.length))) return false;
  reader.at += size.length;
  draft.push({ kind: 'size', ...size.value, negated: false });
  return true;
}

/** "the baby" is a noun, "the baby elephant" is small. */
function isHeadHere(draft: Draft, length: number): boolean {
  return draft.head === undefined && draft.reader.peek(lexicon.NOUNS, length) === undefined;
}
