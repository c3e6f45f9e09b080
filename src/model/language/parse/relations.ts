import * as lexicon from '../lexicon.ts';
import type { Direction, Modifier, Relation } from '../syntax.ts';
import { readWorn } from './appearance.ts';
import { previousAnchor } from './draft.ts';
import type { Draft } from './draft.ts';

/** Verbs whose subject is a person even where no noun says so: "the one wearing a hat". */
const PERSONAL_VERBS = new Set('wearing holding riding wears carrying'.split(' '));
const LACKS = new Set(['no', 'not', 'neither']);
/** Parts of a body that hold or carry things. */
const HOLDING_PARTS = new Set(
  (
    'hand hands arm arms lap head shoulder shoulders mouth neck feet foot back knees knee legs chest ' +
    'face hair trunk beak paws paw grip wrist leg hip fingers finger'
  ).split(' '),
);
/** Pronouns that stand for what an earlier part of the phrase named. */
const BACKWARD_PRONOUNS = new Set(['it', 'them', 'him', 'her', 'itself']);
/** "looking at us" is no place; "close to us" is. */
const FACING = new Set(['at', 'facing', 'to', 'towards', 'toward', 'with', 'by']);

/** What the landmark does to the thing, given what the thing does to the landmark: "the chair that the cat is on". */
const INVERSES: Readonly<Partial<Record<Relation, Relation>>> = {
  'left-of': 'right-of',
  'right-of': 'left-of',
  above: 'below',
  below: 'above',
  'in-front-of': 'behind',
  behind: 'in-front-of',
  on: 'supporting',
  riding: 'supporting',
  in: 'containing',
  with: 'held-by',
  'held-by': 'with',
};

/** Relations that stand alone after a noun: "the dog behind". */
const BARE_PLACES: Readonly<Partial<Record<Relation, Direction>>> = {
  'in-front-of': 'front',
  behind: 'back',
  above: 'top',
  below: 'bottom',
  nearest: 'front',
  farthest: 'back',
};

/** Where a thing is likely to be that stands so to something unseen. */
const BLIND_PLACES: Readonly<Partial<Record<Relation, Direction>>> = {
  'left-of': 'left',
  'right-of': 'right',
  above: 'top',
  below: 'bottom',
  'in-front-of': 'front',
  behind: 'back',
};

export function readRelation(draft: Draft): boolean {
  const { reader } = draft;
  const relation = reader.peek(lexicon.RELATIONS);
  if (relation === undefined) return false;
  // "drinks other than the dark one": a noun, as long as there is none.
  if (draft.head === undefined && !draft.hasSubject && (reader.peek(lexicon.NOUNS)?.length ?? 0) >= relation.length)
    return false;
  const words = reader.words(relation.length);
  if (relation.value === 'of' && readOf(draft)) return true;
  reader.at += relation.length;
  if (isAdjective(draft, words)) {
    draft.attribute(words);
    return true;
  }
  if (PERSONAL_VERBS.has(words)) draft.personal = true;
  const { negated } = draft;
  if (relation.value === 'with' && LACKS.has(reader.text())) {
    // "with no lid": only what follows directly is negated.
    reader.at += 1;
    draft.negated = true;
  }
  readLandmark(draft, relation.value, words);
  if (relation.value === 'with') draft.negated = negated;
  return true;
}

/** "two drinking glasses", "flying kites", but not "the two drinking wine", "holding umbrella". */
function isAdjective(draft: Draft, words: string): boolean {
  const { reader } = draft;
  const noun = reader.peek(lexicon.NOUNS)?.value;
  if (draft.head !== undefined || draft.hasSubject || noun === undefined || !words.endsWith('ing')) return false;
  if (noun.number === 'plural') return true;
  return reader.at > words.split(' ').length && draft.quantity?.kind !== 'exactly';
}

