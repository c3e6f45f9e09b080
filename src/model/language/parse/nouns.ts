import { looksLikeQualifier } from '../inflect.ts';
import * as lexicon from '../lexicon.ts';
import type { NounEntry } from '../lexicon.ts';
import type { NounPhrase } from '../syntax.ts';
import { headOf, PERSON_HEAD, SOMEBODY } from './draft.ts';
import type { Draft } from './draft.ts';
import type { Token } from './tokenize.ts';

/** Portions that are several: "a herd of cows". */
const SEVERAL = new Set(
  (
    'pair couple group bunch herd flock pile stack row crowd team set trio heap cluster collection dozen ' +
    'groups bunches piles stacks rows pairs'
  ).split(' '),
);
/** "what he holds", "whoever sits there". */
const QUESTION_HEADS = new Set(['what', 'whatever', 'whats', 'who', 'whoever']);
/** "him and the skateboard" */
const PERSONAL_PRONOUNS = new Set(['he', 'him', 'she']);
/** How many adjectives may stand between a word that is no class and the noun that it describes. */
const MOST_ADJECTIVES = 4;

/** Reads a noun: the head where there is none yet, else the subject of a clause or a part. */
export function readNoun(draft: Draft): boolean {
  const { reader } = draft;
  if (draft.head !== undefined && readGathering(draft)) return true;
  const noun = reader.peek(lexicon.NOUNS);
  const absent = reader.peek(lexicon.ABSENT);
  const isNoun = noun !== undefined && noun.length >= (absent?.length ?? 0);
  if (!isNoun && absent === undefined) return readStandIn(draft);
  if (draft.head !== undefined)
    return isNoun ? readSubject(draft, noun.value, noun.length) : readPart(draft, absent!.length);
  if ((noun?.length ?? 0) < 2 && readPortion(draft)) return true;
  const garment = reader.peek(lexicon.GARMENTS)?.length ?? 0;
  if (garment > 0 && (!isNoun || garment > noun.length)) return false;
  const taken = reader.tokens.slice(reader.at, reader.at + (isNoun ? noun.length : absent!.length));
  reader.at += taken.length;
  if (reader.text() === "'s") return readOwner(draft, isNoun ? noun.value : undefined);
  if (nounFollows(draft) || (!isNoun && nounFollowsLater(draft)))
    draft.attribute(taken.map(({ text }) => text).join(' '));
  else if (isNoun) draft.setHead(headOf(noun.value), noun.value.number !== 'singular');
  else setAbsent(draft, taken);
  return true;
}

function setAbsent(draft: Draft, tokens: readonly Token[]): void {
  draft.context.unknown.push(...tokens);
  const word = tokens.map(({ text }) => text).join(' ');
  draft.setHead({ kind: 'absent', word, listed: true }, lexicon.ABSENT.get(word) === 'plural');
}

/** "banana bunch", "suitcase pile": several of what the head names. */
function readGathering(draft: Draft): boolean {
  const { reader } = draft;
  if (!SEVERAL.has(reader.text()) || lexicon.NOUNS.get(reader.text(-1)) === undefined) return false;
  if (draft.quantity?.kind !== 'exactly') {
    const count = lexicon.NUMBERS.get(reader.text());
    draft.quantity = count === undefined || count > 3 ? { kind: 'some' } : { kind: 'exactly', count };
  }
  reader.at += 1;
  return true;
}

/** "toy dog", "tennis court", "dog statue": the last noun of a row is the head. */
function nounFollows(draft: Draft): boolean {
  const { reader } = draft;
  if (reader.peek(lexicon.RELATIONS) !== undefined) return false;
  // "bear-faced umbrella": the noun is in an adjective.
  if ((reader.tokens[reader.at]?.hyphenated ?? false) && reader.peek(lexicon.NOUNS) === undefined) return true;
  if (reader.peek(lexicon.NOUNS) !== undefined || reader.peek(lexicon.ABSENT) !== undefined) {
    return reader.peek(lexicon.NEUTRAL) === undefined && reader.peek(lexicon.GARMENTS) === undefined;
  }
  const ends =
    reader.at + 1 >= reader.tokens.length || reader.peek(lexicon.RELATIONS, 1) !== undefined || reader.text(1) === ',';
  return draft.isUnknownAt(0) && !looksLikeQualifier(reader.text()) && ends;
}

/** "meat-topped pizza", "wall-hung toilet": adjectives stand between a word that is no class and the noun. */
function nounFollowsLater({ reader }: Draft): boolean {
  for (let ahead = 0; ahead < MOST_ADJECTIVES; ahead += 1) {
    if (reader.peek(lexicon.NOUNS, ahead) !== undefined) return ahead > 0;
    if (reader.peek(lexicon.RELATIONS, ahead) !== undefined || reader.text(ahead) === ',') return false;
    const describes = [lexicon.COLORS, lexicon.NEUTRAL, lexicon.SIZES, lexicon.GARMENTS, lexicon.ABSENT].some(
      (table: lexicon.PhraseTable<unknown>) => reader.peek(table, ahead) !== undefined,
    );
    if (!describes && lexicon.isVocabulary(reader.text(ahead))) return false;
  }
  return false;
}

