import { decide } from '../decide.ts';
import type { ModelPack } from '../pack.ts';
import type { Grounding, PhotoEncoding } from '../types.ts';
import type { Listener } from './types.ts';

/** What of a model is needed to listen: the same reading of a phrase that `select` uses. */
export interface Relating {
  readonly pack: ModelPack;
  relate(phrase: string, encoding: PhotoEncoding): Grounding;
}

/** The engine as listener: what it would select if the user typed the phrase. */
export function listenerOf(model: Relating): Listener {
  const { manifest: { thresholds }, classNames } = model.pack;
  return (phrase, encoding) => {
    const grounding = model.relate(phrase, encoding);
    const { verdict, targets, targetProbability } = decide(encoding, grounding, thresholds, classNames);
    return {
      verdict,
      targets,
      scores: grounding.objectScores,
      probability: targetProbability,
      unknownWords: grounding.unknownWords,
    };
  };
}
