import { PERSON } from './classes.ts';
import { looksLikeQualifier } from './inflect.ts';
import * as lexicon from './lexicon.ts';
import type { GarmentEntry, NounEntry } from './lexicon.ts';
import { takeOrdinal, takePosition } from './parse-position.ts';
import { Reader } from './reader.ts';
import type { ColorName, Head, Modifier, NounPhrase, Quantity, Relation, Selection } from './syntax.ts';
import type { Token } from './tokenize.ts';

/** Readings of a phrase that start with these mean a person without saying so: "the one wearing a hat". */
const PERSONAL_RELATIONS: ReadonlySet<string> = new Set(['wearing', 'holding', 'riding', 'wears', 'carrying']);
const WORN_AFTER = new Set('in with wearing wears w having has sporting dressed wearin'.split(' '));
const HAND_PARTS = new Set('hand hands arm arms lap head shoulder shoulders mouth neck feet foot back knees knee legs chest face hair trunk beak paws paw grip wrist leg hip fingers finger'.split(' '));
/** "what he holds", "whoever sits there". */
const QUESTION_HEADS = new Set(['what', 'whatever', 'whats', 'who', 'whoever']);
const BODY_PARTS = new Set('hand hands arm arms head heads face faces foot feet leg legs finger fingers shoulder body'.split(' '));
/** Weight of a person of whom only a part is named. */
const PART_WEIGHT = 0.6;
const STRAY_LINKS = new Set(['of', 'and', 'or', 'to', 'from', 'at', 'by', 'for', 'up', 'down', 'out', 'off', 'then', "'s", 'x', 'about', 'than', 'like', 'if', 'because', 'even', 'both', 'into', 'onto', 'per', 'via', 'but', 'yet', 'in']);

/** What the landmark does to the thing, given what the thing does to the landmark: "the chair that the cat is on". */
const INVERSES: Readonly<Partial<Record<Relation, Relation>>> = {
  'left-of': 'right-of', 'right-of': 'left-of', above: 'below', below: 'above', 'in-front-of': 'behind',
  behind: 'in-front-of', on: 'supporting', riding: 'supporting', in: 'containing', with: 'held-by', 'held-by': 'with',
};
/** Place words that stand alone after a noun: "the dog behind". */
const BARE_PLACES: Readonly<Partial<Record<Relation, 'front' | 'back' | 'top' | 'bottom'>>> = {
  'in-front-of': 'front', behind: 'back', above: 'top', below: 'bottom', nearest: 'front', farthest: 'back',
};

function personOfWeight(weight: number): Head {
  return { kind: 'classes', word: 'person', classes: [{ index: PERSON, weight }], companions: [], young: false };
}

const person = personOfWeight(1);
const personAnchor: NounPhrase = { kind: 'noun', head: person, quantity: { kind: 'some' }, modifiers: [] };

function previousAnchor(mayBePerson: boolean): NounPhrase {
  return { kind: 'noun', head: { kind: 'previous', person: mayBePerson }, quantity: { kind: 'some' }, modifiers: [] };
}

/** Pronouns that stand for what an earlier part of the phrase named. */
const BACKWARD_PRONOUNS = new Set(['it', 'them', 'him', 'her', 'itself']);

/** Shared by all noun phrases of one phrase. */
export interface ParseContext {
  /** Tokens that carry meaning which the lexicon does not know. */
  readonly unknown: Token[];
  /** Reads a landmark; undefined where it names nothing that can be seen. */
  anchor(reader: Reader, relation: Relation): Selection | undefined;
}

/**
 * Reads one noun phrase token by token: what stands before the head, the head, and what follows it. Unknown
 * words never stop it. An anchor's phrase ends where the main phrase may go on: at a comma or a position.
 */
export class NounPhraseParser {
  private readonly reader: Reader;
  private readonly context: ParseContext;
  private readonly isAnchor: boolean;
  private head: Head | undefined;
  private quantity: Quantity | undefined;
  private readonly modifiers: Modifier[] = [];
  private negated = false;
  private clauseSubject: Selection | undefined;
  private readonly pendingUnknown: Token[] = [];
  private plural = false;
  private personal = false;

  constructor(reader: Reader, context: ParseContext, isAnchor: boolean) {
    this.reader = reader;
    this.context = context;
    this.isAnchor = isAnchor;
  }

