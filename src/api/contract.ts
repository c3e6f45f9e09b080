/**
 * The one API between the editor's page and the service behind it. Two transports carry it:
 *
 * - Loopback HTTP (`phraselift serve`): `POST /api/<method>` with the params as JSON answers 200 with the result as
 *   JSON (`null` where a method returns nothing), or 4xx/5xx with an `ApiFailure`. `PUT /api/photo.upload?name=NAME`
 *   takes a file's bytes and answers a `Photo`, `project.upload` a `ProjectFile`. `GET /api/events` is a server-sent event stream of `ApiEvent`s, one
 *   JSON text each. All of it same-origin, with the session's cookie.
 * - Electron IPC: the preload script puts a `Bridge` at `window.phraselift`.
 *
 * Pure: neither Node nor the DOM, so that the page can import it.
 */
import { z } from 'zod';
import { storedAlphaSchema } from '../document/alphaCodec.ts';
import { appearanceMethods } from './contract/appearance.ts';
import { describeMethods } from './contract/describe.ts';
import { desktopMethods } from './contract/desktop.ts';
import { exportFormats, exportLayerSchema, exportOptionsSchema, MAX_EXPORT_LAYERS } from './contract/export.ts';
import type { ApiFailure } from './contract/failure.ts';
import { historyMethods } from './contract/history.ts';
import { menuItemSchema } from './contract/menu.ts';
import { modelSchema } from './contract/models.ts';
import { photoSchema, photoSourceSchema, type Photo } from './contract/photo.ts';
import {
  boxSchema, idSchema, nothing, pathSchema, phraseSchema, proposalSchema, requestId, shareSchema,
} from './contract/primitives.ts';
import { projectMethods, type ProjectFile } from './contract/project.ts';
import { searchEventSchema, searchMethods } from './contract/search.ts';
import { deviceReportSchema, settingsSchema } from './contract/settings.ts';

export {
  describeStyles, MAX_NAMED_LAYERS, MAX_SELECTED, selectionSchema, type CheckedExpression, type DescribedObject,
  type DescribedSelection, type DescribeStatus, type DescribeStyle, type Description, type LayerName, type PhraseCheck,
  type RoundTrip,
} from './contract/describe.ts';
export {
  exportFormats, exportLayerSchema, exportOptionsSchema, MAX_DESCRIPTION, MAX_EXPORT_LAYERS, type ExportLayer,
} from './contract/export.ts';
export { ApiError, type ApiErrorCode, type ApiFailure } from './contract/failure.ts';
export type { MenuItem } from './contract/menu.ts';
export type { Model } from './contract/models.ts';
export { photoSchema, type Photo } from './contract/photo.ts';
export { MAX_PHRASE_LENGTH, type Proposal } from './contract/primitives.ts';
export { isProjectName, PROJECT_EXTENSION, type ProjectFile } from './contract/project.ts';
export type {
  SavedSearch, SearchItem, SearchQuery, SearchReview, SearchStatus, SearchThresholds, SearchVerdict, SearchView,
} from './contract/search.ts';
export { settingsSchema, type Settings } from './contract/settings.ts';

/** Largest file that may be uploaded. */
export const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;
/** A line of the journal may carry the masks of a whole answer. */
export const MAX_JOURNAL_LINE = 64 * 1024 * 1024;

export const sampleSchema = z.object({
  name: z.string(),
  title: z.string(),
  /** A small picture to choose it by. Relative, same-origin. */
  url: z.string(),
  phrases: z.array(z.string()),
});
export type Sample = z.infer<typeof sampleSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  /** Whether this is the Electron window: it has dialogs, a menu, and saves to folders instead of downloading. */
  canOpenDialog: z.boolean(),
  model: z.string(),
  /** The device that ran last; absent before the first phrase. */
  device: z.string().optional(),
  samples: z.array(sampleSchema),
  /** Photos and projects that were given on the command line and are to be opened now, in this order. Told once. */
  start: z.array(pathSchema),
  /** Photos and projects that were opened earlier, the latest first. */
  recent: z.array(z.object({ name: z.string(), path: pathSchema })),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** A region of the photo and how well it fits a phrase. */
