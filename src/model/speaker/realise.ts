import { PERSON } from '../language/classes.ts';
import { CLASS_NOUN } from './nouns.ts';
import type { Content, Group, Property, PropertyKind } from './content.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** "three", "27". */
export function numeral(count: number): string {
  return NUMBERS[count] ?? String(count);
}

const BEFORE: readonly PropertyKind[] = ['order', 'position', 'size', 'color'];
const AFTER: readonly PropertyKind[] = ['color', 'garment', 'size', 'relation', 'order', 'position'];

function words(properties: readonly Property[], side: 'before' | 'after', order: readonly PropertyKind[]): string[] {
  return order.flatMap((kind) => properties.filter((property) => property.kind === kind).flatMap((property) => property[side] ?? []));
}

/** English for a content, with definite articles: it points to things that are there. */
export function realise(content: Content): string {
  switch (content.kind) {
    case 'group':
      return group(content, determiner(content));
    case 'except':
      return `${everything(content.from)} except ${realise(content.minus)}`;
    case 'union':
      return list(content.parts.map(realise));
  }
}

/** English that says what there is to somebody who does not see it: "Two red cups and a bowl". */
export function realiseIndefinite(content: Content): string {
  switch (content.kind) {
    case 'group':
      return group(content, indefinite(content));
    case 'except':
      return realise(content);
    case 'union':
      return list(content.parts.map(realiseIndefinite));
  }
}

function everything(from: Group): string {
  return from.noun === CLASS_NOUN[PERSON] && from.properties.length === 0 ? 'everyone' : group(from, determiner(from));
}

function group(content: Group, first: string): string {
  const { noun, members, properties, anaphor } = content;
  const plural = members.length > 1;
  const name = anaphor ? (plural ? 'ones' : 'one') : plural ? noun.plural : noun.singular;
  return [first, ...words(properties, 'before', BEFORE), name, ...words(properties, 'after', AFTER)]
    .filter((word) => word !== '').join(' ');
}

function determiner({ quantity, members }: Group): string {
  switch (quantity) {
    case 'the':
      return 'the';
    case 'counted':
      return members.length === 1 ? 'the' : `the ${numeral(members.length)}`;
    case 'all':
      return 'all the';
    case 'both':
      return 'both';
  }
}

/** Superlatives and ordinals stay definite: "the largest cup", "the second car from the left". */
function indefinite(content: Group): string {
  const { members, properties } = content;
  if (properties.some(({ kind, before }) => before !== undefined && (kind === 'size' || kind === 'order' || kind === 'position'))) {
    return determiner(content);
  }
  if (members.length > 1) return numeral(members.length);
  const next = words(properties, 'before', BEFORE)[0] ?? content.noun.singular;
  return article(next);
}

/** "a" or "an" for the sound that a word begins with. */
export function article(word: string): string {
  if (/^(?:TV|u(?:ni|te|se)|one\b|eu)/.test(word)) return 'a';
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}

function list(parts: readonly string[]): string {
  if (parts.length < 3) return parts.join(' and ');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
