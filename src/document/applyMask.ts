import type { CommandOf } from './commands.ts';
import { changeObjects } from './applyAdjust.ts';
import { BrushStroke } from './brush.ts';
import { DocumentError } from './errors.ts';
import { combineMasks, fillRings, operateOnMask } from './maskOperations.ts';
import type { LayerId } from './settings.ts';
import { emptyMask, hashMask, maskFromAlpha, replacePixels } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';
import { objectOf } from './tree.ts';
import type { Document } from './types.ts';

function changeMasks(document: Document, ids: readonly string[], edit: (mask: TiledMask) => TiledMask): Document {
  return changeObjects(document, ids, (layer) => {
    try {
      const mask = edit(layer.mask);
      return mask === layer.mask ? layer : { ...layer, mask };
    } catch (error) {
      // What src/mask does not take, such as distances on a panorama of more than 2^15 pixels.
      if (!(error instanceof RangeError)) throw error;
      throw new DocumentError('invalid', `"${layer.name}": ${error.message}`, layer.id, { cause: error });
    }
  });
}

export function setMask(document: Document, { id, before, patch }: CommandOf<'setMask'>): Document {
  const layer = objectOf(document, id);
  if (hashMask(layer.mask) !== before) {
    throw new DocumentError('stale', `The mask of "${layer.name}" has changed since the new one was made.`, id);
  }
  return changeMasks(document, [id], (mask) => replacePixels(mask, patch));
}

export function combineMask(document: Document, { id, mode, masks }: CommandOf<'combineMask'>): Document {
  const { width, height } = document.photo;
  // What is found is united first: the common part with several objects is that with any of them.
  const found = masks
    .map((alpha) => maskFromAlpha(alpha, width, height))
    .reduce((all, each) => combineMasks(all, each, 'union'), emptyMask(width, height));
  return changeMasks(document, [id], (mask) => combineMasks(mask, found, mode));
}

/**
 * The document after a stroke that has been painted on a layer's mask while it was drawn.
 * @param stroke begun on the mask that the layer has
 * @returns what the stroke's command gives, without painting it again; null if the layer has another mask by now
 * @throws DocumentError as the command: `unknown-layer`, `not-an-object` or `locked`
 */
export function afterStroke(document: Document, id: LayerId, stroke: BrushStroke): Document | null {
  return objectOf(document, id).mask === stroke.base ? changeMasks(document, [id], () => stroke.mask) : null;
}

export function brushStroke(document: Document, { id, brush, dabs }: CommandOf<'brushStroke'>): Document {
  return changeMasks(document, [id], (mask) => new BrushStroke(mask, brush).add(dabs));
}

export function fillShape(document: Document, { id, rings, mode, feather }: CommandOf<'fillShape'>): Document {
  return changeMasks(document, [id], (mask) => fillRings(mask, rings, mode, feather));
}

export function maskOperation(document: Document, { ids, operation }: CommandOf<'maskOperation'>): Document {
  return changeMasks(document, ids, (mask) => operateOnMask(mask, operation));
}