const scoredRegionSchema = z.object({
  /** Number of the region: the same for every phrase on this photo, as long as the model stays the same. */
  region: z.number().int().nonnegative(),
  /** Class, as the detector names it. */
  label: z.string(),
  /** Object score for the phrase, 0..1. */
  score: shareSchema,
  /** Upright photo pixels. */
  box: boxSchema,
});
export type ScoredRegion = z.infer<typeof scoredRegionSchema>;

const answerObjectSchema = scoredRegionSchema.extend({ alpha: storedAlphaSchema });
export type AnswerObject = z.infer<typeof answerObjectSchema>;

export const answerSchema = z.object({
  phrase: z.string(),
  verdict: z.enum(['found', 'none', 'unsure']),
  /** Calibrated probability that the photo holds a target. */
  targetProbability: shareSchema,
  /** Object score from which a region counts: what was asked for, or the model's own. */
  threshold: shareSchema,
  /** What the phrase means, by falling score; empty if the verdict is `none`. The box is the mask's. */
  objects: z.array(answerObjectSchema),
  /**
   * All other regions that score at least 0.05, by falling score: what a lower threshold adds, and what to offer when
   * nothing matches. `proposal.mask` has their masks.
   */
  candidates: z.array(scoredRegionSchema),
  /** Words, as written, that carry meaning which the model does not know. */
  unknownWords: z.array(z.string()),
  /** Where the model looked: strengths 0..1 on a grid over the photo, row-major. */
  regionMap: z.object({ size: z.tuple([z.number().int(), z.number().int()]), values: z.array(z.number()) }),
  model: z.object({ id: z.string(), version: z.string() }),
  device: z.string(),
  /** Milliseconds; a step that did not run (cached) is absent. */
  timings: z.object({
    total: z.number(),
    decode: z.number().optional(),
    encode: z.number().optional(),
    relate: z.number().optional(),
    masks: z.number().optional(),
  }),
});
export type Answer = z.infer<typeof answerSchema>;

/** A whole-resolution mask and its tight box. */
const regionMaskSchema = z.object({ alpha: storedAlphaSchema, box: boxSchema });
export type RegionMask = z.infer<typeof regionMaskSchema>;

const fileSchema = z.object({
  name: z.string(),
  bytes: z.number().int().nonnegative(),
  /** Where it was written (Electron). */
  path: z.string().optional(),
  /** Where it can be downloaded, once (browser). Relative, same-origin. */
  url: z.string().optional(),
});

const journalSchema = z.object({
  document: idSchema,
  /** Milliseconds since 1970. */
  modified: z.number(),
  bytes: z.number().int().nonnegative(),
  /** The first line: what the editor needs to describe the document before it reads the rest. */
  head: z.string(),
});

