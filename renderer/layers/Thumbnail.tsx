import { useEffect, useRef } from 'react';
import type { ObjectLayer } from '../../src/document/types.ts';
import { layerBitmap } from '../canvas/layerBitmap.ts';
import { smallLevel, usePixels } from '../canvas/photoPixels.ts';
import type { PhotoPixels } from '../canvas/photoPixels.ts';
import { dragLayerOut } from '../export/dragLayer.ts';
import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';

/** Sides in CSS pixels. */
const SIDE = 32;

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
    if (!context) return;
    drawWithin(context, pixels === undefined ? null : pictureOf(layer, pixels));
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

function pictureOf(layer: ObjectLayer | null, pixels: PhotoPixels): ImageBitmap | HTMLCanvasElement | null {
  if (layer === null) return pixels.preview;
  const level = smallLevel(pixels, layer.mask.width);
  return level === null ? null : layerBitmap(layer, level).canvas;
}

function drawWithin(context: CanvasRenderingContext2D, picture: ImageBitmap | HTMLCanvasElement | null): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  if (picture === null || picture.width === 0 || picture.height === 0) return;
  const scale = Math.min(width / picture.width, height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
}
