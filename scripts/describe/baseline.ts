import { CLASS_NOUN } from '../../src/model/speaker/nouns.ts';
import { numeral } from '../../src/model/speaker/realise.ts';
import type { World } from '../../src/model/speaker/world.ts';

/**
 * An expression of class and position only: how many of which class, and in which third of the photo they are where the
 * photo has others of the class. Says nothing of what has no name.
 */
export function baseline(world: World): string {
  const byClass = [...Map.groupBy(world.targets, (region) => world.classOf(region))];
  return byClass.map(([index, members]) => {
    const noun = CLASS_NOUN[index];
    const name = members.length === 1 ? noun.singular : `${numeral(members.length)} ${noun.plural}`;
    const alone = world.items.every((region) => members.includes(region) || world.classOf(region) !== index);
    const x = members.reduce((sum, region) => sum + world.scene.frames[region].centerX, 0) / members.length;
    return `the ${name}${alone ? '' : x < 1 / 3 ? ' on the left' : x > 2 / 3 ? ' on the right' : ' in the middle'}`;
  }).join(' and ');
}
