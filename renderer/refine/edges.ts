import { decodeAlpha, encodeAlpha } from '../../src/document/alphaCodec.ts';
import { replaceMask } from '../../src/document/makeCommands.ts';
import { alphaFromMask, maskFromAlpha, shareTiles } from '../../src/document/tiledMask.ts';
import { activeObject } from '../phrase/commit.ts';
import { service } from '../service/service.ts';
import { whileBusy } from '../state/busy.ts';
import { notify } from '../state/notices.ts';
import { activePhoto, execute } from '../state/photos.ts';

/** Lets the selected layer's border follow the edges of the photo, as one step. */
export async function refineEdges(): Promise<void> {
  const open = activePhoto();
  const layer = open === null ? null : activeObject(open.document);
  if (open === null || layer === null) return;
  const { photo } = open;
  const alpha = encodeAlpha(alphaFromMask(layer.mask));
  const refined = await whileBusy('refine.followingEdges', (requestId) =>
    service().api['mask.refine']({ photo: photo.id, alpha, requestId }));
  // Another photo may have come to the front; another stroke on the mask is refused by its hash.
  if (refined === null || activePhoto()?.photo.id !== photo.id) return;
  const mask = shareTiles(layer.mask, maskFromAlpha(decodeAlpha(refined), photo.width, photo.height));
  if (!execute(replaceMask(layer.id, layer.mask, mask))) notify('refine.noChange');
}
