import type { Grounding, PhotoEncoding } from '../types.ts';
import { ground } from './ground/ground.ts';
import { parse } from './parse.ts';

/**
 * What a phrase means on a photo: a score for each region, the evidence that there is a target, and the words that
 * the model does not know. Takes any phrase (the first 1,000 UTF-16 units are read) and throws nothing.
 * @returns scores 0..1 in the order of `encoding.regions`; 0.5 is the default object threshold
 */
export function relate(phrase: string, encoding: PhotoEncoding): Grounding {
  return ground(parse(phrase), encoding.regions, encoding.width, encoding.height);
}
