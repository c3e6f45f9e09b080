import { useEffect, useRef, useState } from 'react';
import type { Proposal, SearchItem } from '../../src/api/contract.ts';
import { t } from '../i18n/text.ts';
import { Icon } from '../ui/icons.tsx';
import { drawSoon } from './drawing.ts';
import { drawObjects } from './maskPicture.ts';
import { useSearch } from './state.ts';

/** Masks are coarse: more pixels would show nothing more. */
const MOST_MASK_PIXELS = 640;

interface PhotoPictureProps {
  readonly item: SearchItem;
  /** What is to be outlined, as far as it is known. */
  readonly objects: readonly Proposal[] | undefined;
  readonly url: string;
  /** The space that the picture may fill, CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Empty where its name stands beside it. */
  readonly alt: string;
}

/** The whole photo with the objects that the phrase means. */
export function PhotoPicture({ item, objects, url, width, height, alt }: PhotoPictureProps) {
  const [hasFailed, setHasFailed] = useState(false);
  const scale = Math.min(width / item.width, height / item.height);
  const size = { width: Math.max(1, Math.round(item.width * scale)), height: Math.max(1, Math.round(item.height * scale)) };
  if (hasFailed) {
    return <span className="photo-failed" title={t('search.pictureFailed')}><Icon name="warning" /></span>;
  }
  return (
    <span className="photo-picture" style={size}>
      <img src={url} alt={alt} {...size} decoding="async" draggable={false} onError={() => { setHasFailed(true); }} />
      <Masks item={item} objects={objects} {...size} />
    </span>
  );
}

interface MasksProps {
  readonly item: SearchItem;
  readonly objects: readonly Proposal[] | undefined;
  readonly width: number;
  readonly height: number;
}

function Masks({ item, objects, width, height }: MasksProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isShown = useSearch(({ showsMasks }) => showsMasks);
  const ratio = Math.min(window.devicePixelRatio, MOST_MASK_PIXELS / Math.max(width, height));
  const { width: photoWidth, height: photoHeight } = item;
  useEffect(() => drawSoon(() => {
    const context = canvas.current?.getContext('2d');
    if (context && objects !== undefined) drawObjects(context, objects, { width: photoWidth, height: photoHeight });
  }), [objects, photoWidth, photoHeight, width, height, ratio, isShown]);
  if (!isShown || objects === undefined || objects.length === 0) return null;
  return <canvas ref={canvas} width={Math.round(width * ratio)} height={Math.round(height * ratio)} style={{ width, height }} aria-hidden="true" />;
}