  parse(): NounPhrase | undefined {
    while (!this.reader.done) {
      const before = this.reader.at;
      if (this.isAnchor && this.endsAnchor()) break;
      this.step();
      if (this.reader.at === before) this.reader.at += 1;
    }
    this.closeClause();
    return this.finished();
  }

  private endsAnchor(): boolean {
    if (this.head === undefined) return false;
    const word = this.reader.text();
    if (word === ',' || word === 'and' || lexicon.NEGATIONS.get(word) !== undefined) return true;
    const probe = new Reader(this.reader.tokens);
    probe.at = this.reader.at;
    return takePosition(probe) !== undefined;
  }

  private step(): void {
    const { reader } = this;
    if (reader.text() === ',') {
      reader.at += 1;
      this.negated = false;
      this.closeClause();
      return;
    }
    const readers: ReadonlyArray<() => boolean> = [
      () => this.readNegation(),
      () => this.readQuantity(),
      () => this.readOrdinal(),
      () => this.readPossessive(),
      () => this.readColors(),
      () => this.readPosition(),
      () => this.readSize(),
      () => this.readRelation(),
      () => this.readNoun(),
      () => this.readGarment(),
      () => this.readFunctionWord(),
    ];
    if (!readers.some((read) => read())) this.readUnknown();
  }

  private push(modifier: Modifier): void {
    this.modifiers.push(this.negated ? { ...modifier, negated: !modifier.negated } : modifier);
  }

  private attribute(word: string): void {
    this.push({ kind: 'attribute', word, negated: false });
  }

  private readNegation(): boolean {
    const word = this.reader.text();
    if (this.reader.take(lexicon.NEGATIONS) === undefined) return false;
    this.negated = true;
    const withoutThing = word === 'without' || word === 'no' || word.startsWith('lack') || word === 'w/o';
    if (withoutThing && this.head !== undefined) this.readLandmark('with', word);
    return true;
  }

  private readQuantity(): boolean {
    const { reader } = this;
    const noun = reader.peek(lexicon.NOUNS);
    if (noun !== undefined && noun.length > 1) return false;
    if (this.head === undefined) {
      const quantifier = reader.peek(lexicon.QUANTIFIERS);
      if (quantifier !== undefined) {
        reader.at += quantifier.length;
        this.quantity = quantifierQuantity(quantifier.value, this.quantity);
        return true;
      }
    }
    return this.readNumber();
  }

  private readNumber(): boolean {
    const { reader } = this;
    const word = reader.text();
    const digits = /^\d{1,2}$/.test(word) ? Number(word) : undefined;
    const count = digits ?? lexicon.NUMBERS.get(word);
    if (count === undefined || count === 0) return false;
    if (word === 'one') return this.readOne();
    reader.at += 1;
    if (this.head === undefined && this.quantity?.kind !== 'none' && !this.followsOfThe()) {
      this.quantity = count === 1 ? { kind: 'one' } : { kind: 'exactly', count };
    }
    if (reader.text() === 'of') {
      reader.at += 1;
      while (reader.take(lexicon.DETERMINERS) !== undefined);
    }
    return true;
  }

  /** "the upper of the two knives": the number counts what is chosen from. */
  private followsOfThe(): boolean {
    const before = this.reader.tokens.slice(0, this.reader.at - 1).map(({ text }) => text);
    const linked = before.at(-1) === 'of' || (before.at(-1) === 'the' && before.at(-2) === 'of');
    if (!linked) return false;
    this.quantity ??= { kind: 'one' };
    return true;
  }

  /** "one of the dogs", "one dog", "the red one". */
  private readOne(): boolean {
    const { reader } = this;
    reader.at += 1;
    if (this.head !== undefined) return true;
    if (reader.text() === 'of') {
      reader.at += 1;
      this.quantity = { kind: 'one' };
    } else if (reader.peek(lexicon.NOUNS) !== undefined && !this.modifiers.some(({ kind }) => kind !== 'attribute')) {
      this.quantity = { kind: 'one' };
    } else {
      this.setHead({ kind: 'anaphor', person: false }, false);
    }
    return true;
  }

  private readOrdinal(): boolean {
    const ordinal = takeOrdinal(this.reader);
    if (ordinal === undefined) return false;
    if (['row', 'floor', 'shelf', 'level', 'base', 'place', 'column', 'tier', 'baseman'].includes(this.reader.text())) {
      this.attribute(this.reader.text());
      return true;
    }
    this.push(ordinal);
    return true;
  }

