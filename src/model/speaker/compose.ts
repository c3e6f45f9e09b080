import type { Content, Group, Property } from './content.ts';
import { CLASS_NOUN, type Noun } from './nouns.ts';
import { placements } from './placement.ts';
import type { World } from './world.ts';

/** A content and how far the speaker trusts it before anybody has heard it. */
export interface Proposal {
  readonly content: Content;
  /** Whether, as far as the speaker sees, it is true of the selection and of nothing else. */
  readonly exact: boolean;
}

/** Everything worth saying about the targets. */
export function proposals(world: World): Proposal[] {
  const groups = byNoun(world).map(({ noun, members }) => groupsOf(world, noun, members));
  if (groups.length === 0) return [];
  if (groups.length === 1) return groups[0];
  const depth = Math.max(...groups.map((each) => each.length));
  return Array.from({ length: Math.min(depth, 8) }, (_, rank) => {
    const parts = groups.map((each) => each[Math.min(rank, each.length - 1)]);
    return { content: { kind: 'union', parts: parts.map(({ content }) => content) }, exact: parts.every(({ exact }) => exact) };
  });
}

/** The targets by what they are called. */
function byNoun(world: World): { readonly noun: Noun; readonly members: readonly number[] }[] {
  return [...Map.groupBy(world.targets, (region) => world.classOf(region))]
    .map(([index, members]) => ({ noun: CLASS_NOUN[index], members }));
}

function groupsOf(world: World, noun: Noun, members: readonly number[]): Proposal[] {
  const reference = world.items.filter((region) => members.includes(region) || world.mayBe(region, noun));
  if (reference.length === members.length) return quantified(noun, members, [], true);
  return [
    ...placements(world, reference, members).flatMap((property) => quantified(noun, members, [property], false)),
    ...quantified(noun, members, [], false, false),
  ];
}

/** The ways to say how many. @param whole whether the members are all that there is of the noun */
function quantified(noun: Noun, members: readonly number[], properties: readonly Property[], whole: boolean, exact = true): Proposal[] {
  const quantities: Group['quantity'][] = members.length === 1 ? ['the']
    : whole ? (members.length === 2 ? ['both', 'the'] : ['all', 'the', 'counted'])
      : ['counted', 'the'];
  return quantities.map((quantity) => ({ content: { kind: 'group', noun, members, properties, quantity, anaphor: false }, exact }));
}
