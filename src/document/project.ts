import { z } from 'zod';
import { checkMaskSize } from '../mask/size.ts';
import type { AlphaTile } from '../mask/types.ts';
import { DocumentError } from './errors.ts';
import {
  blendModeSchema, effectsSchema, layerIdSchema, MAX_LAYERS, nameSchema, opacitySchema, originSchema, photoSchema,
  transformSchema,
} from './settings.ts';
import type { LayerId, PhotoReference } from './settings.ts';
import { alphaFromMask, emptyMask, hashMask, maskFromAlpha } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';
import { assertSound, walkLayers } from './tree.ts';
import type { Document, Layer } from './types.ts';

/** Version of the manifest. Files of a later one are refused, since what they mean is not known. */
export const PROJECT_VERSION = 1;

/** Name of the manifest within the project file. */
export const MANIFEST_ENTRY = 'document.json';

const FORMAT = 'phraselift-project';

/** Masks are named by their hash, so that copies share one and a damaged one is noticed. */
export const maskNameSchema = z.string().regex(/^masks\/[0-9a-f]{16}\.png$/);

const common = {
  id: layerIdSchema,
  name: nameSchema,
  visible: z.boolean(),
  locked: z.boolean(),
  opacity: opacitySchema,
  blendMode: blendModeSchema,
};

const objectSchema = z.object({
  ...common,
  kind: z.literal('object'),
  /** The soft mask cut to what is not 0, as a greyscale picture, and where its upper left corner lies in the photo. */
  mask: z.object({ entry: maskNameSchema, x: z.number().int().min(0), y: z.number().int().min(0) }).nullable(),
  transform: transformSchema,
  effects: effectsSchema,
  origin: originSchema.nullable(),
});

const groupSchema = z.object({ ...common, kind: z.literal('group') });

/** The project file's manifest. Members that it does not name are left out when it is read. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(PROJECT_VERSION),
  photo: photoSchema,
  /** Entry of the photo's own bytes, if the file holds a copy of it. */
  embeddedPhoto: z.string().regex(/^photo\/[\w-]{1,100}(\.[a-z0-9]{1,8})?$/i).nullable(),
  /**
   * In the order of painting, a group before what it holds; `parent` is the group around a layer, null outermost. A
   * list and not a tree, so that no file can exhaust the stack.
   */
  layers: z.array(z.object({
    parent: layerIdSchema.nullable(),
    layer: z.discriminatedUnion('kind', [objectSchema, groupSchema]),
  })).max(MAX_LAYERS),
  solo: z.array(layerIdSchema).max(MAX_LAYERS),
  active: z.array(layerIdSchema).max(MAX_LAYERS),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A document as a project file holds it: the manifest, and the masks by their entries' names. */
export interface Project {
  readonly manifest: Manifest;
  readonly masks: ReadonlyMap<string, AlphaTile>;
}

/**
 * A document as a project file holds it.
 * @param embeddedPhoto entry of the photo's copy in the file, or null
 */
export function projectFromDocument(document: Document, embeddedPhoto: string | null = null): Project {
  const masks = new Map<string, AlphaTile>();
  const layers = [...walkLayers(document.layers)].map(({ layer, ancestors }): Manifest['layers'][number] => {
    const parent = ancestors.at(-1)?.id ?? null;
    if (layer.kind === 'object') return { parent, layer: { ...layer, mask: keepMask(layer.mask, masks) } };
    const { id, name, visible, locked, opacity, blendMode } = layer;
    return { parent, layer: { kind: 'group', id, name, visible, locked, opacity, blendMode } };
  });
  const { photo, solo, active } = document;
  const manifest: Manifest = {
    format: FORMAT, version: PROJECT_VERSION, photo, embeddedPhoto, layers, solo: [...solo], active: [...active],
  };
  return { manifest, masks };
}