  private readPosition(): boolean {
    if (this.reader.peek(lexicon.GARMENTS) !== undefined && this.isGarmentHere()) return false;
    const found = takePosition(this.reader);
    if (found === undefined) return false;
    const [first, ...others] = found;
    if (!this.isOrdinalAxis(first!)) this.push(first!);
    for (const item of others) this.push(item);
    return true;
  }

  /** "the third zebra on the left", "second mug left": the position is where the count starts. */
  private isOrdinalAxis(position: Extract<Modifier, { kind: 'direction' }>): boolean {
    const index = this.modifiers.findIndex((modifier) => modifier.kind === 'ordinal' && modifier.from === undefined);
    const ordinal = this.modifiers[index];
    if (ordinal?.kind !== 'ordinal' || position.direction === 'middle') return false;
    this.modifiers[index] = { ...ordinal, from: position.direction };
    return true;
  }

  private readSize(): boolean {
    const { reader } = this;
    const noun = reader.peek(lexicon.NOUNS);
    const size = reader.peek(lexicon.SIZES);
    if (size === undefined || (noun !== undefined && (noun.length > size.length || this.isLastOfNouns(noun.length)))) return false;
    reader.at += size.length;
    this.push({ kind: 'size', ...size.value, negated: false });
    return true;
  }

  private isLastOfNouns(length: number): boolean {
    return this.reader.peek(lexicon.NOUNS, length) === undefined && this.head === undefined;
  }

  /** True where a colour word that is also a noun ("orange") describes the noun that follows. */
  private isColorHere(length: number): boolean {
    const { reader } = this;
    const noun = reader.peek(lexicon.NOUNS);
    if (noun === undefined) return true;
    if (noun.length > length) return false;
    if (this.head !== undefined) return true;
    for (let ahead = length; ahead < length + 3; ahead += 1) {
      if (reader.peek(lexicon.NOUNS, ahead) !== undefined || reader.peek(lexicon.GARMENTS, ahead) !== undefined) return true;
      if (reader.text(ahead) === 'one' || reader.text(ahead) === 'ones' || reader.peek(lexicon.ANYTHING_SINGULAR, ahead) !== undefined) return true;
      if (reader.peek(lexicon.RELATIONS, ahead) !== undefined || reader.peek(lexicon.CONJUNCTIONS, ahead) !== undefined) return false;
    }
    return false;
  }

  private takeColors(): ColorName[] {
    const { reader } = this;
    const found: ColorName[] = [];
    let shift = false;
    while (!reader.done) {
      const color = reader.peek(lexicon.COLORS);
      if (color !== undefined && this.isColorHere(color.length)) {
        const isShift = lexicon.COLOR_SHIFTS.get(reader.text()) !== undefined && reader.peek(lexicon.COLORS, color.length) !== undefined;
        reader.at += color.length;
        if (!isShift) found.push(...color.value);
        shift = false;
        continue;
      }
      if (!shift && reader.peek(lexicon.COLOR_SHIFTS) !== undefined && reader.peek(lexicon.COLORS, 1) !== undefined) {
        reader.at += 1;
        shift = true;
        continue;
      }
      if (found.length > 0 && reader.peek(lexicon.COLOR_SUFFIXES) !== undefined) {
        reader.at += 1;
        continue;
      }
      const joins = found.length > 0 && ['and', ',', 'or'].includes(reader.text()) && reader.peek(lexicon.COLORS, 1) !== undefined;
      if (!joins || !this.joinsColor()) break;
      reader.at += 1;
    }
    return [...new Set(found)];
  }

  /** "black and white dog": the word after "and" is a colour of the same thing. */
  private joinsColor(): boolean {
    const next = this.reader.peek(lexicon.COLORS, 1);
    return next !== undefined && this.reader.peek(lexicon.NOUNS, 1)?.length !== next.length + 1;
  }

  private readColors(): boolean {
    const colors = this.takeColors();
    if (colors.length === 0) return false;
    const garment = this.takeGarment();
    if (garment !== undefined) this.pushGarment(garment, colors);
    else this.push({ kind: 'color', colors, band: 'whole', part: '', negated: false });
    return true;
  }

  private isGarmentHere(): boolean {
    const previous = this.reader.tokens[this.reader.at - 1]?.text ?? '';
    return WORN_AFTER.has(previous) || lexicon.COLORS.get(previous) !== undefined;
  }

