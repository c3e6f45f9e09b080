import { z } from 'zod';

/** Most layers and groups that a document holds; PSD files end at 8,000. */
export const MAX_LAYERS = 8000;

/** Most groups within groups; the depth that Photoshop opens. */
export const MAX_DEPTH = 10;

/** Longest name, path or phrase that is kept, in UTF-16 units. */
const MAX_TEXT = 4096;

/** Largest radius, in pixels, of an operation on masks (that of `featherTile`). */
const MAX_RADIUS = 2 ** 14;

/** Larger coordinates are no part of any photo, and sums of them stay exact. */
const MAX_COORDINATE = 2 ** 20;

export const layerIdSchema = z.string().regex(/^[\w-]{1,64}$/);
/** Name of a layer within its document, given by whoever makes the layer: letters, digits, `_` and `-`. */
export type LayerId = z.infer<typeof layerIdSchema>;

export const nameSchema = z.string().min(1).max(MAX_TEXT);

/** Share, 0 (nothing) to 1 (all). */
const shareSchema = z.number().min(0).max(1);
export const opacitySchema = shareSchema;

const coordinateSchema = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);
const colorSchema = z.string().regex(/^#[0-9a-f]{6}$/);
const radiusSchema = z.number().min(0).max(MAX_RADIUS);

/** Blend modes of PSD files, by the names that Photoshop shows. `pass through` is for groups alone. */
export const blendModeSchema = z.enum([
  'pass through', 'normal', 'dissolve',
  'darken', 'multiply', 'color burn', 'linear burn', 'darker color',
  'lighten', 'screen', 'color dodge', 'linear dodge', 'lighter color',
  'overlay', 'soft light', 'hard light', 'vivid light', 'linear light', 'pin light', 'hard mix',
  'difference', 'exclusion', 'subtract', 'divide',
  'hue', 'saturation', 'color', 'luminosity',
]);
export type BlendMode = z.infer<typeof blendModeSchema>;

const scaleSchema = z.number().min(1e-3).max(1e3);

/**
 * Where a layer's pixels are shown: flipped and scaled, then rotated, both about the pivot, then moved. The pivot is
 * kept with the transform (it is the centre of the mask when the layer is made), so that a brush stroke, which moves
 * that centre, does not move the layer.
 */
export const transformSchema = z.object({
  /** Movement in pixels of the photo. */
  x: coordinateSchema,
  y: coordinateSchema,
  scaleX: scaleSchema,
  scaleY: scaleSchema,
  /** Degrees, clockwise on screen. */
  rotation: z.number().min(-360).max(360),
  flipX: z.boolean(),
  flipY: z.boolean(),
  /** Pixels of the photo, before the transform. */
  pivotX: coordinateSchema,
  pivotY: coordinateSchema,
}).readonly();
export type Transform = z.infer<typeof transformSchema>;

const effectSchema = z.discriminatedUnion('kind', [
  /** Gives the layer another hue and keeps its light and shade. */
  z.object({ kind: z.literal('recolor'), color: colorSchema, amount: shareSchema }),
  /** Each from -1 to 1; 0 changes nothing. */
  z.object({
    kind: z.literal('adjust'),
    brightness: z.number().min(-1).max(1),
    contrast: z.number().min(-1).max(1),
    saturation: z.number().min(-1).max(1),
  }),
  /** Standard deviation of the Gaussian, in pixels of the photo. */
  z.object({ kind: z.literal('blur'), radius: z.number().min(0).max(1000) }),
  /** Side of the squares in pixels of the photo. */
  z.object({ kind: z.literal('pixelate'), size: z.number().int().min(1).max(1000) }),
  z.object({ kind: z.literal('fill'), color: colorSchema, opacity: shareSchema }),
  /** The offset and the blur's standard deviation in pixels of the photo. */
  z.object({
    kind: z.literal('dropShadow'),
    color: colorSchema,
    opacity: shareSchema,
    x: coordinateSchema,
    y: coordinateSchema,
    radius: z.number().min(0).max(1000),
  }),
  /**
   * The object is taken out of the photo: the hole, grown by `margin` pixels, is filled from its surroundings. With
   * `keep` the layer stays above it, so that it can be moved elsewhere.
   */
  z.object({ kind: z.literal('remove'), margin: z.number().min(0).max(1000), keep: z.boolean() }),
]).readonly();
/** A setting that changes how a layer looks and nothing that is stored. */
export type Effect = z.infer<typeof effectSchema>;
export type EffectKind = Effect['kind'];
export const effectKinds: readonly EffectKind[] = effectSchema.unwrap().options.map((option) => option.shape.kind.value);

/** Effects in the order in which they are applied, each kind at most once. */
export const effectsSchema = z
  .array(effectSchema)
  .refine((effects) => new Set(effects.map(({ kind }) => kind)).size === effects.length, 'an effect is given twice')
  .readonly();

const boxSchema = z.tuple([coordinateSchema, coordinateSchema, coordinateSchema, coordinateSchema]).readonly();

/** Where a layer came from. */
export const originSchema = z.object({
  phrase: z.string().max(MAX_TEXT),
  /** Class of the object, as the detector names it. */
  label: z.string().max(MAX_TEXT),
  score: shareSchema,
  /** Tight box of the mask as the model gave it, pixels of the photo. */
  box: boxSchema,
}).readonly();
export type Origin = z.infer<typeof originSchema>;

export const photoSchema = z.object({
  path: z.string().min(1).max(MAX_TEXT),
  /** Hash of the file's bytes, as the service computes it. */
  contentHash: z.string().min(1).max(128),
  /** Size of the upright photo in pixels. */
  width: z.number().int().min(1),
  height: z.number().int().min(1),
}).readonly();
/** The photo that a document is about. It is linked, not held. */
export type PhotoReference = z.infer<typeof photoSchema>;

export const combineModeSchema = z.enum(['union', 'subtract', 'intersect']);
export type CombineMode = z.infer<typeof combineModeSchema>;

/** Radii in pixels of the photo; what they mean is said at the functions of src/mask of these names. */
export const maskOperationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['grow', 'shrink', 'feather', 'smooth']), radius: radiusSchema }),
  z.object({ kind: z.literal('invert') }),
]);
export type MaskOperation = z.infer<typeof maskOperationSchema>;

export const brushSchema = z.object({
  /** Diameter in pixels of the photo. */
  size: z.number().min(1).max(4096),
  /** 1: an edge of one pixel; 0: falls off from the centre on. */
  hardness: shareSchema,
  /** The most that one stroke adds or takes, however often it passes. */
  opacity: shareSchema,
  mode: z.enum(['add', 'erase']),
}).readonly();
export type Brush = z.infer<typeof brushSchema>;

/** One imprint of a brush: its centre in pixels of the photo, and the pressure (0..1) that scales its size. */
export const dabSchema = z.tuple([coordinateSchema, coordinateSchema, shareSchema]).readonly();
export type Dab = z.infer<typeof dabSchema>;

/** Rings of `fillRings`. */
export const ringsSchema = z
  .array(z.array(coordinateSchema).max(2 ** 17).refine((ring) => ring.length % 2 === 0, 'a ring ends within a point'))
  .max(1000);
export const featherSchema = radiusSchema;