function keepMask(mask: TiledMask, masks: Map<string, AlphaTile>): { entry: string; x: number; y: number } | null {
  const entry = maskEntry(mask);
  const alpha = masks.get(entry) ?? alphaFromMask(mask);
  if (alpha.data.length === 0) return null;
  masks.set(entry, alpha);
  return { entry, x: alpha.x, y: alpha.y };
}

/**
 * Reads a manifest.
 * @param value what JSON.parse gave
 * @throws DocumentError `too-new` if a later version wrote it, `damaged` if it is no manifest
 */
export function parseManifest(value: unknown): Manifest {
  const head = z.object({ format: z.literal(FORMAT), version: z.number() }).safeParse(value);
  if (!head.success) throw new DocumentError('damaged', 'This is not the manifest of a Phraselift project.');
  if (head.data.version > PROJECT_VERSION) {
    throw new DocumentError(
      'too-new', `The project has version ${head.data.version}, this program reads ${PROJECT_VERSION}: update it.`,
    );
  }
  const manifest = manifestSchema.safeParse(value);
  if (manifest.success) return manifest.data;
  const [issue] = manifest.error.issues;
  throw new DocumentError('damaged', `The project is damaged at ${issue.path.join('.')}: ${issue.message}.`);
}

/**
 * The document that a project file holds.
 * @param value what JSON.parse gave for the manifest
 * @param masks pixels of the entries that the manifest names; their own positions are not looked at
 * @throws DocumentError `too-new`, or `damaged` if the manifest contradicts itself or a mask is missing or not the same
 */
export function documentFromProject(value: unknown, masks: ReadonlyMap<string, Omit<AlphaTile, 'x' | 'y'>>): Document {
  const { photo, layers: listed, solo, active } = parseManifest(value);
  asDamage(() => checkMaskSize(photo.width, photo.height));
  const read = maskReader(photo, masks);
  const siblings = new Map<LayerId | null, Layer[]>([[null, []]]);
  for (const { parent, layer } of listed) {
    const list = siblings.get(parent);
    if (!list) throw new DocumentError('damaged', `The layer "${layer.name}" lies in a group that is not there.`);
    if (layer.kind === 'group') {
      const children: Layer[] = [];
      siblings.set(layer.id, children);
      list.push({ ...layer, children });
    } else {
      list.push({ ...layer, mask: layer.mask === null ? emptyMask(photo.width, photo.height) : read(layer.mask) });
    }
  }
  const layers = siblings.get(null)!;
  asDamage(() => {
    assertSound(layers);
  });
  const ids = new Set(listed.map(({ layer }) => layer.id));
  if (![...solo, ...active].every((id) => ids.has(id))) {
    throw new DocumentError('damaged', 'The project is damaged: a layer is selected that is not there.');
  }
  return { photo, layers, solo, active };
}

/** Gives the masks that a manifest names, those of copies as one. */
function maskReader(
  { width, height }: PhotoReference, masks: ReadonlyMap<string, Omit<AlphaTile, 'x' | 'y'>>,
): (named: { entry: string; x: number; y: number }) => TiledMask {
  const known = new Map<string, TiledMask>();
  return ({ entry, x, y }) => {
    const pixels = masks.get(entry);
    if (!pixels) throw new DocumentError('damaged', `The project is damaged: ${entry} is missing.`);
    const mask = known.get(entry) ?? asDamage(() => maskFromAlpha({ ...pixels, x, y }, width, height));
    if (entry !== maskEntry(mask)) throw new DocumentError('damaged', `The project is damaged: ${entry} was changed.`);
    known.set(entry, mask);
    return mask;
  };
}

function maskEntry(mask: TiledMask): string {
  return `masks/${hashMask(mask)}.png`;
}

/** Runs what refuses contradictions in its own terms, which here mean that the file is damaged. */
function asDamage<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof DocumentError || error instanceof RangeError)) throw error;
    throw new DocumentError('damaged', `The project is damaged: ${error.message}`, null, { cause: error });
  }
}