  private takeGarment(): GarmentEntry | undefined {
    const { reader } = this;
    let ahead = 0;
    while (ahead < 2 && reader.peek(lexicon.GARMENTS, ahead) === undefined && reader.peek(lexicon.NEUTRAL, ahead) !== undefined
      && reader.peek(lexicon.NOUNS, ahead) === undefined) ahead += 1;
    const garment = reader.peek(lexicon.GARMENTS, ahead);
    if (garment === undefined) return undefined;
    const noun = reader.peek(lexicon.NOUNS, ahead);
    if (noun !== undefined && noun.length >= garment.length && this.head === undefined) return undefined;
    reader.at += ahead + garment.length;
    return garment.value;
  }

  private pushGarment(garment: GarmentEntry, colors: readonly ColorName[]): void {
    this.personal = true;
    if (garment.visible && colors.length > 0) {
      this.push({ kind: 'color', colors, band: garment.band, part: garment.word, negated: false });
    } else {
      this.attribute(garment.word);
    }
  }

  private readGarment(): boolean {
    const garment = this.takeGarment();
    if (garment === undefined) return false;
    this.pushGarment(garment, []);
    return true;
  }

  private readRelation(): boolean {
    const { reader } = this;
    const relation = reader.peek(lexicon.RELATIONS);
    if (relation === undefined) return false;
    const words = reader.tokens.slice(reader.at, reader.at + relation.length).map(({ text }) => text).join(' ');
    if (relation.value === 'of') {
      if (this.readOf()) return true;
    } else if (this.isParticipleAdjective(words, relation.length)) {
      this.attribute(words);
      reader.at += relation.length;
      return true;
    }
    reader.at += relation.length;
    if (PERSONAL_RELATIONS.has(words)) this.personal = true;
    this.readLandmark(relation.value, words);
    return true;
  }

  /** "two drinking glasses": a verb between a determiner and its noun. */
  private isParticipleAdjective(words: string, length: number): boolean {
    const { reader } = this;
    return this.head === undefined && reader.at > 0 && words.endsWith('ing') && reader.peek(lexicon.NOUNS, length) !== undefined
      && this.clauseSubject === undefined && reader.peek(lexicon.NOUNS, length + 1) === undefined;
  }

  /** "slice of pizza" means pizza, "bowl of soup" a bowl. */
  private readOf(): boolean {
    const { reader } = this;
    const start = reader.at;
    reader.at += 1;
    if (this.head === undefined || this.head.kind === 'anaphor') return true;
    while (reader.take(lexicon.DETERMINERS) !== undefined);
    if (reader.peek(lexicon.NUMBERS) !== undefined || /^\d+$/.test(reader.text()) || reader.peek(lexicon.ANAPHORS_PLURAL) !== undefined) {
      reader.at += 1;
      return true;
    }
    const holds = this.head.kind === 'absent' && reader.peek(lexicon.NOUNS) !== undefined && this.isPlainContent();
    if (holds) this.head = undefined;
    else reader.at = start;
    return holds;
  }

  /** "crate of oranges", "tray of six donuts": bare contents, not "the door of the fridge". */
  private isPlainContent(): boolean {
    return lexicon.DETERMINERS.get(this.reader.tokens[this.reader.at - 1]?.text ?? '') === undefined;
  }

  /** Reads what a relation leads to: a garment, a body part, the viewer, a landmark, or nothing. */
  private readLandmark(relation: Relation, words: string): void {
    const { reader } = this;
    if (this.readViewer(relation) || this.readHeldBy() || this.readWorn(words) || this.readPronoun(relation)) return;
    const start = reader.at;
    const anchor = this.endsHere() ? undefined : this.context.anchor(reader, relation);
    if (anchor !== undefined) {
      this.push({ kind: 'relation', relation, anchor, negated: false, certain: true });
      this.clauseSubject = undefined;
      this.readFurtherLandmarks(relation);
      return;
    }
    if (reader.at > start) {
      this.attribute(words);
      return;
    }
    this.readBarePlace(relation, words);
  }

  private readPronoun(relation: Relation): boolean {
    const { reader } = this;
    if (!BACKWARD_PRONOUNS.has(reader.text()) || reader.peek(lexicon.NOUNS, 1) !== undefined) return false;
    reader.at += 1;
    this.push({ kind: 'relation', relation, anchor: previousAnchor(false), negated: false, certain: true });
    return true;
  }

