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

/**
 * Whoever may want progress or to cancel gives the request a name of its own (such as a random UUID): `progress` events
 * carry it, and `cancel` takes it.
 */
export const requestId = idSchema.optional();
