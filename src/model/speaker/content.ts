import type { Noun } from './nouns.ts';

/** What a property speaks of; `position` and `order` say only where a thing is in the picture. */
export type PropertyKind = 'color' | 'garment' | 'relation' | 'size' | 'position' | 'order';

/** Something that is said of things beside what they are. */
export interface Property {
  readonly kind: PropertyKind;
  /** Words before the noun: "red", "leftmost". */
  readonly before?: string;
  /** Words after the noun: "in white", "next to the laptop", "on the left". */
  readonly after?: string;
  /** How surely it is true of all members and of nothing else that the noun may mean, 0..1. */
  readonly strength: number;
  /** How much less usual the words are than the plainest of their kind; 0 unless set. */
  readonly unusual?: number;
}

/** Things of one kind: "the two red cups on the left". */
export interface Group {
  readonly kind: 'group';
  readonly noun: Noun;
  readonly members: readonly number[];
  readonly properties: readonly Property[];
  /** "the cups", "the two cups", "all the cups", "both cups". */
  readonly quantity: 'the' | 'counted' | 'all' | 'both';
  /** Whether the noun is left out for "one" and "ones", as in "except the red one". */
  readonly anaphor: boolean;
}

/** The meaning of an expression, before any words. */
export type Content =
  | Group
  | { readonly kind: 'except'; readonly from: Group; readonly minus: Content }
  | { readonly kind: 'union'; readonly parts: readonly Content[] };

/** All groups that it is made of. */
export function groupsIn(content: Content): Group[] {
  switch (content.kind) {
    case 'group':
      return [content];
    case 'except':
      return [content.from, ...groupsIn(content.minus)];
    case 'union':
      return content.parts.flatMap(groupsIn);
  }
}

/** Everything that is said of anything in it. */
export function propertiesOf(content: Content): Property[] {
  return groupsIn(content).flatMap(({ properties }) => properties);
}
