import type { DeviceReport } from '../model/devices.ts';
import type { Answer, Description, LayerName, PhraseCheck, Proposal, RegionMask } from '../api/contract.ts';
import type { StoredAlpha } from '../document/alphaCodec.ts';
import type { Manifest } from '../document/project.ts';
import type { DocumentReport } from '../export/document.ts';
import type { DocumentPreview } from '../export/preview.ts';
import type { PhotoInfo } from '../image/types.ts';
import type { Selection } from '../model/types.ts';
import type { Device } from '../model/deviceNames.ts';
import { UserError, type UserErrorCode } from '../errors.ts';
import type { HostInit } from './init.ts';
import type { HostRequest } from './requests.ts';

/** Steps of a request, as they begin. */
export type Step = 'load' | 'decode' | 'encode' | 'relate' | 'masks' | 'describe' | 'export';

/** Answers of the host by the kind of request. */
export interface HostResults {
  select: Selection;
  export: { readonly files: readonly string[]; readonly notes: readonly string[] };
  devices: readonly DeviceReport[];
  photo: PhotoInfo;
  render: Rendered;
  answer: Answer;
  proposals: readonly Proposal[];
  /** Null if no pixel of the photo is inside. */
  proposalMask: RegionMask | null;
  refine: StoredAlpha;
  describe: Description;
  checkPhrase: PhraseCheck;
  nameLayers: { readonly names: LayerName[]; readonly timings: Description['timings'] };
  exportDocument: DocumentReport;
  saveProject: { readonly bytes: number };
  openProject: StoredProject;
  previewDocument: DocumentPreview;
  fill: RenderedPatch;
  clearCache: null;
}

/** A project as it crosses processes. */
export interface StoredProject {
  readonly manifest: Manifest;
  readonly masks: Readonly<Record<string, StoredAlpha>>;
  /** Where the copy of the photo was put; null if the project has none. */
  readonly photo: string | null;
}

/** An encoded picture. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/avif';
}

/** A picture to be laid over a rectangle of the photo. */
export interface RenderedPatch extends Rendered {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type ToHost =
  | { readonly type: 'init'; readonly init: HostInit }
  | { readonly type: 'request'; readonly id: number; readonly request: HostRequest };

export type FromHost =
  /** The device that the model runs on, and what the user should be told of its choice. */
  | { readonly type: 'ready'; readonly device?: Device; readonly notes?: readonly string[] }
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'progress'; readonly id: number; readonly step: Step }
  | { readonly type: 'result'; readonly id: number; readonly value: HostResults[keyof HostResults] }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError };

/** An error as it crosses processes: a UserError keeps its code, a bug its stack. */
export interface WireError {
  readonly code?: UserErrorCode;
  readonly message: string;
  readonly stack?: string;
}

export function toWireError(error: unknown): WireError {
  if (error instanceof UserError) return { code: error.code, message: error.message };
  if (error instanceof Error) {
    return { message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  }
  return { message: String(error) };
}

export function fromWireError({ code, message, stack }: WireError): Error {
  if (code !== undefined) return new UserError(code, message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
