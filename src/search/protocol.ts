/** Messages between the search process and its parent. The process has the host's entry point: its first message tells. */
import { z } from 'zod';
import {
  MAX_SEARCH_PAGE, MAX_SEARCH_PHRASES, searchExportFormats, searchQuerySchema, searchThresholdsSchema, searchViewSchema,
  type SavedSearch, type SearchItem, type SearchStatus,
} from '../api/contract/search.ts';
import { idSchema, phraseSchema, shareSchema, type Proposal } from '../api/contract/primitives.ts';
import type { Rendered, WireError } from '../host/protocol.ts';
import { hostInit } from '../host/init.ts';
import type { ExportReport, FoundInstance } from './exports.ts';
import type { PastDecision } from './results.ts';
import type { Failure } from './run.ts';

export const searchInit = hostInit.extend({ dataFolder: z.string() });
export type SearchInit = z.infer<typeof searchInit>;

/** As the contract's, but without a phrase the folder is only indexed; thresholds that are absent are the model's own. */
const engineQuery = searchQuerySchema.extend({
  phrases: z.array(phraseSchema).max(MAX_SEARCH_PHRASES),
  thresholds: z.object({ object: shareSchema, none: shareSchema, found: shareSchema }).partial().optional(),
});
export type EngineQuery = z.infer<typeof engineQuery>;

const run = idSchema;
const file = z.number().int().nonnegative();
const files = z.array(file);
const phrase = z.number().int().nonnegative();
const view = searchViewSchema;

export const searchRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'), run, query: engineQuery,
    /** Whether symbolic links may lead out of the folder. */
    outside: z.boolean(),
    /** Only files that are new or have changed since they were last searched. */
    onlyNew: z.boolean(),
    /** Whether every photo is told of as it is through. */
    stream: z.boolean(),
    /** Folders, by their real paths, that are left out: where the photos that are found are put. */
    skip: z.array(z.string()),
    /** Files that were being looked at when the process died: one at a time now, to find out which it was. */
    suspects: z.array(z.string()),
    /** Files that have killed the process. */
    refused: z.array(z.string()),
  }),
  z.object({ kind: z.literal('pause'), run }),
  z.object({ kind: z.literal('resume'), run }),
  z.object({ kind: z.literal('cancel'), run }),
  z.object({ kind: z.literal('close'), run }),
  z.object({ kind: z.literal('status'), run }),
  z.object({ kind: z.literal('thresholds'), run, thresholds: searchThresholdsSchema }),
  z.object({ kind: z.literal('results'), run, view, offset: z.number().int().min(0), limit: z.number().int().min(1).max(MAX_SEARCH_PAGE) }),
  z.object({ kind: z.literal('ids'), run, view }),
  z.object({ kind: z.literal('items'), run, files }),
  z.object({ kind: z.literal('failures'), run }),
  z.object({ kind: z.literal('masks'), run, phrase, files }),
  z.object({ kind: z.literal('review'), run, phrase, files, decision: z.enum(['accepted', 'rejected']).nullable() }),
  z.object({ kind: z.literal('path'), run, file }),
  z.object({ kind: z.literal('picture'), run, file, maxSide: z.number().int().positive() }),
  z.object({ kind: z.literal('instances'), run, phrase, files }),
  z.object({ kind: z.literal('export'), run, view, format: z.enum(searchExportFormats), folder: z.string(), stem: z.string() }),
  z.object({ kind: z.literal('prune') }),
  z.object({ kind: z.literal('folders') }),
  z.object({ kind: z.literal('saved') }),
  z.object({ kind: z.literal('save'), id: idSchema, name: z.string(), query: searchQuerySchema }),
  z.object({ kind: z.literal('forget'), id: idSchema }),
]);
export type SearchRequest = z.infer<typeof searchRequest>;

/** Answers by the kind of request. */
export interface SearchResults {
  start: SearchStatus;
  pause: SearchStatus;
  resume: SearchStatus;
  cancel: SearchStatus;
  close: null;
  status: SearchStatus;
  thresholds: SearchStatus;
  results: { total: number; version: number; items: SearchItem[] };
  ids: { version: number; files: number[] };
  items: SearchItem[];
  failures: readonly Failure[];
  masks: { file: number; objects: Proposal[] }[];
  review: { status: SearchStatus; before: PastDecision[] };
  /** Absolute. */
  path: string;
  picture: Rendered;
  instances: { file: number; instances: FoundInstance[] }[];
  export: ExportReport;
  prune: number;
  folders: readonly string[];
  saved: readonly SavedSearch[];
  save: SavedSearch;
  forget: null;
}

/** What the search process tells by itself. */
export type SearchNews =
  | { readonly type: 'search-status'; readonly status: SearchStatus }
  /** Photos of a streamed run that are through, or have failed. */
  | { readonly type: 'search-photos'; readonly run: string; readonly items: readonly SearchItem[]; readonly failures: readonly Failure[] }
  /** The files that are being looked at, whenever that changes: what to blame if the process dies. */
  | { readonly type: 'search-busy'; readonly paths: readonly string[] };

export type ToSearch =
  | { readonly type: 'search-init'; readonly init: SearchInit }
  | { readonly type: 'search'; readonly id: number; readonly request: SearchRequest };

export type FromSearch =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'search-result'; readonly id: number; readonly value: SearchResults[keyof SearchResults] }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError }
  | SearchNews;