/** "slice of", "pair of", "picture of": what follows is meant. */
function readPortion(draft: Draft): boolean {
  const { reader } = draft;
  const portion = reader.peek(lexicon.PORTIONS);
  if (portion === undefined || reader.text(portion.length) !== 'of') return false;
  draft.plural ||= SEVERAL.has(reader.text());
  reader.at += portion.length + 1;
  while (reader.take(lexicon.DETERMINERS) !== undefined);
  return true;
}

/** "the man's tie": the man is the owner. A noun of no class owns nothing that can be found. */
function readOwner(draft: Draft, owner: NounEntry | undefined): boolean {
  const { reader } = draft;
  reader.at += 1;
  if (owner === undefined) return true;
  if (reader.text() === 'own') reader.at += 1;
  const owned = [lexicon.NOUNS, lexicon.ABSENT, lexicon.COLORS, lexicon.SIZES].some(
    (table: lexicon.PhraseTable<unknown>) => reader.peek(table) !== undefined,
  );
  if (!owned) {
    // "the dog's lying down": a contracted verb.
    draft.setHead(headOf(owner), owner.number !== 'singular');
    return true;
  }
  const anchor: NounPhrase = {
    kind: 'noun',
    head: headOf(owner),
    quantity: { kind: 'one' },
    modifiers: [...draft.modifiers],
  };
  draft.modifiers.length = 0;
  draft.relation('held-by', anchor, true);
  return true;
}

/** A second noun after the head is the subject of a clause ("the chair the cat is on") or just something there. */
function readSubject(draft: Draft, noun: NounEntry, length: number): boolean {
  const { reader } = draft;
  reader.at += length;
  if (reader.text() === "'s") reader.at += 1;
  draft.openClause({ kind: 'noun', head: headOf(noun), quantity: { kind: 'one' }, modifiers: [] });
  return true;
}

/** A word that is no class after the head is a part; a colour right before it is the part's. */
function readPart(draft: Draft, length: number): boolean {
  const { reader } = draft;
  const part = reader.words(length);
  const last = draft.modifiers.at(-1);
  const colored = last?.kind === 'color' && last.part === '' && lexicon.COLORS.get(reader.text(-1)) !== undefined;
  if (colored) draft.modifiers[draft.modifiers.length - 1] = { ...last, part };
  else draft.attribute(part);
  reader.at += length;
  return true;
}

/** "those three", "that white chair": a determiner, as opposed to "those on the left". */
function isDemonstrative({ reader }: Draft): boolean {
  if (!['those', 'these', 'that', 'this'].includes(reader.text())) return false;
  for (let ahead = 1; ahead <= MOST_ADJECTIVES + 1; ahead += 1) {
    const names = [lexicon.NOUNS, lexicon.ABSENT, lexicon.ANAPHORS_PLURAL, lexicon.ANYTHING_SINGULAR].some(
      (table: lexicon.PhraseTable<unknown>) => reader.peek(table, ahead) !== undefined,
    );
    if (names || reader.text(ahead) === 'one') return true;
    const describes = [lexicon.NUMBERS, lexicon.COLORS, lexicon.COLOR_SHIFTS, lexicon.SIZES, lexicon.NEUTRAL].some(
      (table: lexicon.PhraseTable<unknown>) => reader.peek(table, ahead) !== undefined,
    );
    if (!describes) return false;
  }
  return false;
}

/** "thing", "ones", "everything", "what he holds"; a pronoun as the subject of a clause. */
function readStandIn(draft: Draft): boolean {
  const { reader } = draft;
  if (draft.head !== undefined) {
    if (reader.take(lexicon.SUBJECT_PRONOUNS) === undefined) return false;
    draft.openClause(SOMEBODY);
    return true;
  }
  if (QUESTION_HEADS.has(reader.text())) {
    draft.setHead(reader.text().startsWith('who') ? PERSON_HEAD : { kind: 'anything', person: false }, false);
    reader.at += 1;
    return true;
  }
  if (PERSONAL_PRONOUNS.has(reader.text()) && reader.at === 0) {
    draft.setHead(PERSON_HEAD, false);
    reader.at += 1;
    return true;
  }
  if (isDemonstrative(draft)) return false;
  if (reader.take(lexicon.ANAPHORS_PLURAL) !== undefined) draft.setHead({ kind: 'anaphor', person: false }, true);
  else if (reader.take(lexicon.ANYTHING_PLURAL) !== undefined)
    draft.setHead({ kind: 'anything', person: undefined }, true);
  else if (reader.take(lexicon.ANYTHING_SINGULAR) !== undefined)
    draft.setHead({ kind: 'anything', person: undefined }, false);
  else return false;
  return true;
}