  /** "a hat and a bag": the same relation to a second landmark. */
  private readFurtherLandmarks(relation: Relation): void {
    const { reader } = this;
    while (reader.text() === 'and' && relation !== 'between') {
      reader.at += 1;
      const second = this.context.anchor(reader, relation);
      if (second === undefined) return;
      this.push({ kind: 'relation', relation, anchor: second, negated: false, certain: true });
    }
  }

  private endsHere(): boolean {
    return this.reader.done || this.reader.text() === ',';
  }

  private readBarePlace(relation: Relation, words: string): void {
    const inverse = INVERSES[relation];
    if (this.clauseSubject !== undefined) {
      const anchor = this.clauseSubject;
      this.clauseSubject = undefined;
      this.push({ kind: 'relation', relation: inverse ?? relation, anchor, negated: false, certain: inverse !== undefined });
      return;
    }
    const direction = BARE_PLACES[relation];
    if (direction === undefined) this.attribute(words);
    else this.push({ kind: 'direction', direction, extreme: relation === 'nearest' || relation === 'farthest', negated: false });
  }

  private readViewer(relation: Relation): boolean {
    const { reader } = this;
    let ahead = 0;
    while (reader.peek(lexicon.DETERMINERS, ahead) !== undefined) ahead += 1;
    const viewer = reader.peek(lexicon.VIEWER_NOUNS, ahead);
    if (viewer === undefined || lexicon.NOUNS.get(reader.text(ahead)) !== undefined) return false;
    const after = ahead + viewer.length;
    if (reader.peek(lexicon.NOUNS, after) !== undefined || reader.text(after) === 'of') return false;
    const direction = relation === 'farthest' ? 'back' : relation === 'near' || relation === 'nearest' ? 'front' : undefined;
    reader.at += after;
    if (direction === undefined || (relation === 'near' && this.lastWordWas(['at', 'facing', 'to', 'towards', 'toward', 'with'], after))) this.attribute('camera');
    else this.push({ kind: 'direction', direction, extreme: true, negated: false });
    return true;
  }

  private lastWordWas(words: readonly string[], taken: number): boolean {
    return words.includes(this.reader.tokens[this.reader.at - taken - 1]?.text ?? '');
  }

  /** "in his hand", "on the woman's lap" (the latter through the possessive). */
  private readHeldBy(): boolean {
    const { reader } = this;
    if (reader.peek(lexicon.POSSESSIVES) === undefined && reader.text() !== 'its') return false;
    const part = [1, 2].find((ahead) => HAND_PARTS.has(reader.text(ahead)));
    if (part === undefined) return false;
    const animal = reader.text() === 'its';
    reader.at += part + 1;
    if (this.headIsPerson()) this.attribute('body');
    else this.push({ kind: 'relation', relation: 'held-by', anchor: previousAnchor(!animal), negated: false, certain: true });
    return true;
  }

  private headIsPerson(): boolean {
    return this.head?.kind === 'classes' && this.head.classes.some(({ index }) => index === PERSON);
  }

  /** "in red", "wearing a blue shirt and jeans", "with black hair". */
  private readWorn(words: string): boolean {
    const { reader } = this;
    const verb = words.split(' ').at(-1) ?? '';
    if (!WORN_AFTER.has(verb) && words !== 'in') return false;
    const start = reader.at;
    while (reader.peek(lexicon.DETERMINERS) !== undefined || reader.peek(lexicon.POSSESSIVES) !== undefined) reader.at += 1;
    this.skipToGarment();
    const colors = this.takeColors();
    const garment = this.takeWornGarment();
    if (garment !== undefined) {
      this.pushGarment(garment, colors);
      this.readFurtherGarments();
      return true;
    }
    if (colors.length > 0 && this.endsColorClause()) {
      this.personal = true;
      this.push({ kind: 'color', colors, band: 'torso', part: 'clothes', negated: false });
      return true;
    }
    reader.at = start;
    return false;
  }

  /** Passes adjectives that stand before a colour or a garment; stays where none follows. */
  private skipToGarment(): void {
    const { reader } = this;
    for (let ahead = 0; ahead < 4; ahead += 1) {
      if (reader.peek(lexicon.COLORS, ahead) !== undefined || reader.peek(lexicon.GARMENTS, ahead) !== undefined) {
        reader.at += ahead;
        return;
      }
      if (reader.peek(lexicon.NEUTRAL, ahead) === undefined && reader.peek(lexicon.SIZES, ahead) === undefined
        && !this.isUnknownAt(ahead)) return;
    }
  }

