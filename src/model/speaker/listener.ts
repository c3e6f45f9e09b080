import { decide } from '../decide.ts';
import type { LitePack } from '../pack.ts';
import type { Grounding, PhotoEncoding } from '../types.ts';
import type { Listener } from './types.ts';

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
    const { verdict, targets, targetProbability } = decide(encoding, grounding, thresholds);
    return {
      verdict,
      targets,
      scores: grounding.objectScores,
      probability: targetProbability,
      unknownWords: grounding.unknownWords,
    };
  };
}
