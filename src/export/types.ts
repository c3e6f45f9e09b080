import type { BlendMode, Effect, Transform } from '../document/settings.ts';
import type { PixelImage } from '../image/types.ts';
import type { AlphaTile } from '../mask/types.ts';

/** The photo that objects are lifted from: upright, full resolution. */
export interface ExportPhoto {
  readonly pixels: PixelImage;
  /** Profile that the pixels are in; written as it is, the pixel values are never converted. Absent means sRGB. */
  readonly icc?: Uint8Array;
}

/** One object: a name to show and its soft mask in pixels of the photo. */
export interface ExportLayer {
  readonly name: string;
  /** Class of the object, as the detector names it. */
  readonly label?: string | undefined;
  readonly alpha: AlphaTile;
  /** Probability 0..1, where there is one to show. */
  readonly score?: number | undefined;
  /** What the object was found by, where the layers come from several phrases. */
  readonly phrase?: string | undefined;
}

/** A layer of the editor's document, as it is shown. */
export interface DocumentLayer extends ExportLayer {
  /** Names of the groups that it is in, outermost first. */
  readonly groups: readonly string[];
  /** 0..1. */
  readonly opacity: number;
  readonly blendMode: BlendMode;
  readonly visible: boolean;
  /** Where it is shown; at its place in the photo if left out. */
  readonly transform?: Transform | undefined;
  /** In their order; their colours are sRGB. */
  readonly effects?: readonly Effect[] | undefined;
}
