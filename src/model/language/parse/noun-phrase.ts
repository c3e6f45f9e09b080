import { looksLikeQualifier } from '../inflect.ts';
import * as lexicon from '../lexicon.ts';
import type { Head, NounPhrase } from '../syntax.ts';
import { isGarmentHere, readColors, readGarment } from './appearance.ts';
import { Draft, isLink, PARTIAL_PERSON_HEAD, PERSON_HEAD } from './draft.ts';
import type { ParseContext } from './draft.ts';
import { readNoun } from './nouns.ts';
import { takePosition } from './position.ts';
import { readOrdinal, readPosition, readQuantity, readSize } from './quantity.ts';
import { Reader } from './reader.ts';
import { roleAfterRelation } from './roles.ts';
import type { TokenRole } from './roles.ts';
import { readLandmark, readPossessive, readRelation } from './relations.ts';

const BODY_PARTS = new Set(
  'hand hands arm arms head heads face faces foot feet leg legs finger fingers shoulder body'.split(' '),
);
const LACKING = new Set(['without', 'no', 'w/o', 'lacking', 'lacks']);

const FUNCTION_WORDS = [
  lexicon.RELATIVIZERS,
  lexicon.COPULAS,
  lexicon.THING_PRONOUNS,
  lexicon.DETERMINERS,
  lexicon.SIDE_NOUNS,
  lexicon.FRAME_NOUNS,
  lexicon.VIEWER_NOUNS,
  lexicon.SUBJECT_PRONOUNS,
  lexicon.CONJUNCTIONS,
  lexicon.TRAILERS,
  lexicon.COLOR_SUFFIXES,
  lexicon.COLOR_SHIFTS,
  lexicon.COMMANDS,
];

type PhraseReader = (draft: Draft) => boolean;

/** Each takes what it understands at the reader's place; the first that does wins. */
const READERS: ReadonlyArray<readonly [read: PhraseReader, role: TokenRole]> = [
  [readComma, 'filler'],
  [readNegation, 'negation'],
  [readQuantity, 'quantifier'],
  [readOrdinal, 'ordinal'],
  [readPossessive, 'relation'],
  [readColors, 'modifier'],
  [(draft) => !isGarmentHere(draft) && readPosition(draft), 'modifier'],
  [readSize, 'modifier'],
  [readRelation, 'relation'],
  [readNoun, 'modifier'],
  [readGarment, 'modifier'],
  [readNeutral, 'modifier'],
  [readFunctionWord, 'filler'],
  [readUnknown, 'unknown'],
];

/**
 * Reads one noun phrase token by token: what stands before the head, the head, and what follows it. Unknown words
 * never stop it.
 * @param isAnchor the phrase is a landmark: it ends where the main phrase may go on, at a comma or a position
 */
export function readNounPhrase(reader: Reader, context: ParseContext, isAnchor: boolean): NounPhrase | undefined {
  const draft = new Draft(reader, context);
  while (!reader.done && !(isAnchor && endsAnchor(draft))) {
    const before = { at: reader.at, head: draft.head, subject: draft.hasSubject };
    const role = READERS.find(([read]) => read(draft))![1];
    const taken = reader.tokens.slice(before.at, reader.at);
    const named = draft.head !== before.head;
    context.roles.mark(
      taken,
      role === 'relation'
        ? roleAfterRelation(taken)
        : () => roleNow(role, named, !before.subject && draft.hasSubject, isAnchor),
    );
  }
  draft.closeClause();
  return finished(draft, isAnchor);
}

/** @param named the step gave the phrase its head; @param clause it opened a clause about something else */
function roleNow(role: TokenRole, named: boolean, clause: boolean, isAnchor: boolean): TokenRole {
  if (clause) return 'landmark-head';
  if (named) return isAnchor ? 'landmark-head' : 'head';
  return isAnchor && role === 'modifier' ? 'landmark-modifier' : role;
}

function endsAnchor({ head, reader }: Draft): boolean {
  if (head === undefined) return reader.text() === ',';
  if ([',', 'and'].includes(reader.text()) || lexicon.NEGATIONS.get(reader.text()) !== undefined) return true;
  return takePosition(new Reader(reader.tokens, reader.at)) !== undefined;
}

function readComma(draft: Draft): boolean {
  if (draft.reader.text() !== ',') return false;
  draft.reader.at += 1;
  draft.negated = false;
  draft.closeClause();
  return true;
}

function readNegation(draft: Draft): boolean {
  const { reader } = draft;
  const word = reader.text();
  // "none of the dogs" counts them.
  if (word === 'none' && draft.head === undefined) return false;
  if (reader.take(lexicon.NEGATIONS) === undefined) return false;
  if (word === 'nobody' && draft.head !== undefined) return readNobody(draft);
  draft.negated = true;
  if (LACKING.has(word) && draft.head !== undefined) readLandmark(draft, 'with', 'with');
  return true;
}

/** "the chair nobody is sitting in": a clause about somebody, negated. */
function readNobody(draft: Draft): boolean {
  draft.negated = true;
  draft.reader.at -= 1;
  return readNoun(draft);
}

function readNeutral(draft: Draft): boolean {
  const { reader } = draft;
  const neutral = reader.peek(lexicon.NEUTRAL);
  if (neutral === undefined) return false;
  draft.attribute(reader.words(neutral.length));
  reader.at += neutral.length;
  return true;
}

function readFunctionWord({ reader }: Draft): boolean {
  if (FUNCTION_WORDS.some((table) => reader.take(table) !== undefined)) return true;
  if (!isLink(reader.text())) return false;
  reader.at += 1;
  return true;
}

/** A word that the lexicon has only inside longer entries says nothing; any other is unknown. Takes any word. */
function readUnknown(draft: Draft): boolean {
  const token = draft.reader.tokens[draft.reader.at];
  draft.reader.at += 1;
  if (lexicon.isVocabulary(token.text)) return true;
  draft.context.unknown.push(token);
  if (draft.head === undefined && !looksLikeQualifier(token.text)) draft.pendingUnknown.push(token);
  else draft.attribute(token.text);
  return true;
}

function finished(draft: Draft, isAnchor: boolean): NounPhrase | undefined {
  const head = draft.head === undefined ? impliedHead(draft, isAnchor) : finalHead(draft, draft.head, isAnchor);
  if (head === undefined) return undefined;
  const quantity = draft.quantity ?? (draft.plural ? { kind: 'some' } : { kind: 'one' });
  return { kind: 'noun', head, quantity, modifiers: draft.modifiers };
}

function finalHead(draft: Draft, head: Head, isAnchor: boolean): Head {
  if (head.kind === 'anaphor') return { kind: 'anaphor', person: draft.personal };
  // "those in white caps"
  if (head.kind === 'anything' && draft.personal && head.person === undefined) return { kind: 'anything', person: true };
  return head.kind === 'absent' && !isAnchor && BODY_PARTS.has(head.word) ? PARTIAL_PERSON_HEAD : head;
}

/** What a phrase without a noun means: somebody dressed so, an unknown word, or whatever else was spoken of. */
function impliedHead(draft: Draft, isAnchor: boolean): Head | undefined {
  const says = draft.modifiers.some(
    (modifier) => modifier.kind !== 'attribute' && (modifier.kind !== 'relation' || modifier.certain),
  );
  if (draft.personal) return says ? { kind: 'anaphor', person: true } : PERSON_HEAD;
  const last = draft.pendingUnknown.at(-1);
  if (last !== undefined) return { kind: 'absent', word: last.text, listed: false };
  return !isAnchor && (says || draft.quantity !== undefined) ? { kind: 'anaphor', person: false } : undefined;
}
