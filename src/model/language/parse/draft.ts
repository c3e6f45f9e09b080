import { PERSON } from '../classes.ts';
import { isVocabulary } from '../lexicon.ts';
import type { NounEntry } from '../lexicon.ts';
import type { Head, Modifier, NounPhrase, Quantity, Relation, Selection } from '../syntax.ts';
import type { Token } from './tokenize.ts';
import type { Reader } from './reader.ts';
import type { RoleLog } from './roles.ts';

/** Shared by all noun phrases of one phrase. */
export interface ParseContext {
  /** Tokens that carry meaning which the lexicon does not know. */
  readonly unknown: Token[];
  /** What each word turned out to do. */
  readonly roles: RoleLog;
  /** First tokens of landmarks that turned out to be none: reading them again would take exponential time. */
  readonly barren: Set<Token>;
  /**
   * Reads a landmark; undefined where it names nothing that can be seen.
   * @param passOn is given what was said of such a landmark
   */
  anchor(reader: Reader, relation: Relation, passOn?: (modifiers: readonly Modifier[]) => void): Selection | undefined;
}

/** Words that hold a phrase together and mean nothing by themselves. */
const LINKS = new Set(
  (
    "of and or to from at by for up down out off then 's x about than like if because even both into onto per " +
    'via but yet in w'
  ).split(' '),
);

function personOfWeight(weight: number): Head {
  return { kind: 'classes', word: 'person', classes: [{ index: PERSON, weight }], companions: [], young: false };
}

/** "one", "ones". */
export const ANAPHOR: Head = { kind: 'anaphor', person: false };
export const PERSON_HEAD = personOfWeight(1);
/** A person of whom only a part is named ("the hand at the left"). */
export const PARTIAL_PERSON_HEAD = personOfWeight(0.6);

const somebody: NounPhrase = { kind: 'noun', head: PERSON_HEAD, quantity: { kind: 'some' }, modifiers: [] };

/** Landmark "somebody": any person. */
export const SOMEBODY: Selection = somebody;

/** Landmark of "it" and "his". */
export function previousAnchor(person: boolean): Selection {
  return { kind: 'noun', head: { kind: 'previous', person }, quantity: { kind: 'some' }, modifiers: [] };
}

export function headOf(entry: NounEntry): Head {
  return {
    kind: 'classes',
    word: entry.word,
    classes: entry.classes,
    companions: entry.companions,
    young: entry.young,
  };
}

export function isLink(word: string): boolean {
  return LINKS.has(word);
}

/** A noun phrase while it is read. */
export class Draft {
  readonly reader: Reader;
  readonly context: ParseContext;
  head: Head | undefined;
  quantity: Quantity | undefined;
  readonly modifiers: Modifier[] = [];
  /** The modifiers that follow are negated, up to the next comma. */
  negated = false;
  plural = false;
  /** Something is worn or held: without a noun, a person is meant. */
  personal = false;
  /** Unknown words before any head: the last of them may be the head. */
  readonly pendingUnknown: Token[] = [];
  private clauseSubject: Selection | undefined;

  constructor(reader: Reader, context: ParseContext) {
    this.reader = reader;
    this.context = context;
  }

  push(modifier: Modifier): void {
    this.modifiers.push(this.negated ? { ...modifier, negated: !modifier.negated } : modifier);
  }

  attribute(word: string): void {
    this.push({ kind: 'attribute', word, negated: false });
  }

  relation(relation: Relation, anchor: Selection, certain: boolean): void {
    this.push({ kind: 'relation', relation, anchor, negated: false, certain });
  }

  setHead(head: Head, plural: boolean): void {
    this.head = head;
    this.plural ||= plural;
    for (const { text } of this.pendingUnknown) this.attribute(text);
    this.pendingUnknown.length = 0;
  }

  /** True where the head is a person, or may turn out to be one. */
  mayBePerson(): boolean {
    return this.head?.kind !== 'classes' || this.head.classes.some(({ index }) => index === PERSON);
  }

  isPerson(): boolean {
    return this.head?.kind === 'classes' && this.mayBePerson();
  }

  /** A subject ("the cat" in "the chair the cat is on") waits for its relation. */
  openClause(subject: Selection): void {
    this.closeClause();
    this.clauseSubject = subject;
  }

  takeSubject(): Selection | undefined {
    const subject = this.clauseSubject;
    this.clauseSubject = undefined;
    return subject;
  }

  get hasSubject(): boolean {
    return this.clauseSubject !== undefined;
  }

  /** A clause that ended without a relation only says that its subject is about. */
  closeClause(): void {
    const subject = this.takeSubject();
    if (subject !== undefined) this.relation('near', subject, false);
  }

  isUnknown(token: Token | undefined): boolean {
    return token !== undefined && token.kind !== 'comma' && !isVocabulary(token.text) && !LINKS.has(token.text);
  }

  isUnknownAt(ahead: number): boolean {
    return this.isUnknown(this.reader.tokens[this.reader.at + ahead]);
  }
}
