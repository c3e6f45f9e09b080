import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Selection } from '../model/types.ts';

const rle = z.object({ size: z.tuple([z.number().int(), z.number().int()]), counts: z.string() });
const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** An answer as it is kept between predicting and scoring: one JSON line a sentence. */
const predictionSchema = z.object({
  sent_id: z.number().int(),
  verdict: z.enum(['found', 'none', 'unsure']),
  targetProbability: z.number(),
  instances: z.array(z.object({ score: z.number(), box, mask: rle })),
  /** Boxes that were looked at and not taken: AP ranks them too. */
  candidates: z.array(z.object({ score: z.number(), box })),
  merged: z.object({ mask: rle, saysNothing: z.boolean() }).optional(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** One line of the file, without its end. */
export function toLine(sentId: number, selection: Selection): string {
  const { verdict, targetProbability, instances, candidates, merged } = selection;
  return JSON.stringify({
    sent_id: sentId,
    verdict,
    targetProbability,
    instances: instances.map(({ score, box: place, mask }) => ({ score, box: place, mask })),
    candidates: candidates.map(({ score, box: place }) => ({ score, box: place })),
    ...(merged === undefined ? {} : { merged }),
  });
}

/** @throws UserError `bad-argument` that names the line */
export async function* readPredictions(path: string): AsyncGenerator<Prediction> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    number++;
    if (line !== '') yield parseLine(line, `${path}: line ${number}`);
  }
}

function parseLine(line: string, where: string): Prediction {
  try {
    return predictionSchema.parse(JSON.parse(line));
  } catch (error) {
    const what = error instanceof z.ZodError ? `${error.issues[0].path.join('.')}: ${error.issues[0].message}` : 'not valid JSON';
    throw new UserError('bad-argument', `${where} is no prediction (${what}); run again with --force to begin anew`, { cause: error });
  }
}
