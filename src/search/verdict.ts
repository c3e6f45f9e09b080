import type { SearchThresholds } from '../api/contract/search.ts';
import { calibrateInFolder } from '../model/decide.ts';
import type { PackThresholds } from '../model/manifestParts.ts';
import type { Grounding, PhotoEncoding } from '../model/types.ts';
import { SCORE_FLOOR, type Judgement, type PhotoAnswer } from './types.ts';

/** What of a grounding is kept. */
export function answerOf({ objectScores, targetEvidence: evidence }: Grounding, { regions }: PhotoEncoding, thresholds: PackThresholds): PhotoAnswer {
  const objects = Array.from(objectScores, (score, region) => ({ region, score, area: regions[region].area }))
    .filter(({ score }) => score >= SCORE_FLOOR)
    .sort((a, b) => b.score - a.score);
  const targets = objects.filter(({ score }) => score >= thresholds.object);
  const detection = Math.max(0, ...targets.map(({ region }) => regions[region].score));
  return { evidence, detection, probability: calibrateInFolder(evidence, detection, thresholds), objects };
}

/** The pack's own thresholds for folders. */
export function folderThresholds(thresholds: PackThresholds): SearchThresholds {
  const { none, found } = thresholds.folder ?? thresholds;
  return { object: thresholds.object, none, found };
}

/** The verdict, as `decide` finds it for one photo. */
export function judge({ probability, objects }: PhotoAnswer, { object, none, found }: SearchThresholds): Judgement {
  let count = 0;
  let area = 0;
  while (count < objects.length && objects[count].score >= object) area += objects[count++].area;
  if (count === 0 || probability < none) return { verdict: 'none', count: 0, area: 0 };
  return { verdict: probability >= found ? 'found' : 'unsure', count, area: Math.min(area, 1) };
}