  private isUnknownAt(ahead: number): boolean {
    const token = this.reader.tokens[this.reader.at + ahead];
    return token !== undefined && this.isUnknown(token);
  }

  /** Garments win over nouns after "in" and "with" where the head is, or may be, a person. */
  private takeWornGarment(): GarmentEntry | undefined {
    const { reader } = this;
    const start = reader.at;
    this.skipToGarment();
    const garment = reader.peek(lexicon.GARMENTS);
    if (garment === undefined) {
      reader.at = start;
      return undefined;
    }
    const known = this.head?.kind !== 'classes' || this.headIsPerson();
    if (!known && reader.peek(lexicon.NOUNS) !== undefined) return undefined;
    reader.at += garment.length;
    return garment.value;
  }

  private readFurtherGarments(): void {
    const { reader } = this;
    while (['and', ',', 'with'].includes(reader.text())) {
      const start = reader.at;
      reader.at += 1;
      while (reader.take(lexicon.DETERMINERS) !== undefined);
      const colors = this.takeColors();
      const garment = this.takeWornGarment();
      if (garment === undefined) {
        reader.at = start;
        return;
      }
      this.pushGarment(garment, colors);
    }
  }

  private endsColorClause(): boolean {
    const { reader } = this;
    return this.endsHere() || reader.text() === 'and' || reader.peek(lexicon.RELATIONS) !== undefined
      || reader.peek(lexicon.NEUTRAL) !== undefined || reader.peek(lexicon.RELATIVIZERS) !== undefined;
  }

  /** "his tie" is a tie that a person has; "her on the left" is only a pronoun. */
  private readPossessive(): boolean {
    const { reader } = this;
    if (reader.text() !== 'its' && reader.peek(lexicon.POSSESSIVES) === undefined) return false;
    const animal = reader.text() === 'its';
    reader.at += 1;
    if (this.head === undefined) {
      this.modifiers.push({ kind: 'relation', relation: 'held-by', anchor: previousAnchor(!animal), negated: false, certain: false });
    } else {
      reader.take(lexicon.DIRECTIONS);
    }
    return true;
  }

  private readNoun(): boolean {
    const { reader } = this;
    const noun = reader.peek(lexicon.NOUNS);
    const absent = reader.peek(lexicon.ABSENT);
    const isNoun = noun !== undefined && noun.length >= (absent?.length ?? 0);
    if (!isNoun && absent === undefined) return this.readStandIn();
    if (this.head !== undefined) return isNoun ? this.readSubject() : this.readPart();
    if (!isNoun && reader.peek(lexicon.PORTIONS) !== undefined && this.readPortion()) return true;
    if (!isNoun && (lexicon.GARMENTS.get(reader.text()) !== undefined || this.isVerbHere())) return false;
    if (isNoun && reader.text(noun.length) === 'of' && reader.peek(lexicon.PORTIONS) !== undefined && this.readPortion()) return true;
    const length = isNoun ? noun.length : absent!.length;
    const original = reader.tokens.slice(reader.at, reader.at + length);
    reader.at += length;
    if (reader.text() === "'s") return this.readOwner(isNoun ? noun.value : undefined);
    if (this.nounFollows() || (!isNoun && this.nounFollowsLater())) {
      this.attribute(original.map(({ text }) => text).join(' '));
      return true;
    }
    if (isNoun) this.setNoun(noun.value);
    else this.setAbsent(original, true);
    return true;
  }

  /** A listed non-class that is also a verb form ("steps", "waves") is a verb where a noun came before. */
  private isVerbHere(): boolean {
    return this.head !== undefined && this.reader.peek(lexicon.NEUTRAL) !== undefined;
  }

  /** "toy dog", "tennis court": the last noun of a row is the head. */
  private nounFollows(): boolean {
    const { reader } = this;
    if (reader.peek(lexicon.RELATIONS) !== undefined) return false;
    const following = reader.peek(lexicon.NOUNS) ?? reader.peek(lexicon.ABSENT);
    if (following !== undefined) return reader.peek(lexicon.NEUTRAL) === undefined && reader.peek(lexicon.GARMENTS) === undefined;
    const next = reader.tokens[reader.at];
    return next !== undefined && this.isUnknown(next) && !looksLikeQualifier(next.text) && this.endsPhraseAfterNext();
  }

