/** Steps of the history that the page has no memory for. Pure, as all of the contract. */
import { z } from 'zod';
import { idSchema, nothing } from './primitives.ts';

const keySchema = z.string().regex(/^\d{1,9}$/);
/** A mask's tile of 256 x 256 pixels as base64. */
const tileSchema = z.string().max(90_000);

export const historyMethods = {
  /** Keeps a tile for as long as the service runs; acknowledged when it can be read back. */
  'history.put': { params: z.object({ history: idSchema, key: keySchema, tile: tileSchema }), result: nothing },
  'history.get': { params: z.object({ history: idSchema, key: keySchema }), result: tileSchema },
  'history.drop': { params: z.object({ history: idSchema }), result: nothing },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;
