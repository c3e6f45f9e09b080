import type { DragEvent } from 'react';
import { exportLayers } from './exportLayers.ts';
import { whileBusy } from '../state/busy.ts';
import { service } from '../service/service.ts';
import { activePhoto } from '../state/photos.ts';

/** Lets the window carry a layer out as a PNG file; the page itself drags nothing then. */
export function dragLayerOut(event: DragEvent, layerId: string): void {
  event.preventDefault();
  // The list would begin to reorder.
  event.stopPropagation();
  const open = activePhoto();
  if (open === null) return;
  const document = { ...open.document, active: [layerId] };
  const [layer] = exportLayers(document, true);
  void whileBusy('export.running', (requestId) => service().api['layer.drag']({ photo: open.photo.id, layer, requestId }));
}
