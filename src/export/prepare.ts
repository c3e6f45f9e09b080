import type { Bitmap } from '../document/appearance/bitmap.ts';
import type { PhotoInfo, PixelImage } from '../image/types.ts';
import { clipTile } from '../mask/alpha.ts';
import type { AlphaTile } from '../mask/types.ts';
import { inPhotoColors } from './appearance.ts';
import { fillHole as fillAnew } from './holes.ts';
import { displayText } from './names.ts';
import type { DocumentLayer, ExportPhoto } from './types.ts';

export type FillHole = (photo: ExportPhoto, alpha: AlphaTile, margin: number) => Promise<Bitmap>;

/** What fills the hole of one object. */
export interface Patch {
  /** Name of the layer whose object is taken out. */
  readonly name: string;
  readonly bitmap: Bitmap;
}

/** A document whose layers are ready to be rendered. */
export interface PreparedDocument {
  readonly photo: ExportPhoto;
  readonly layers: readonly DocumentLayer[];
  readonly patches: readonly Patch[];
}

/** Brings layers into the photo's bounds and colours, and fills the holes of what is taken out of it. */
export async function prepareDocument(
  { pixels, info, fillHole = fillAnew }: {
    readonly pixels: PixelImage; readonly info: PhotoInfo; readonly fillHole?: FillHole | undefined;
  },
  layers: readonly DocumentLayer[],
): Promise<PreparedDocument> {
  const photo: ExportPhoto = { pixels, ...(info.icc ? { icc: info.icc } : {}) };
  const named = layers.map((layer) => ({
    ...layer,
    name: displayText(layer.name) || 'object',
    alpha: clipTile(layer.alpha, info.width, info.height),
  }));
  const patches: Patch[] = [];
  for (const { name, alpha, effects = [], visible } of named) {
    const removal = effects.find((effect) => effect.kind === 'remove');
    if (removal === undefined || !visible || alpha.data.length === 0) continue;
    patches.push({ name, bitmap: await fillHole(photo, alpha, removal.margin) });
  }
  return { photo, layers: await inPhotoColors(named, info.icc), patches };
}
