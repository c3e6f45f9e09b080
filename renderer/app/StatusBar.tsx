import { Button } from 'react-aria-components';
import { runAction } from '../actions/registry.ts';
import { t, tCount } from '../i18n/text.ts';
import { walkLayers } from '../../src/document/tree.ts';
import { useSaving } from '../project/saving.ts';
import { activePhoto, usePhotos } from '../state/photos.ts';
import type { PhotosState } from '../state/photos.ts';
import { useZoom } from '../state/view.ts';
import { useDelayed } from '../ui/useDelayed.ts';
import { DeviceNote } from './DeviceNote.tsx';

/** Zoom, the photo's size, and what the model runs on. */
export function StatusBar() {
  const photo = usePhotos((state) => activePhoto(state)?.photo ?? null);
  const objects = usePhotos(countObjects);
  const zoom = useZoom();
  const isSaving = useDelayed(useSaving((state) => state.isSaving), 300);
  return (
    <footer className="status-bar">
      {photo === null || zoom === null ? <span>{t('status.noPhoto')}</span> : (
        <>
          <Button className="status-zoom" aria-label={t('status.zoom')} onPress={() => { runAction('view.actual'); }}>
            {showZoom(zoom)}
          </Button>
          <span>{t('status.size', { width: photo.width, height: photo.height })}</span>
          <span>{photo.format.toUpperCase()}</span>
          {photo.conversions.map((conversion) => <span key={conversion}>{conversion}</span>)}
          <span>{tCount('layers.count', objects)}</span>
        </>
      )}
      <span className="spacer" />
      {isSaving ? <span role="status">{t('project.saving')}</span> : null}
      <DeviceNote />
    </footer>
  );
}

function countObjects(state: PhotosState): number {
  const open = activePhoto(state);
  return open === null ? 0 : [...walkLayers(open.document.layers)].filter(({ layer }) => layer.kind === 'object').length;
}

function showZoom(zoom: number): string {
  const percent = zoom * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
