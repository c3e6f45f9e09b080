import { decideRegions } from '../decide.ts';
import type { LitePack } from '../pack.ts';
import type { Grounding, PhotoEncoding } from '../types.ts';
import type { Heard, Listener } from './types.ts';

/** What of a model is needed to listen: the same reading of a phrase that `select` uses. */
export interface Relating {
  readonly pack: Pick<LitePack, 'manifest'>;
  relate(phrase: string, encoding: PhotoEncoding): Promise<Grounding>;
}

/** The engine as listener: what it would select if the user typed the phrase. */
export function listenerOf(model: Relating): Listener {
  const { thresholds } = model.pack.manifest;
  return async (phrase, encoding) => {
    const grounding = await model.relate(phrase, encoding);
    const { verdict, targets, targetProbability } = decideRegions(encoding, grounding, thresholds);
    return {
      verdict,
      targets,
      scores: grounding.objectScores,
      probability: targetProbability,
      unknownWords: grounding.unknownWords,
    };
  };
}

/** The same listener, which is asked only once about a phrase on a photo: for many selections of one photo. */
export function rememberingListener(listener: Listener): Listener {
  const photos = new WeakMap<PhotoEncoding, Map<string, Heard>>();
  return async (phrase, encoding) => {
    const heard = photos.get(encoding) ?? new Map<string, Heard>();
    photos.set(encoding, heard);
    const known = heard.get(phrase) ?? await listener(phrase, encoding);
    heard.set(phrase, known);
    return known;
  };
}