  /** "meat-topped pizza", "wall-hung toilet": adjectives stand between a word that is no class and the noun. */
  private nounFollowsLater(): boolean {
    const { reader } = this;
    for (let ahead = 0; ahead < 4; ahead += 1) {
      if (reader.peek(lexicon.NOUNS, ahead) !== undefined) return ahead > 0;
      const word = reader.text(ahead);
      const describes = reader.peek(lexicon.COLORS, ahead) ?? reader.peek(lexicon.NEUTRAL, ahead) ?? reader.peek(lexicon.SIZES, ahead)
        ?? reader.peek(lexicon.GARMENTS, ahead) ?? reader.peek(lexicon.ABSENT, ahead);
      if (describes === undefined && !this.isUnknownAt(ahead)) return false;
      if (reader.peek(lexicon.RELATIONS, ahead) !== undefined || word === ',') return false;
    }
    return false;
  }

  private endsPhraseAfterNext(): boolean {
    const { reader } = this;
    return reader.at + 1 >= reader.tokens.length || reader.peek(lexicon.RELATIONS, 1) !== undefined || reader.text(1) === ',';
  }

  /** "slice of", "pair of", "picture of". */
  private readPortion(): boolean {
    const { reader } = this;
    const portion = reader.peek(lexicon.PORTIONS);
    if (portion === undefined || reader.text(portion.length) !== 'of') return false;
    const several = ['pair', 'couple', 'group', 'bunch', 'herd', 'flock', 'pile', 'stack', 'row', 'crowd', 'team', 'set', 'trio', 'heap', 'cluster', 'collection', 'dozen'];
    if (several.includes(reader.text())) this.plural = true;
    reader.at += portion.length + 1;
    while (reader.take(lexicon.DETERMINERS) !== undefined);
    return true;
  }

  /** "the man's tie": the man is the owner. A noun of no class owns nothing that can be found. */
  private readOwner(owner: NounEntry | undefined): boolean {
    this.reader.at += 1;
    const next = this.reader.peek(lexicon.NOUNS) ?? this.reader.peek(lexicon.ABSENT) ?? this.reader.peek(lexicon.COLORS);
    if (next === undefined && owner !== undefined) {
      // "the dog's lying down": a contracted verb.
      this.setNoun(owner);
      return true;
    }
    if (owner !== undefined) {
      const anchor: NounPhrase = { kind: 'noun', head: headOf(owner), quantity: { kind: 'one' }, modifiers: [...this.modifiers] };
      this.modifiers.length = 0;
      this.modifiers.push({ kind: 'relation', relation: 'held-by', anchor, negated: false, certain: true });
    }
    return true;
  }

  /** A second noun after the head is the subject of a clause ("the chair the cat is on") or just something there. */
  private readSubject(): boolean {
    const probe = new Reader(this.reader.tokens);
    probe.at = this.reader.at;
    const noun = probe.peek(lexicon.NOUNS)!;
    this.reader.at += noun.length;
    if (this.reader.text() === "'s") this.reader.at += 1;
    this.closeClause();
    this.clauseSubject = { kind: 'noun', head: headOf(noun.value), quantity: { kind: 'one' }, modifiers: [] };
    return true;
  }

  private readPart(): boolean {
    const { reader } = this;
    const absent = reader.peek(lexicon.ABSENT)!;
    const words = reader.tokens.slice(reader.at, reader.at + absent.length).map(({ text }) => text).join(' ');
    reader.at += absent.length;
    const last = this.modifiers.at(-1);
    if (last?.kind === 'color' && last.part === '' && this.colorBeforeNoun(absent.length)) {
      this.modifiers[this.modifiers.length - 1] = { ...last, part: words };
    } else {
      this.attribute(words);
    }
    return true;
  }

  private colorBeforeNoun(taken: number): boolean {
    const previous = this.reader.tokens[this.reader.at - taken - 1]?.text ?? '';
    return lexicon.COLORS.get(previous) !== undefined;
  }

  /** "thing", "ones", "everything"; a pronoun as the subject of a clause. */
  private readStandIn(): boolean {
    const { reader } = this;
    if (this.head !== undefined) {
      if (reader.take(lexicon.SUBJECT_PRONOUNS) === undefined) return false;
      this.closeClause();
      this.clauseSubject = personAnchor;
      return true;
    }
    if (QUESTION_HEADS.has(reader.text())) {
      const who = reader.text().startsWith('who');
      reader.at += 1;
      this.setHead(who ? person : { kind: 'anything', person: false }, false);
      return true;
    }
    const standIns = [
      [lexicon.ANAPHORS_PLURAL, true, 'anaphor'], [lexicon.ANYTHING_PLURAL, true, 'anything'],
      [lexicon.ANYTHING_SINGULAR, false, 'anything'],
    ] as const;
    for (const [table, plural, kind] of standIns) {
      if (reader.take(table) === undefined) continue;
      this.setHead(kind === 'anaphor' ? { kind, person: false } : { kind, person: undefined }, plural);
      return true;
    }
    return false;
  }

