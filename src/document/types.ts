import type { BlendMode, Effect, LayerId, Origin, PhotoReference, Transform } from './settings.ts';
import type { TiledMask } from './tiledMask.ts';

interface LayerCommon {
  readonly id: LayerId;
  readonly name: string;
  readonly visible: boolean;
  /** A locked layer, and all that a locked group holds, refuses changes other than to its name and visibility. */
  readonly locked: boolean;
  /** 0..1. */
  readonly opacity: number;
  readonly blendMode: BlendMode;
}

/** An object lifted from the photo: the photo's pixels under a soft mask. */
export interface ObjectLayer extends LayerCommon {
  readonly kind: 'object';
  /** In pixels of the photo, before the transform. */
  readonly mask: TiledMask;
  readonly transform: Transform;
  /** Applied in this order, each kind at most once. */
  readonly effects: readonly Effect[];
  /** Where the layer came from; null for one that was drawn by hand. */
  readonly origin: Origin | null;
}

export interface GroupLayer extends LayerCommon {
  readonly kind: 'group';
  /** In the order of painting: the first is the lowest. */
  readonly children: readonly Layer[];
}

export type Layer = ObjectLayer | GroupLayer;

/**
 * A photo with what was lifted from it. Documents are values: a command makes another one, which shares with the old
 * one every layer and mask tile that the command left alone.
 */
export interface Document {
  readonly photo: PhotoReference;
  /** In the order of painting: the first is the lowest. The photo itself lies below them all. */
  readonly layers: readonly Layer[];
  /** While not empty, only these layers (and groups with what they hold) are shown, whatever their visibility. */
  readonly solo: readonly LayerId[];
  /** What the layer list has selected. Part of the document so that undo brings it back, but no step of the history. */
  readonly active: readonly LayerId[];
}
