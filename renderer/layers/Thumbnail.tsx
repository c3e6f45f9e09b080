import { useEffect, useRef } from 'react';
import { alphaAt, isEmpty, maskBox } from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { alphaBitmap } from '../canvas/bitmaps.ts';
import { layerBitmap } from '../canvas/layerBitmap.ts';
import { smallLevel, usePixels } from '../canvas/photoPixels.ts';
import type { PhotoLevel } from '../canvas/photoPixels.ts';
import { dragLayerOut } from '../export/dragLayer.ts';
import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';

/** Sides in CSS pixels. */
const SIDE = 32;
/** Milliseconds after which it is drawn even if the page has not come to rest. */
const LATEST = 1000;

interface ThumbnailProps {
  readonly photoId: string;
  /** Null for the photo itself. */
  readonly layer: ObjectLayer | null;
}

/** A small picture of a layer on a chequered ground, or of the photo. */
export function Thumbnail({ photoId, layer }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = usePixels(({ byPhoto }) => byPhoto[photoId]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || pixels === undefined) return undefined;
    // After what the edit shows on the photo.
    const drawing = requestIdleCallback(() => {
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      const level = smallLevel(pixels, layer?.mask.width ?? 1);
      if (level !== null) drawLayer(context, layer, level);
    }, { timeout: LATEST });
    return () => { cancelIdleCallback(drawing); };
  }, [layer, pixels]);
  const side = SIDE * 2;
  const canDrag = useApp(({ info }) => info?.canOpenDialog === true) && layer !== null;
  return (
    <canvas
      ref={canvas} className="thumbnail checker" width={side} height={side} aria-hidden="true" draggable={canDrag}
      {...(canDrag ? { title: t('layers.dragOut', { name: layer.name }) } : {})}
      onPointerDown={(event) => { if (canDrag) event.stopPropagation(); }}
      onDragStart={(event) => { if (canDrag) dragLayerOut(event, layer.id); }}
    />
  );
}

function drawLayer(context: CanvasRenderingContext2D, layer: ObjectLayer | null, level: PhotoLevel): void {
  if (layer === null) {
    drawWithin(context, level.bitmap, [0, 0, level.bitmap.width, level.bitmap.height]);
  } else if (layer.effects.length > 0) {
    const { canvas, crop } = layerBitmap(layer, level);
    drawWithin(context, canvas, crop);
  } else if (!isEmpty(layer.mask)) {
    // From the photo and the mask at once: a bitmap of the layer's size would take many times as long.
    const box = maskBox(layer.mask);
    const { scale } = level;
    const [x, y, width, height] = drawWithin(context, level.bitmap, box.map((value) => value * scale) as [number, number, number, number]);
    context.globalCompositeOperation = 'destination-in';
    context.drawImage(alphaBitmap(sampledAlpha(layer.mask, box, Math.ceil(width), Math.ceil(height))), x, y);
    context.globalCompositeOperation = 'source-over';
  }
}

/** Draws a part of an image as large as it fits. @returns where it is on the canvas */
function drawWithin(context: CanvasRenderingContext2D, image: ImageBitmap | HTMLCanvasElement, part: Box): Box {
  const { width, height } = context.canvas;
  const scale = Math.min(width / part[2], height / part[3]);
  const [w, h] = [part[2] * scale, part[3] * scale];
  const place: Box = [(width - w) / 2, (height - h) / 2, w, h];
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, ...part, ...place);
  return place;
}

/** Looks a side of what a small pixel stands for. */
const LOOKS = 3;

/** A mask's box on a few pixels, each the mean of some that it stands for. */
function sampledAlpha(mask: TiledMask, [left, top, boxWidth, boxHeight]: Box, width: number, height: number): AlphaTile {
  const data = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at++) {
    let sum = 0;
    for (let look = 0; look < LOOKS * LOOKS; look++) {
      const column = (at % width) + ((look % LOOKS) + 0.5) / LOOKS;
      const row = Math.floor(at / width) + (Math.floor(look / LOOKS) + 0.5) / LOOKS;
      sum += alphaAt(mask, left + (column * boxWidth) / width, top + (row * boxHeight) / height);
    }
    data[at] = sum / (LOOKS * LOOKS) + 0.5;
  }
  return { x: 0, y: 0, width, height, data };
}
