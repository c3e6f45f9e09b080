import type { SearchThresholds, SearchVerdict } from '../api/contract/search.ts';
import type { ModelRef } from '../model/types.ts';

/** An object of a photo that fits a phrase at all. */
export interface FoundObject {
  /** Number of the region within the photo's encoding. */
  readonly region: number;
  /** 0..1; at or above the object threshold it counts. */
  readonly score: number;
  /** Its mask's share of the photo, 0..1. */
  readonly area: number;
}

/** What a phrase means on a photo, before any threshold. */
export interface PhotoAnswer {
  /** What the probability is made of: see `calibrateInFolder`. */
  readonly evidence: number;
  readonly detection: number;
  /** Calibrated for folders, 0..1: that there is a target at all. */
  readonly probability: number;
  /** By falling score, those of at least SCORE_FLOOR. */
  readonly objects: readonly FoundObject[];
}

/** An answer as the thresholds stand. */
export interface Judgement {
  readonly verdict: SearchVerdict;
  readonly count: number;
  /** The targets' share of the photo, 0..1. */
  readonly area: number;
}

/** Weaker objects are not kept: the threshold cannot be set lower afterwards. */
export const SCORE_FLOOR = 0.05;

/** What is known of the model before it is loaded. */
export interface ModelInfo {
  readonly ref: ModelRef;
  readonly fingerprint: string;
  readonly thresholds: SearchThresholds;
  readonly classNames: readonly string[];
}

/** A photo that a scan has found. */
export interface FileEntry {
  /** As it is opened. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Changes whenever the file may have: size, times of change. */
  readonly stamp: string;
}

/** Why a file could not be searched. */
export interface FileProblem {
  readonly path: string;
  readonly code: string;
  readonly reason: string;
}
