/**
 * Searching a folder by phrase. Pure, as all of the contract.
 *
 * A page chooses a folder (`search.folders`, `search.browse`, `search.dialog`; in Electron also `Bridge.openFolder`),
 * starts a run over it with `search.start`, hears of it in `search` events (at most five a second, and one at the end)
 * and asks for what it shows with `search.results` whenever `status.version` has grown. Pictures come by URL, masks
 * from `search.masks`. A run stays until `search.close`, whether it is over or not; a page that was loaded anew finds
 * it with `search.runs`.
 */
import { z } from 'zod';
import { idSchema, nothing, pathSchema, phraseSchema, proposalSchema, shareSchema } from './primitives.ts';

/** Most phrases of one run. */
export const MAX_SEARCH_PHRASES = 20;
/** Most items of one answer. */
export const MAX_SEARCH_PAGE = 1000;

export const searchVerdicts = ['found', 'none', 'unsure'] as const;
export type SearchVerdict = (typeof searchVerdicts)[number];

/** Number of a photo within the index: the same for every run and after a restart. */
const fileSchema = z.number().int().nonnegative();
/** Index of a phrase within its run. */
const phraseIndex = z.number().int().min(0).max(MAX_SEARCH_PHRASES - 1);
const globs = z.array(z.string().min(1).max(1000)).max(100);

/** What turns scores into verdicts; may be changed after the run, without running again. */
export const searchThresholdsSchema = z.object({
  /** Object score from which an object counts. Scores below 0.05 are not kept, so a lower value acts as that. */
  object: shareSchema,
  /** Probability below which a photo does not contain the target, and from which it does; unsure between. */
  none: shareSchema,
  found: shareSchema,
}).refine(({ none, found }) => none <= found, '"none" must not exceed "found"');
export type SearchThresholds = z.infer<typeof searchThresholdsSchema>;

