/** Describing a selection (GREG): expressions and what each of them selects again. Pure, as all of the contract. */
import { z } from 'zod';
import { storedAlphaSchema } from '../../document/alphaCodec.ts';
import { boxSchema, idSchema, phraseSchema, requestId, shareSchema } from './primitives.ts';

/** Most objects of one selection. */
export const MAX_SELECTED = 500;
/** Most layers that are named in one call. */
export const MAX_NAMED_LAYERS = 200;

/** `short`: as few words as are unambiguous; `full`: all that is telling; `alt-text`: a sentence for an image's alternative text. */
export const describeStyles = ['short', 'full', 'alt-text'] as const;
export type DescribeStyle = (typeof describeStyles)[number];

/**
 * What is selected: masks (one an object), regions of `proposals`, boxes (each the object that fits it best, else all
 * that is in it), or several of these. All of it may be empty.
 */
export const selectionSchema = z.object({
  masks: z.array(storedAlphaSchema).max(MAX_SELECTED).default([]),
  regions: z.array(z.number().int().min(0).max(10_000)).max(MAX_SELECTED).default([]),
  boxes: z.array(boxSchema).max(MAX_SELECTED).default([]),
});
export type DescribedSelection = z.input<typeof selectionSchema>;

/** An object of the photo: a region of `proposals`, an entry of the selection, or both where they match. */
const describedObjectSchema = z.object({
  /** Number of the region; absent for a mask that no region of the photo matches. */
  region: z.number().int().nonnegative().optional(),
  /** Position in the selection, masks before boxes before regions; absent for what is not selected. */
  selected: z.number().int().nonnegative().optional(),
  /** Class, as the detector names it; absent where it cannot be told. */
  label: z.string().optional(),
  /** Upright photo pixels. */
  box: boxSchema,
});
export type DescribedObject = z.infer<typeof describedObjectSchema>;

/** What an expression selects, held against the selection. */
export const roundTripSchema = z.object({
  /** Of the united masks. */
  iou: shareSchema,
  /** Over objects at mask IoU of at least 0.5. */
  f1: shareSchema,
  /** All that the expression selects. */
  selects: z.array(describedObjectSchema),
  /** Selected objects that the expression leaves out. */
  missed: z.array(describedObjectSchema),
  /** What the expression selects although it is not selected. */
  extra: z.array(describedObjectSchema),
});
export type RoundTrip = z.infer<typeof roundTripSchema>;

const checkedExpressionSchema = z.object({
  expression: z.string(),
  /** Whether the expression selects anything but exactly the selection. */
  ambiguous: z.boolean(),
  roundTrip: roundTripSchema,
});
export type CheckedExpression = z.infer<typeof checkedExpressionSchema>;

/**
 * `described`: there is an expression, though perhaps an ambiguous one. Else there is none: `empty`, nothing is selected
 * (or only beside the photo); `whole-photo`, the selection is no object but all there is; `unknown`, the model knows
 * nothing that the selection could be called.
 */
export const describeStatuses = ['described', 'empty', 'whole-photo', 'unknown'] as const;
export type DescribeStatus = (typeof describeStatuses)[number];

export const descriptionSchema = z.object({
  status: z.enum(describeStatuses),
  /** The best first; none unless `described`. Each selects what its `roundTrip` says. */
  expressions: z.array(checkedExpressionSchema),
  /** Selected objects that the model has no name for; the expressions leave them out. */
  unnamed: z.array(describedObjectSchema),
  /** Milliseconds. */
  timings: z.object({ total: z.number(), encode: z.number().optional(), describe: z.number().optional() }),
});
export type Description = z.infer<typeof descriptionSchema>;

export const phraseCheckSchema = z.object({
  verdict: z.enum(['found', 'none', 'unsure']),
  ambiguous: z.boolean(),
  roundTrip: roundTripSchema,
  /** Words, as written, that carry meaning which the model does not know. */
  unknownWords: z.array(z.string()),
});
export type PhraseCheck = z.infer<typeof phraseCheckSchema>;

export const layerNameSchema = z.object({
  status: z.enum(describeStatuses),
  /** Distinct from all others of the call; absent unless `described`. */
  name: z.string().optional(),
  /** What the name says was checked: an ambiguous one selects something else too, or got a number to be distinct. */
  ambiguous: z.boolean(),
  roundTrip: roundTripSchema.optional(),
});
export type LayerName = z.infer<typeof layerNameSchema>;

export const describeMethods = {
  /** Expressions that point to exactly what is selected, each checked by selecting with it. */
  'describe': {
    params: z.object({
      photo: idSchema,
      selection: selectionSchema,
      /** How many expressions are wanted at most. */
      candidates: z.number().int().min(1).max(20).default(5),
      style: z.enum(describeStyles).default('short'),
      requestId,
    }),
    result: descriptionSchema,
  },
  /** What a phrase, such as one edited by hand, selects compared with what is selected. Fast enough for every key. */
  'describe.check': {
    params: z.object({ photo: idSchema, selection: selectionSchema, phrase: phraseSchema, requestId }),
    result: phraseCheckSchema,
  },
  /** Distinct names for many layers, in their order. */
  'describe.name': {
    params: z.object({ photo: idSchema, layers: z.array(selectionSchema).max(MAX_NAMED_LAYERS), requestId }),
    result: z.object({ names: z.array(layerNameSchema), timings: descriptionSchema.shape.timings }),
  },
} as const;
