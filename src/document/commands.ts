import { z } from 'zod';
import type { AlphaTile } from '../mask/types.ts';
import { alphaTileCodec, alphaTileSchema } from './alphaCodec.ts';
import { DocumentError } from './errors.ts';
import {
  blendModeSchema, brushSchema, combineModeSchema, dabSchema, effectsSchema, featherSchema, layerIdSchema,
  maskOperationSchema, MAX_LAYERS, nameSchema, opacitySchema, originSchema, photoSchema, ringsSchema, transformSchema,
} from './settings.ts';

/** Most objects that one command brings; no photo has more that a phrase could mean. */
const MAX_OBJECTS = 1000;
/** Most dabs of one stroke: minutes of painting. */
const MAX_DABS = 100_000;

const ids = z.array(layerIdSchema).min(1).max(MAX_LAYERS);
const namedLayer = z.object({ id: layerIdSchema, name: nameSchema });
/** Where layers are put: a group (null: outermost), and the position among its children, 0 the lowest. */
const place = { parent: layerIdSchema.nullable(), index: z.number().int().min(0).max(MAX_LAYERS) };
/** Fewer pixels are a speck, not a part. */
const minArea = z.number().int().min(1).max(2 ** 28);

/** Commands that arrange layers. */
const arrange = [
  /** Puts back where the photo's file is, or takes over that it has changed. */
  z.object({ kind: z.literal('relinkPhoto'), ...photoSchema.unwrap().pick({ path: true, contentHash: true }).shape }),
  z.object({ kind: z.literal('remove'), ids }),
  z.object({ kind: z.literal('rename'), id: layerIdSchema, name: nameSchema }),
  /** Renames many layers as one step. */
  z.object({ kind: z.literal('nameLayers'), items: z.array(namedLayer).min(1).max(MAX_LAYERS) }),
  z.object({ kind: z.literal('setVisible'), ids, visible: z.boolean() }),
  z.object({ kind: z.literal('setLocked'), ids, locked: z.boolean() }),
  /** Shows only these; none: shows by visibility again. */
  z.object({ kind: z.literal('solo'), ids: z.array(layerIdSchema).max(MAX_LAYERS) }),
  /** Puts layers together at a place, in their order. The index counts without them. */
  z.object({ kind: z.literal('move'), ids, ...place }),
  /** Puts layers into a new group at the place of the topmost. */
  z.object({ kind: z.literal('group'), ids, group: namedLayer }),
  /** Replaces groups by what they hold. */
  z.object({ kind: z.literal('ungroup'), ids }),
  /** Makes one layer of the objects among and within these, at the place of the topmost. */
  z.object({ kind: z.literal('merge'), ids, into: namedLayer }),
  /** Replaces a layer by its connected parts, the largest first. */
  z.object({
    kind: z.literal('splitIntoParts'),
    id: layerIdSchema,
    parts: z.array(namedLayer).min(1).max(MAX_OBJECTS),
    minArea,
  }),
  /** Puts a copy right above each layer; a group's copy needs an id for everything within it. */
  z.object({
    kind: z.literal('duplicate'),
    copies: z.array(z.object({ from: layerIdSchema, ...namedLayer.shape })).min(1).max(MAX_LAYERS),
  }),
] as const;

/** Commands that change how layers look and where they are shown. */
const adjust = [
  z.object({ kind: z.literal('setOpacity'), ids, opacity: opacitySchema }),
  z.object({ kind: z.literal('setBlendMode'), ids, blendMode: blendModeSchema }),
  z.object({
    kind: z.literal('setTransform'),
    items: z.array(z.object({ id: layerIdSchema, transform: transformSchema })).min(1).max(MAX_LAYERS),
  }),
  z.object({ kind: z.literal('setEffects'), ids, effects: effectsSchema }),
  /** Selects layers in the list: no step of the history. */
  z.object({ kind: z.literal('activate'), ids: z.array(layerIdSchema).max(MAX_LAYERS) }),
] as const;

/** Commands that edit a layer's mask by a description of the edit, which is small and can be replayed. */
const paintMask = [
  z.object({
    kind: z.literal('brushStroke'),
    id: layerIdSchema,
    brush: brushSchema,
    dabs: z.array(dabSchema).min(1).max(MAX_DABS),
  }),
  /** A lasso or a rectangle. */
  z.object({
    kind: z.literal('fillShape'),
    id: layerIdSchema,
    rings: ringsSchema,
    mode: combineModeSchema,
    feather: featherSchema,
  }),
  z.object({ kind: z.literal('maskOperation'), ids, operation: maskOperationSchema }),
] as const;

/** Commands that carry masks; `alpha` is their form, in memory or as text. */
function withMasks<Alpha extends z.ZodType<AlphaTile>>(alpha: Alpha) {
  return [
    /** The objects of a phrase as layers, the lowest first, in a group of their own if one is named. */
    z.object({
      kind: z.literal('addLayers'),
      layers: z.array(z.object({ ...namedLayer.shape, mask: alpha, origin: originSchema.nullable() }))
        .min(1)
        .max(MAX_OBJECTS),
      group: namedLayer.nullable(),
      ...place,
    }),
    /** Replaces the pixels under `patch`, in a mask that has the hash `before`. */
    z.object({ kind: z.literal('setMask'), id: layerIdSchema, before: z.string().length(16), patch: alpha }),
    /** Unites a mask with what a phrase or a click has found, subtracts that, or keeps only the common part. */
    z.object({
      kind: z.literal('combineMask'),
      id: layerIdSchema,
      mode: combineModeSchema,
      masks: z.array(alpha).max(MAX_OBJECTS),
    }),
  ] as const;
}

/** Every change of a document, in memory. */
export const commandSchema = z.discriminatedUnion('kind', [
  ...arrange, ...adjust, ...paintMask, ...withMasks(alphaTileSchema),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandKind = Command['kind'];
export type CommandOf<Kind extends CommandKind> = Extract<Command, { kind: Kind }>;

/** Every change of a document as JSON: `z.decode` reads it, `z.encode` writes it. */
export const storedCommandSchema = z.discriminatedUnion('kind', [
  ...arrange, ...adjust, ...paintMask, ...withMasks(alphaTileCodec),
]);
export type StoredCommand = z.input<typeof storedCommandSchema>;

/** The kinds of all commands. */
export const commandKinds: readonly CommandKind[] = commandSchema.options.map((option) => option.shape.kind.value);

/**
 * Checks the form of a command from outside.
 * @throws DocumentError `invalid`, naming the first thing that is wrong
 */
export function parseCommand(value: unknown): Command {
  return checked(commandSchema.safeParse(value));
}

/** A command as JSON can hold it. @throws DocumentError `invalid` if it does not have the form of a command */
export function encodeCommand(command: Command): StoredCommand {
  return checked(z.safeEncode(storedCommandSchema, command));
}

/** Reads a command from its JSON form. @throws DocumentError `invalid`, naming the first thing that is wrong */
export function decodeCommand(stored: unknown): Command {
  return checked(storedCommandSchema.safeParse(stored));
}

function checked<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DocumentError('invalid', `Command refused at ${issue.path.join('.') || 'its root'}: ${issue.message}.`);
}
