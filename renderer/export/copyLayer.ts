import type { Photo } from '../../src/api/contract.ts';
import { transformedBox, transformMatrix } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { newCanvas } from '../canvas/bitmaps.ts';
import { layerBitmap } from '../canvas/layerBitmap.ts';
import { fullPixels } from '../canvas/photoPixels.ts';
import { t } from '../i18n/text.ts';
import { activeObject } from '../phrase/commit.ts';
import { announce, notify, reportText } from '../state/notices.ts';
import { activePhoto } from '../state/photos.ts';

/** Puts the selected layer into the clipboard, as it is shown, in the colours of the screen. */
export async function copyLayer(): Promise<void> {
  const open = activePhoto();
  const layer = open === null ? null : activeObject(open.document);
  if (open === null || layer === null) return;
  try {
    // The promise is handed in at once: a browser takes it only within the key press.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(layer, open.photo) })]);
    notify('copy.done', { name: layer.name });
    announce(t('copy.done', { name: layer.name }));
  } catch {
    reportText('copy.failed');
  }
}

/** The layer with its transform and effects, cropped, as a PNG file. */
async function pngOf(layer: ObjectLayer, photo: Photo): Promise<Blob> {
  const bitmap = await fullPixels(photo);
  if (bitmap === null) throw new Error('the photo could not be read');
  const { canvas: source, crop, box } = layerBitmap(layer, { bitmap, scale: 1 });
  const [x, y, width, height] = transformedBox(box, layer.transform);
  const { canvas, context } = newCanvas(Math.ceil(width), Math.ceil(height));
  context.imageSmoothingQuality = 'high';
  context.translate(-Math.floor(x), -Math.floor(y));
  context.transform(...transformMatrix(layer.transform));
  context.drawImage(source, ...crop, ...box);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the browser makes no PNG of the layer'));
      else resolve(blob);
    }, 'image/png');
  });
}