/** "one of the dogs", "the left one of the two", "crate of oranges" (the oranges are meant). */
function readOf(draft: Draft): boolean {
  const { reader } = draft;
  const start = reader.at;
  reader.at += 1;
  if (draft.head === undefined && isChoice(draft)) draft.quantity ??= { kind: 'one' };
  if (draft.head === undefined || draft.head.kind === 'anaphor') return true;
  const definite = reader.peek(lexicon.DETERMINERS) !== undefined;
  while (reader.take(lexicon.DETERMINERS) !== undefined);
  if (
    reader.peek(lexicon.NUMBERS) !== undefined ||
    /^\d+$/.test(reader.text()) ||
    reader.peek(lexicon.ANAPHORS_PLURAL) !== undefined
  ) {
    reader.at += 1;
    return true;
  }
  const holds = draft.head.kind === 'absent' && !definite && nounAhead(draft);
  if (holds) draft.head = undefined;
  else reader.at = start;
  return holds;
}

/** "the largest of the boats" is one boat. */
function isChoice({ modifiers }: Draft): boolean {
  const last = modifiers.at(-1);
  return last?.kind === 'ordinal' || last?.kind === 'direction' || last?.kind === 'size';
}

/** A noun comes after nothing but adjectives: "block of dark chocolate cake". */
function nounAhead({ reader }: Draft): boolean {
  for (let ahead = 0; ahead < 4; ahead += 1) {
    if (reader.peek(lexicon.NOUNS, ahead) !== undefined) return true;
    if (reader.peek(lexicon.COLORS, ahead) === undefined && reader.peek(lexicon.NEUTRAL, ahead) === undefined)
      return false;
  }
  return false;
}

/** Reads what a relation leads to: a garment, a body part, the viewer, a landmark, or nothing. */
export function readLandmark(draft: Draft, relation: Relation, words: string): void {
  const { reader } = draft;
  if (
    readViewer(draft, relation) ||
    readHeldBy(draft, relation) ||
    readWorn(draft, words) ||
    readPronoun(draft, relation)
  )
    return;
  if (readRelativeLandmark(draft, relation)) return;
  skipSideOf(draft);
  const start = reader.at;
  const anchor = endsHere(draft)
    ? undefined
    : draft.context.anchor(reader, relation, (modifiers) => { takeOver(draft, modifiers); });
  if (anchor !== undefined) {
    draft.relation(relation, anchor, true);
    draft.takeSubject();
    readFurtherLandmarks(draft, relation);
  } else if (reader.at > start) {
    draft.attribute(words);
    leanTowards(draft, relation);
  } else {
    readBarePlace(draft, relation, words);
  }
}

/** "left of the tree": without the tree, left is all there is to go by. */
function leanTowards(draft: Draft, relation: Relation): void {
  const direction = BLIND_PLACES[relation];
  if (direction !== undefined) draft.push({ kind: 'direction', direction, extreme: false, negated: false });
}

/** "the cup on the shelf above the sink": what is said of a shelf that no class covers holds of the cup, more or less. */
function takeOver(draft: Draft, modifiers: readonly Modifier[]): void {
  for (const modifier of modifiers) {
    if (modifier.kind === 'relation') draft.push({ ...modifier, certain: false });
    else if (modifier.kind === 'direction') draft.push(modifier);
  }
}

function endsHere({ reader }: Draft): boolean {
  return reader.done || reader.text() === ',';
}

/** "touching the left side of the suitcase": the suitcase is the landmark. */
function skipSideOf({ reader }: Draft): void {
  const start = reader.at;
  while (reader.take(lexicon.DETERMINERS) !== undefined);
  while (reader.peek(lexicon.DIRECTIONS) !== undefined && reader.peek(lexicon.NOUNS) === undefined)
    reader.take(lexicon.DIRECTIONS);
  const side = reader.take(lexicon.SIDE_NOUNS) !== undefined;
  if (side && reader.text() === 'of') reader.at += 1;
  else reader.at = start;
}

