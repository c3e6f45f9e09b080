import type { PixelImage } from '../image/types.ts';
import type { Box } from '../mask/types.ts';
import type { DeviceReport } from './devices.ts';
import type { Device } from './deviceNames.ts';
import type { MergedMask, ModelRef, PhotoEncoding, RegionMap, Verdict } from './types.ts';

/** A square grid of mask logits, positive inside, over a part of the photo. */
export interface MaskGrid {
  /** side x side, row-major, over `maskBox` */
  readonly maskLogits: Float32Array;
  /** Upright photo pixels; may reach outside the photo. */
  readonly maskBox: Box;
}

/** An object of the photo and how well it fits a phrase. */
export interface ScoredObject {
  /** Number of the region: the same for every phrase on this photo, as long as the model stays the same. */
  readonly region: number;
  readonly label: string;
  /** 0..1 */
  readonly score: number;
  readonly box: Box;
}

/** What a phrase means on a photo, before any mask is made at the photo's resolution. */
export interface Reading {
  readonly verdict: Verdict;
  /** Calibrated, 0..1. */
  readonly targetProbability: number;
  /** Object score from which a region counts: what was asked for, or the model's own. */
  readonly threshold: number;
  /** By falling score; empty if the verdict is `none`. */
  readonly targets: readonly (ScoredObject & { readonly grid: MaskGrid })[];
  /** All other objects that fit at all, by falling score. */
  readonly others: readonly ScoredObject[];
  readonly regionMap: RegionMap;
  /** Words, as written, that carry meaning which the model does not know or has not read. */
  readonly unknownWords: readonly string[];
  /** Only of models that draw one mask for all objects. */
  readonly merged?: MergedMask;
}

/** A photo as readers take it. */
export interface ReadablePhoto {
  readonly contentHash: string;
  /** RGB, shrunk as the regions were found on it. */
  readonly small: PixelImage;
  /** Full resolution RGB; decoded when first needed. */
  readonly full: () => Promise<PixelImage>;
  /** The lite pack's regions. */
  readonly encoding: PhotoEncoding;
}

/** A model that says what a phrase means on a photo: the one interface of all kinds of packs. */
export interface PhraseReader {
  readonly ref: ModelRef;
  readonly device: Device;
  /** @param threshold object score from which a region counts; the model's own if left out */
  read(phrase: string, photo: ReadablePhoto, threshold?: number): Promise<Reading>;
  /** The masks of a reading's targets, in their order, as finely as the model can draw them. */
  draw(targets: Reading['targets'], photo: ReadablePhoto): Promise<readonly MaskGrid[]>;
  /** Tries every device with this model; what it finds is for people. */
  probeDevices(threads: number): Promise<DeviceReport[]>;
  release(): Promise<void>;
}