/** What to search for, and where. */
export const searchQuerySchema = z.object({
  /** Must have been named by the user: see the methods that choose a folder. */
  folder: pathSchema,
  phrases: z.array(phraseSchema).min(1).max(MAX_SEARCH_PHRASES),
  /** Whether folders below it are searched too; they are unless set to false. */
  recursive: z.boolean().optional(),
  /** Globs that a photo's path below the folder must match one of, such as "2024/**" or "*.jpg". */
  include: globs.optional(),
  /** Globs of photos that are left out. */
  exclude: globs.optional(),
  /** The model's own unless set. */
  thresholds: searchThresholdsSchema.optional(),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

const countsSchema = z.object({ found: z.number().int(), none: z.number().int(), unsure: z.number().int() });

export const searchStates = ['running', 'paused', 'finished', 'cancelled', 'failed'] as const;

/** How a run stands. */
export const searchStatusSchema = z.object({
  run: idSchema,
  state: z.enum(searchStates),
  folder: z.string(),
  /** The folder's own name, for display. */
  name: z.string(),
  phrases: z.array(z.object({
    phrase: z.string(),
    /** Words, as written, that carry meaning which the model does not know; complete from the first photo on. */
    unknownWords: z.array(z.string()),
    counts: countsSchema,
    accepted: z.number().int(),
    rejected: z.number().int(),
  })),
  thresholds: searchThresholdsSchema,
  /** The model's own thresholds for folders. */
  defaultThresholds: searchThresholdsSchema,
  /** Photos found so far; final when `scanned`. */
  total: z.number().int(),
  /** Whether all of the folder has been listed. */
  scanned: z.boolean(),
  /** Photos that are through, failed ones included. */
  done: z.number().int(),
  /** Of these, photos whose pixels had to be looked at; the others were in the index. */
  encoded: z.number().int(),
  failed: z.number().int(),
  /** Seconds of work, pauses left out. */
  seconds: z.number(),
  /** Photos a second, lately; absent at the beginning. */
  rate: z.number().optional(),
  /** Seconds that are left by that rate; absent until the folder is listed. */
  remaining: z.number().optional(),
  /** Absent until the model is loaded. */
  device: z.string().optional(),
  model: z.object({ id: z.string(), version: z.string() }).optional(),
  /** What the user should know, a sentence each: an index that had to be built anew, folders that cannot be read. */
  notes: z.array(z.string()),
  /** Why the run has failed. */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Grows whenever `search.results` would answer differently. */
  version: z.number().int(),
});
export type SearchStatus = z.infer<typeof searchStatusSchema>;

export const searchSorts = ['probability', 'count', 'name', 'date', 'bytes', 'area'] as const;

/** Which photos, in which order. Several conditions must hold together; those about answers look at one phrase. */
export const searchViewSchema = z.object({
  phrase: phraseIndex,
  verdicts: z.array(z.enum(searchVerdicts)).optional(),
  /** Whether the user's decision stands above the verdict: what he accepted is found, what he rejected is none. */
  decided: z.boolean().optional(),
  /** "contains at least N", "contains exactly N": give both the same number for exactly. */
  atLeast: z.number().int().min(0).optional(),
  atMost: z.number().int().min(0).optional(),
  review: z.array(z.enum(['accepted', 'rejected', 'open'])).optional(),
  /** Part of the path below the folder, upper and lower case alike. */
  name: z.string().max(1000).optional(),
  /** `area` is the targets' share of the photo. */
  sort: z.enum(searchSorts).optional(),
  /** From high to low, late to early, Z to A; unless set, true except for `name`. */
  descending: z.boolean().optional(),
});
export type SearchView = z.infer<typeof searchViewSchema>;

const reviewSchema = z.enum(['accepted', 'rejected']);
export type SearchReview = z.infer<typeof reviewSchema>;

/** A photo and what each phrase of the run says of it, in the order of the phrases. */
export const searchItemSchema = z.object({
  file: fileSchema,
  /** File name, for display. */
  name: z.string(),
  /** Path below the folder, with "/" between its parts. */
  path: z.string(),
  /** SHA-256 of the file's content. */
  hash: z.string(),
  bytes: z.number(),
  /** Milliseconds since 1970. */
  modified: z.number(),
  width: z.number().int(),
  height: z.number().int(),
  /** At most 320 pixels long. Relative, same-origin. */
  thumbnailUrl: z.string(),
  /** At most 2048 pixels long. */
  previewUrl: z.string(),
  answers: z.array(z.object({
    verdict: z.enum(searchVerdicts),
    probability: shareSchema,
    count: z.number().int(),
    area: shareSchema,
    review: reviewSchema.optional(),
  })),
});
export type SearchItem = z.infer<typeof searchItemSchema>;

const searchFailureSchema = z.object({
  file: fileSchema,
  path: z.string(),
  code: z.string(),
  /** One English sentence that names the cause. */
  reason: z.string(),
});

/** A search that is kept under a name. */
const savedSearchSchema = z.object({ id: idSchema, name: z.string(), query: searchQuerySchema, used: z.number() });
export type SavedSearch = z.infer<typeof savedSearchSchema>;
export const savedSearchesSchema = z.array(savedSearchSchema);

export const searchExportFormats = ['list', 'csv', 'coco', 'grefcoco', 'copies', 'links'] as const;

const run = idSchema;
const files = z.array(fileSchema).max(MAX_SEARCH_PAGE);

export const searchMethods = {
  /**
   * Folders to start from: those that the service was started with, and in Electron those that were searched lately.
   * `canChoose`: there is a dialog (`search.dialog`), and exports go to a folder of the user's choice.
   */
  'search.folders': {
    params: z.object({}),
    result: z.object({
      roots: z.array(z.object({ name: z.string(), path: pathSchema })),
      recent: z.array(z.object({ name: z.string(), path: pathSchema })),
      canChoose: z.boolean(),
    }),
  },
  /** Folders directly below one that may be searched, by name; hidden and system folders are left out. */
  'search.browse': {
    params: z.object({ path: pathSchema }),
    result: z.object({
      path: pathSchema,
      /** Absent where the user named only this folder. */
      parent: pathSchema.optional(),
      folders: z.array(z.object({ name: z.string(), path: pathSchema })),
      /** Photos directly in it, by their names' endings. */
      photos: z.number().int(),
    }),
  },
  /** Lets the user choose a folder (Electron); null if he does not, or cannot. */
  'search.dialog': { params: z.object({}), result: z.object({ name: z.string(), path: pathSchema }).nullable() },
  'search.start': { params: searchQuerySchema, result: searchStatusSchema },
  'search.runs': { params: z.object({}), result: z.array(searchStatusSchema) },
  'search.status': { params: z.object({ run }), result: searchStatusSchema },
  'search.pause': { params: z.object({ run }), result: searchStatusSchema },
  'search.resume': { params: z.object({ run }), result: searchStatusSchema },
  /** Ends the run; what it has found stays. */
  'search.cancel': { params: z.object({ run }), result: searchStatusSchema },
  /** Ends the run and forgets it; index and reviews stay. */
  'search.close': { params: z.object({ run }), result: nothing },
  'search.thresholds': { params: z.object({ run, thresholds: searchThresholdsSchema }), result: searchStatusSchema },
  /** A page of photos. `total` counts all that the view holds; `version` is the status's at that moment. */
  'search.results': {
    params: z.object({
      run, view: searchViewSchema,
      offset: z.number().int().min(0), limit: z.number().int().min(1).max(MAX_SEARCH_PAGE),
    }),
    result: z.object({ total: z.number().int(), version: z.number().int(), items: z.array(searchItemSchema) }),
  },
  /** All photos of a view, in its order: for a grid that must not move under the user while the run goes on. */
  'search.ids': {
    params: z.object({ run, view: searchViewSchema }),
    result: z.object({ version: z.number().int(), files: z.array(fileSchema) }),
  },
  /** Photos by number; those that the run does not hold are left out. */
  'search.items': { params: z.object({ run, files }), result: z.array(searchItemSchema) },
  'search.failures': { params: z.object({ run }), result: z.array(searchFailureSchema) },
  /** The objects of one phrase on these photos, as the thresholds stand, by falling score. */
  'search.masks': {
    params: z.object({ run, phrase: phraseIndex, files: z.array(fileSchema).max(200) }),
    result: z.array(z.object({ file: fileSchema, objects: z.array(proposalSchema) })),
  },
  /**
   * Keeps the user's decision on photos for a phrase, whatever file their content is in; null takes it back.
   * `before`: what held until now, of the photos whose decision has changed; null is no decision.
   */
  'search.review': {
    params: z.object({ run, phrase: phraseIndex, files, decision: reviewSchema.nullable() }),
    result: z.object({
      status: searchStatusSchema, before: z.array(z.object({ file: fileSchema, decision: reviewSchema.nullable() })),
    }),
  },
  /** Allows a photo to be opened with `photo.open`; the phrase is what to `select` there. */
  'search.open': {
    params: z.object({ run, file: fileSchema, phrase: phraseIndex }),
    result: z.object({ path: pathSchema, phrase: z.string() }),
  },
  /**
   * Writes the photos of a view. In Electron the user is asked for a folder (`files` is empty if he gives none); in the
   * browser the files are downloads, and `links` is refused. A rejected photo is never exported as a hit; an accepted
   * one always counts as found.
   * - `list`: one path a line; `csv`: a row a photo, with the answers of all phrases
   * - `coco`: instances of the hits; `grefcoco`: gRefCOCO's refs (`no_target` records for photos without) and instances
   * - `copies`, `links`: the photos themselves under their own names, numbered where two have the same
   */
  'search.export': {
    params: z.object({ run, view: searchViewSchema, format: z.enum(searchExportFormats) }),
    result: z.object({
      files: z.array(z.object({
        name: z.string(), bytes: z.number().int().nonnegative(), path: z.string().optional(), url: z.string().optional(),
      })),
      /** Photos that were written. */
      count: z.number().int(),
      notes: z.array(z.string()),
    }),
  },
  /** Searches that were kept, the latest used first. */
  'search.saved': { params: z.object({}), result: z.array(savedSearchSchema) },
  /** Keeps a search, in place of another one if `id` is given. */
  'search.save': {
    params: z.object({ id: idSchema.optional(), name: z.string().min(1).max(200), query: searchQuerySchema }),
    result: savedSearchSchema,
  },
  'search.forget': { params: z.object({ id: idSchema }), result: nothing },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

/** Told while a run goes on. */
export const searchEventSchema = z.object({ type: z.literal('search'), status: searchStatusSchema });
