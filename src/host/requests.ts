/** What the host process is asked. Checked on arrival: the host is the one that is fed hostile files. */
import { z } from 'zod';
import {
  describeStyles, exportFormats, exportLayerSchema, exportOptionsSchema, MAX_EXPORT_LAYERS, MAX_NAMED_LAYERS,
  MAX_SELECTED,
  MAX_PHRASE_LENGTH, selectionSchema,
} from '../api/contract.ts';
import { storedAlphaSchema } from '../document/alphaCodec.ts';
import { manifestSchema, maskNameSchema } from '../document/project.ts';

const alphaTile = z
  .object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().nonnegative(),
    height: z.number().int().nonnegative(),
    data: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes'),
  })
  .refine(({ width, height, data }) => data.length === width * height, 'alpha data has a wrong length');

/** Puts the objects that a phrase means on a photo into masks. */
export const selectParams = z.object({
  path: z.string().min(1),
  phrase: z.string().min(1).max(MAX_PHRASE_LENGTH),
  /** Object score from which an instance counts; the pack's own if left out. */
  threshold: z.number().min(0).max(1).optional(),
  /** Whether mask edges follow the photo (slower) or only the model's grid. */
  refine: z.boolean().optional(),
});
export type SelectParams = z.infer<typeof selectParams>;

const path = z.string().min(1);

/** The same answer for the editor: masks as text, and all regions that fit at all as candidates. */
const answerParams = selectParams.omit({ refine: true });
export type AnswerParams = z.infer<typeof answerParams>;

/** A picture that every browser shows: the whole photo, or reduced to a long side. */
const renderParams = z.object({ path, maxSide: z.number().int().positive().optional() });
export type RenderParams = z.infer<typeof renderParams>;

const documentParams = z.object({
  path,
  format: z.enum(exportFormats),
  layers: z.array(exportLayerSchema).max(MAX_EXPORT_LAYERS),
  folder: path,
  stem: z.string().optional(),
  ...exportOptionsSchema.shape,
  force: z.boolean(),
});
export type DocumentParams = z.infer<typeof documentParams>;

const saveProjectParams = z.object({
  manifest: manifestSchema,
  masks: z.record(maskNameSchema, storedAlphaSchema),
  /** The photo, which is never written over; the manifest says whether it is copied into the file. */
  photo: path,
  /** Where the file is written. */
  target: path,
  /** Whether a file that exists there is replaced. */
  force: z.boolean(),
});
export type SaveProjectParams = z.infer<typeof saveProjectParams>;

/** `photoTo`: where the copy of the photo, if there is one, is put, without the extension that it has. */
const openProjectParams = z.object({ path, photoTo: path });
export type OpenProjectParams = z.infer<typeof openProjectParams>;
/** Expressions for a selection. */
const describeParams = z.object({
  path,
  selection: selectionSchema,
  /** Size of the photo that the masks were made for. */
  size: z.object({ width: z.number().int(), height: z.number().int() }).optional(),
  /** Image files, each a mask as large as the photo; they come after the other masks. */
  maskFiles: z.array(path).max(MAX_SELECTED).optional(),
  /** Adds what a phrase selects. */
  phrase: z.string().min(1).max(MAX_PHRASE_LENGTH).optional(),
  candidates: z.number().int().min(1).max(20),
  style: z.enum(describeStyles),
});
export type DescribeParams = z.infer<typeof describeParams>;

const checkPhraseParams = z.object({ path, selection: selectionSchema, phrase: z.string().min(1).max(MAX_PHRASE_LENGTH) });
export type CheckPhraseParams = z.infer<typeof checkPhraseParams>;

const nameLayersParams = z.object({ path, layers: z.array(selectionSchema).max(MAX_NAMED_LAYERS) });
export type NameLayersParams = z.infer<typeof nameLayersParams>;

const exportLayer = z.object({ label: z.string(), score: z.number(), alpha: alphaTile });

/** What fills the hole that an object leaves. */
const fillParams = z.object({ path, alpha: storedAlphaSchema, margin: z.number().min(0).max(1000) });
export type FillParams = z.infer<typeof fillParams>;

const previewParams = documentParams.omit({ folder: true, force: true });
export type PreviewParams = z.infer<typeof previewParams>;

/** Writes cut-outs, a PSD, COCO JSON and a picture of what was found next to each other into one folder. */
export const exportParams = z.object({
  path: z.string().min(1),
  phrase: z.string().min(1).max(MAX_PHRASE_LENGTH),
  layers: z.array(exportLayer).max(1000),
  verdict: z.enum(['found', 'none', 'unsure']),
  folder: z.string().min(1),
  png: z.enum(['cropped', 'full-canvas']).optional(),
  psd: z.boolean(),
  coco: z.boolean(),
  overlay: z.boolean(),
  /** Whether files that exist already are replaced. */
  force: z.boolean(),
});
export type ExportParams = z.infer<typeof exportParams>;

/** Requests to the host by name. */
export const hostRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('select'), params: selectParams }),
  z.object({ kind: z.literal('export'), params: exportParams }),
  z.object({ kind: z.literal('devices') }),
  z.object({ kind: z.literal('photo'), params: z.object({ path }) }),
  z.object({ kind: z.literal('render'), params: renderParams }),
  z.object({ kind: z.literal('answer'), params: answerParams }),
  z.object({ kind: z.literal('proposals'), params: z.object({ path }) }),
  z.object({ kind: z.literal('proposalMask'), params: z.object({ path, region: z.number().int().nonnegative() }) }),
  z.object({ kind: z.literal('refine'), params: z.object({ path, alpha: storedAlphaSchema }) }),
  z.object({ kind: z.literal('describe'), params: describeParams }),
  z.object({ kind: z.literal('checkPhrase'), params: checkPhraseParams }),
  z.object({ kind: z.literal('nameLayers'), params: nameLayersParams }),
  z.object({ kind: z.literal('exportDocument'), params: documentParams }),
  z.object({ kind: z.literal('saveProject'), params: saveProjectParams }),
  z.object({ kind: z.literal('openProject'), params: openProjectParams }),
  z.object({ kind: z.literal('previewDocument'), params: previewParams }),
  z.object({ kind: z.literal('fill'), params: fillParams }),
  z.object({ kind: z.literal('clearCache') }),
]);
export type HostRequest = z.infer<typeof hostRequest>;
