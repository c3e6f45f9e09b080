/** Parts that the contract's methods are made of. Pure, as all of the contract. */
import { z } from 'zod';

/** Longest phrase that is read, in UTF-16 units. */
export const MAX_PHRASE_LENGTH = 1000;

export const nothing = z.null();
export const idSchema = z.string().regex(/^[\w-]{1,64}$/);
export const shareSchema = z.number().min(0).max(1);
/** x, y, width, height in upright photo pixels. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();
export const pathSchema = z.string().min(1).max(4096);
export const phraseSchema = z.string().max(MAX_PHRASE_LENGTH).refine((phrase) => phrase.trim() !== '', 'the phrase is empty');

/** An object proposal with a coarse mask: enough to show and to hit with the pointer before its real mask is fetched. */
export const proposalSchema = z.object({
  /** The same number in all answers about a photo. */
  region: z.number().int().nonnegative(),
  label: z.string(),
  /** Probability, 0..1: that there is such an object at all or, in the answer to a phrase, that it is meant. */
  score: shareSchema,
  box: boxSchema,
  /** The part of the photo, in its pixels, that `bits` covers; may reach beyond the photo. */
  maskBox: boxSchema,
  /** Side of the square grid over `maskBox`. */
  side: z.number().int().positive(),
  /** Base64: one bit a cell, row-major, the highest bit of a byte first; 1 is inside. */
  bits: z.string(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/**
 * Whoever may want progress or to cancel gives the request a name of its own (such as a random UUID): `progress` events
 * carry it, and `cancel` takes it.
 */
export const requestId = idSchema.optional();
