import { decide, labelOf } from '../decide.ts';
import { probeDevices } from '../devices.ts';
import type { PhraseReader, ReadablePhoto, Reading } from '../reader.ts';
import type { LiteModel } from './model.ts';
import { testableLite } from './selfTest.ts';

/** Answers phrases with the embedded model alone. */
export function liteReader(model: LiteModel): PhraseReader {
  const { pack } = model;
  return {
    ref: model.ref,
    device: model.device,
    read: (phrase, photo, threshold) => readWithLite(model, phrase, photo, threshold),
    draw: (targets, { small, encoding }) => model.draw(small, encoding, targets.map(({ region }) => encoding.regions[region])),
    probeDevices: (threads) => probeDevices(testableLite(pack), { threads }),
    release: () => model.release(),
  };
}

async function readWithLite(
  model: LiteModel, phrase: string, { encoding }: ReadablePhoto, threshold?: number,
): Promise<Reading> {
  const { manifest: { thresholds }, classNames } = model.pack;
  const grounding = await model.relate(phrase, encoding);
  const decision = decide(encoding, grounding, thresholds, threshold);
  const scored = encoding.regions.map((region, index) => ({
    region: index, label: labelOf(region, classNames), score: grounding.objectScores[index], box: region.box,
  }));
  return {
    verdict: decision.verdict,
    targetProbability: decision.targetProbability,
    threshold: threshold ?? thresholds.object,
    targets: decision.targets.map((index) => ({ ...scored[index], grid: encoding.regions[index] })),
    others: decision.others.map((index) => scored[index]),
    regionMap: decision.regionMap,
    unknownWords: grounding.unknownWords,
  };
}