/** "the laptop on which the phone lies": the phone is on the laptop. */
function readRelativeLandmark(draft: Draft, relation: Relation): boolean {
  const { reader } = draft;
  const inverse = INVERSES[relation];
  if (inverse === undefined || !['which', 'whom'].includes(reader.text())) return false;
  reader.at += 1;
  const anchor = draft.context.anchor(reader, inverse);
  if (anchor !== undefined) draft.relation(inverse, anchor, true);
  return true;
}

/** "a hat and a bag": the same relation to a second landmark. */
function readFurtherLandmarks(draft: Draft, relation: Relation): void {
  const { reader } = draft;
  while (reader.text() === 'and' && relation !== 'between') {
    reader.at += 1;
    const second = draft.context.anchor(reader, relation);
    if (second === undefined) return;
    draft.relation(relation, second, true);
  }
}

function readBarePlace(draft: Draft, relation: Relation, words: string): void {
  const subject = draft.takeSubject();
  const inverse = INVERSES[relation];
  const direction = BARE_PLACES[relation];
  if (subject !== undefined) draft.relation(inverse ?? relation, subject, inverse !== undefined);
  else if (direction === undefined) draft.attribute(words);
  else
    draft.push({
      kind: 'direction',
      direction,
      extreme: relation === 'nearest' || relation === 'farthest',
      negated: false,
    });
}

/** "closest to the camera", "far from us". */
function readViewer(draft: Draft, relation: Relation): boolean {
  const { reader } = draft;
  const verb = reader.text(-1);
  let ahead = 0;
  while (reader.peek(lexicon.DETERMINERS, ahead) !== undefined) ahead += 1;
  const viewer = reader.peek(lexicon.VIEWER_NOUNS, ahead);
  if (viewer === undefined || lexicon.NOUNS.get(reader.text(ahead)) !== undefined) return false;
  const after = ahead + viewer.length;
  if (reader.peek(lexicon.NOUNS, after) !== undefined || ['of', 'one', 'ones'].includes(reader.text(after)))
    return false;
  reader.at += after;
  const near = relation === 'nearest' || (relation === 'near' && !FACING.has(verb));
  const direction = relation === 'farthest' ? 'back' : near ? 'front' : undefined;
  if (direction === undefined) draft.attribute('camera');
  else draft.push({ kind: 'direction', direction, extreme: true, negated: false });
  return true;
}

/** "in his hand" (what belongs to "the woman's lap" is read by the possessive). */
function readHeldBy(draft: Draft, relation: Relation): boolean {
  const { reader } = draft;
  const animal = reader.text() === 'its';
  if (!animal && reader.peek(lexicon.POSSESSIVES) === undefined) return false;
  const part = [1, 2].find((ahead) => HOLDING_PARTS.has(reader.text(ahead)));
  if (part === undefined) return false;
  reader.at += part + 1;
  if (BLIND_PLACES[relation] !== undefined) draft.relation(relation, previousAnchor(!animal), true);
  else if (draft.isPerson() || relation === 'with') draft.attribute('body');
  else draft.relation('held-by', previousAnchor(!animal), true);
  return true;
}

function readPronoun(draft: Draft, relation: Relation): boolean {
  const { reader } = draft;
  if (!BACKWARD_PRONOUNS.has(reader.text()) || reader.peek(lexicon.NOUNS, 1) !== undefined) return false;
  reader.at += 1;
  draft.relation(relation, previousAnchor(false), true);
  return true;
}

/** "his tie" is a tie that a person has; after the head, "his" and what follows say nothing that can be seen. */
export function readPossessive(draft: Draft): boolean {
  const { reader } = draft;
  const animal = reader.text() === 'its';
  if (!animal && reader.peek(lexicon.POSSESSIVES) === undefined) return false;
  reader.at += 1;
  if (draft.head === undefined) draft.relation('held-by', previousAnchor(!animal), false);
  else reader.take(lexicon.DIRECTIONS);
  return true;
}