  private readFunctionWord(): boolean {
    const { reader } = this;
    const neutral = reader.peek(lexicon.NEUTRAL);
    if (neutral !== undefined) {
      this.attribute(reader.tokens.slice(reader.at, reader.at + neutral.length).map(({ text }) => text).join(' '));
      reader.at += neutral.length;
      return true;
    }
    const tables = [lexicon.RELATIVIZERS, lexicon.COPULAS, lexicon.THING_PRONOUNS, lexicon.DETERMINERS, lexicon.SIDE_NOUNS,
      lexicon.FRAME_NOUNS, lexicon.VIEWER_NOUNS, lexicon.SUBJECT_PRONOUNS, lexicon.CONJUNCTIONS, lexicon.TRAILERS,
      lexicon.COLOR_SUFFIXES, lexicon.COLOR_SHIFTS, lexicon.COMMANDS];
    if (tables.some((table) => reader.take(table) !== undefined)) return true;
    return reader.takeWord(STRAY_LINKS) !== undefined;
  }

  private isUnknown(token: Token): boolean {
    return !lexicon.isVocabulary(token.text) && token.kind !== 'comma' && !STRAY_LINKS.has(token.text);
  }

  private readUnknown(): void {
    const token = this.reader.tokens[this.reader.at]!;
    this.reader.at += 1;
    if (lexicon.isVocabulary(token.text)) return;
    this.context.unknown.push(token);
    if (this.head === undefined && !looksLikeQualifier(token.text)) this.pendingUnknown.push(token);
    else this.attribute(token.text);
  }

  private setNoun(entry: NounEntry): void {
    this.setHead(headOf(entry), entry.number !== 'singular');
  }

  private setAbsent(tokens: readonly Token[], listed: boolean): void {
    this.context.unknown.push(...tokens);
    this.setHead({ kind: 'absent', word: tokens.map(({ text }) => text).join(' '), listed }, tokens.at(-1)!.text.endsWith('s'));
  }

  private setHead(head: Head, plural: boolean): void {
    this.head = head;
    this.plural ||= plural;
    for (const { text } of this.pendingUnknown) this.attribute(text);
    this.pendingUnknown.length = 0;
  }

  /** A clause that ended without a relation only says that its subject is about. */
  private closeClause(): void {
    if (this.clauseSubject === undefined) return;
    this.push({ kind: 'relation', relation: 'near', anchor: this.clauseSubject, negated: false, certain: false });
    this.clauseSubject = undefined;
  }

  private finished(): NounPhrase | undefined {
    const head = this.head?.kind === 'anaphor' ? { ...this.head, person: this.personal } : this.visibleHead() ?? this.impliedHead();
    if (head === undefined) return undefined;
    const quantity = this.quantity ?? (this.plural ? { kind: 'some' } : { kind: 'one' });
    return { kind: 'noun', head, quantity, modifiers: this.modifiers };
  }

  /** Only a part of a person shows ("the hand at the left"): still the person. */
  private visibleHead(): Head | undefined {
    if (this.head?.kind !== 'absent' || this.isAnchor || !BODY_PARTS.has(this.head.word)) return this.head;
    return personOfWeight(PART_WEIGHT);
  }

  private impliedHead(): Head | undefined {
    if (this.personal) return this.modifiers.some(({ kind }) => kind !== 'attribute') ? { kind: 'anaphor', person: true } : person;
    const last = this.pendingUnknown.at(-1);
    if (last !== undefined) return { kind: 'absent', word: last.text, listed: false };
    const says = this.modifiers.some((modifier) => modifier.kind !== 'attribute' && (modifier.kind !== 'relation' || modifier.certain));
    if (says || this.quantity !== undefined) return { kind: 'anaphor', person: false };
    return undefined;
  }
}

function headOf(entry: NounEntry): Head {
  return { kind: 'classes', word: entry.word, classes: entry.classes, companions: entry.companions, young: entry.young };
}

function quantifierQuantity(kind: 'all' | 'both' | 'any' | 'several' | 'none', before: Quantity | undefined): Quantity {
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
