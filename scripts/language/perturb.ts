/**
 * Makes a set of perturbed phrases from any phrase file, the same for the same seed: what people get wrong when they
 * type, and other ways to write the same.
 *
 *   perturb.ts --refs REFS.json --out PERTURBED.json [--seed 1] [--photos tuning|held-out|all]
 *
 * Every phrase is written once as it is and once for each kind that applies to it; `manner` says which it is, so that
 * parser-bench.ts prints a row for each, and only the phrases that a kind changes are compared: a row `same:KIND` holds
 * the unchanged phrases that `KIND` applies to.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../../src/export/write.ts';
import { KINDS, perturbed } from './perturbations.ts';
import { isHeldOut } from './refs.ts';
import type { Ref } from './refs.ts';

const { values } = parseArgs({
  options: {
    refs: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    photos: { type: 'string', default: 'all' },
  },
});
if (values.refs === undefined || values.out === undefined) throw new Error('--refs and --out are needed');

const refs = (JSON.parse(await readFile(values.refs, 'utf8')) as Ref[]).filter(
  ({ image_id: id }) => values.photos === 'all' || isHeldOut(id) === (values.photos === 'held-out'),
);
const result = refs.flatMap((ref) =>
  KINDS.flatMap((kind, index) => {
    const phrase = perturbed(ref.phrase, kind, Number(values.seed) + ref.ref_id);
    if (phrase === undefined || phrase === ref.phrase) return [];
    const id = ref.ref_id * 2 * KINDS.length + 2 * index;
    return [
      { ...ref, ref_id: id, manner: `same:${kind}` },
      { ...ref, ref_id: id + 1, phrase, manner: kind },
    ];
  }),
);
await writeFileAtomic(values.out, Buffer.from(`${JSON.stringify(result, null, 1)}\n`), { force: true });
console.log(`${result.length} phrases from ${refs.length}`);