/** Every method: what it takes and what it answers. */
export const methods = {
  'app.info': { params: z.object({}), result: appInfoSchema },
  'photo.open': { params: z.object({ source: photoSourceSchema, requestId }), result: photoSchema },
  /** Lets the user choose files (Electron), which may be opened then; empty if he does not. */
  'file.dialog': { params: z.object({ what: z.enum(['photos-and-projects', 'photo']) }), result: z.array(pathSchema) },
  'photo.close': { params: z.object({ id: idSchema }), result: nothing },
  ...projectMethods,
  /** Finds every object that a phrase means. A threshold replaces the model's own. */
  'select': {
    params: z.object({ photo: idSchema, phrase: phraseSchema, threshold: shareSchema.optional(), requestId }),
    result: answerSchema,
  },
  /** The whole-resolution mask of one region; null if it is empty. */
  'proposal.mask': {
    params: z.object({ photo: idSchema, region: z.number().int().min(0).max(10_000) }),
    result: regionMaskSchema.nullable(),
  },
  /** All regions, for choosing objects by click. */
  'proposals': { params: z.object({ photo: idSchema, requestId }), result: z.array(proposalSchema) },
  /** Lets a mask's edges follow the photo. */
  'mask.refine': { params: z.object({ photo: idSchema, alpha: storedAlphaSchema, requestId }), result: storedAlphaSchema },
  /** Ends a request, which then fails with `cancelled`. */
  'cancel': { params: z.object({ requestId: idSchema }), result: nothing },
  /**
   * Writes layers, the lowest first, as files. In Electron the user is asked for the folder; `files` is empty if he
   * gives none. `name` is the stem of the files, the photo's own unless set.
   */
  'export.run': {
    params: z.object({
      photo: idSchema,
      format: z.enum(exportFormats),
      options: exportOptionsSchema,
      layers: z.array(exportLayerSchema).max(MAX_EXPORT_LAYERS),
      name: z.string().max(200).optional(),
      requestId,
    }),
    /** The notes say what differs from what somebody may expect, a sentence each. */
    result: z.object({ files: z.array(fileSchema), notes: z.array(z.string()) }),
  },
  ...appearanceMethods,
  'settings.get': { params: z.object({}), result: settingsSchema },
  /** Changes what is given; a new model, device or number of threads starts the model anew. */
  'settings.set': { params: settingsSchema.partial(), result: settingsSchema },
  /** Tries every device with the model, which takes seconds. */
  'devices.list': { params: z.object({ requestId }), result: z.array(deviceReportSchema) },
  /** Installed models by id; quick, nothing is loaded. */
  'models.list': { params: z.object({}), result: z.array(modelSchema) },
  'cache.info': { params: z.object({}), result: z.object({ folder: z.string(), bytes: z.number() }) },
  'cache.clear': { params: z.object({}), result: nothing },
  /** Acknowledged when the lines are on the disk. Lines hold no line break. */
  'journal.append': {
    params: z.object({
      document: idSchema,
      lines: z.array(z.string().max(MAX_JOURNAL_LINE).regex(/^[^\r\n]*$/)).min(1).max(1000),
    }),
    result: nothing,
  },
  /** Documents that were not closed, the latest first. */
  'journal.list': { params: z.object({}), result: z.array(journalSchema) },
  /** All whole lines. */
  'journal.read': { params: z.object({ document: idSchema }), result: z.array(z.string()) },
  'journal.drop': { params: z.object({ document: idSchema }), result: nothing },
  ...describeMethods,
  ...historyMethods,
  /** Replaces the window's menu (Electron); elsewhere nothing happens. */
  'menu.set': { params: z.object({ items: z.array(menuItemSchema).max(20) }), result: nothing },
  ...searchMethods,
  ...desktopMethods,
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

export type Method = keyof typeof methods;
export type Params<M extends Method> = z.input<(typeof methods)[M]['params']>;
export type Result<M extends Method> = z.output<(typeof methods)[M]['result']>;
/** All methods as functions. @throws ApiError */
export type Api = { readonly [M in Method]: (params: Params<M>) => Promise<Result<M>> };

export function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name);
}

export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    requestId: idSchema,
    step: z.enum(['load', 'decode', 'encode', 'relate', 'masks', 'describe', 'export']),
  }),
  /**
   * `restarted`: the model's process had died; what was under way is tried once more by itself. The message says what
   * the user should know: a device that cannot be trusted, or one that took the process down.
   */
  z.object({ type: z.literal('host'), state: z.enum(['starting', 'ready', 'restarted']), message: z.string().optional() }),
  /** A photo or project was handed to the running application, which may open it now. */
  z.object({ type: z.literal('open'), path: pathSchema }),
  /** A menu entry was chosen. */
  z.object({ type: z.literal('action'), action: z.string() }),
  searchEventSchema,
]);
export type ApiEvent = z.infer<typeof eventSchema>;

/** A file as the page has it; a DOM `File` is one. */
export interface PickedFile {
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What the preload script exposes as `window.phraselift`. */
export interface Bridge {
  /** Never rejects: errors lose their code on the way, so a failure is a value. */
  call(method: Method, params: unknown): Promise<{ readonly result: unknown } | ApiFailure>;
  /** Opens a dropped or pasted photo: by its path where it has one, else by its bytes. */
  openFile(file: PickedFile): Promise<{ readonly result: Photo } | ApiFailure>;
  /** As `openFile`, for a project. */
  openProject(file: PickedFile): Promise<{ readonly result: ProjectFile } | ApiFailure>;
  /** Allows a dropped folder to be searched; only that of a real drop has a path. */
  openFolder(folder: PickedFile): Promise<{ readonly result: { readonly name: string; readonly path: string } } | ApiFailure>;
  /** @returns ends listening */
  onEvent(listener: (event: ApiEvent) => void): () => void;
}
