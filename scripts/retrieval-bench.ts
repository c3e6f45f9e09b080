/**
 * Measures folder search as retrieval: which photos contain what a phrase means.
 *
 *   retrieval-bench.ts --refs REFS.json --instances COCO.json --images DIR [--json FILE]
 *
 * Positives: phrases with a target against their own photo. Negatives: phrases with a target against all photos without any
 * object of the target's classes, and phrases without a target against their own photo. All other pairs are left out.
 * Prints Markdown for docs/search.md.
 */
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../src/export/write.ts';
import { openLitePack, packFolders } from '../src/model/pack.ts';
import { folderThresholds, judge } from '../src/search/verdict.ts';
import { developmentReader } from './search/folderReader.ts';
import { averagePrecision, reliability } from './search/metrics.ts';
import { pairsOf, readMaterial, type Pair } from './search/pairs.ts';

const { values } = parseArgs({
  options: { refs: { type: 'string' }, instances: { type: 'string' }, images: { type: 'string' }, json: { type: 'string' } },
});
const { refs, instances, images } = values;
if (refs === undefined || instances === undefined || images === undefined) throw new Error('--refs, --instances and --images are needed');

/** The reliability table is about a folder in which this share of photos holds a target: the prior of the calibration. */
const PRIOR = 0.1;

const { manifest } = await openLitePack('lite', packFolders());
const thresholds = folderThresholds(manifest.thresholds);
const groups = { positive: [] as Pair[], absent: [] as Pair[], near: [] as Pair[] };
for await (const pair of pairsOf(await readMaterial(refs, instances, () => true), images, await developmentReader())) {
  if (pair.kind === 'absent') groups.absent.push(pair);
  else if (pair.kind === 'own') (pair.hasTarget ? groups.positive : groups.near).push(pair);
}
const negatives = [...groups.absent, ...groups.near];
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const share = (pairs: readonly Pair[], ...verdicts: readonly string[]): number =>
  pairs.filter(({ answer }) => verdicts.includes(judge(answer, thresholds).verdict)).length / pairs.length;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const rowOf = (name: string, pairs: readonly Pair[]): (string | number)[] =>
  [name, pairs.length, percent(share(pairs, 'found')), percent(share(pairs, 'unsure')), percent(share(pairs, 'none'))];

const judged = [...groups.positive, ...negatives];
// What is called `none` for want of an object comes last, whatever its probability.
const score = ({ answer }: Pair): number => (judge(answer, { ...thresholds, none: 0, found: 0 }).count === 0 ? 0 : answer.probability);
const labels = judged.map(({ hasTarget }) => hasTarget);
const pooled = averagePrecision(judged.map(score), labels);
const perPhrase = groups.positive.map((positive) => {
  const same = judged.filter(({ ref }) => ref.ref_id === positive.ref.ref_id);
  return averagePrecision(same.map(score), same.map(({ hasTarget }) => hasTarget));
});
const mean = perPhrase.reduce((sum, value) => sum + value, 0) / perPhrase.length;
const weights = judged.map(({ hasTarget }) => (hasTarget ? PRIOR / groups.positive.length : (1 - PRIOR) / negatives.length));
const bins = reliability(judged.map(score), labels, weights);

console.log(`Model ${manifest.id} ${manifest.version}; thresholds: none below ${thresholds.none}, found from ${thresholds.found}\n`);
console.log(table(['pairs', 'number', 'found', 'unsure', 'none'], [
  rowOf('positive: the phrase\'s own photo', groups.positive),
  rowOf('negative: nothing of the kind in the photo', groups.absent),
  rowOf('negative: own photo, but nothing fits', groups.near),
  rowOf('all negatives', negatives),
]));
console.log(`\nAverage precision: ${pooled.toFixed(3)} over all pairs (${percent(groups.positive.length / judged.length)} of them positive); ${mean.toFixed(3)} as the mean over phrases.\n`);
console.log(table(['probability', 'pairs', 'predicted', 'observed'], bins.map(({ from, to, count, predicted, observed }) =>
  [`${from.toFixed(1)} to ${to.toFixed(1)}`, count, predicted.toFixed(2), observed.toFixed(2)])));
if (values.json !== undefined) {
  const result = { foundOrUnsure: share(groups.positive, 'found', 'unsure'), falseFound: share(negatives, 'found'), averagePrecision: pooled, meanAveragePrecision: mean };
  await writeFileAtomic(values.json, Buffer.from(`${JSON.stringify(result)}\n`), { force: true });
}
