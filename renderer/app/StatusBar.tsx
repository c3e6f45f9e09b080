import { Button } from 'react-aria-components';
import { runAction } from '../actions/registry.ts';
import { t, tCount } from '../i18n/text.ts';
import { walkLayers } from '../../src/document/tree.ts';
import { useSaving } from '../project/saving.ts';
import { useApp } from '../state/app.ts';
import { activePhoto, usePhotos } from '../state/photos.ts';
import { useZoom } from '../state/view.ts';
import { useDelayed } from '../ui/useDelayed.ts';

/** Zoom, the photo's size, and what the model runs on. */
export function StatusBar() {
  const open = usePhotos(activePhoto);
  const zoom = useZoom();
  const info = useApp((state) => state.info);
  const device = useApp((state) => state.device) ?? info?.device;
  const isSaving = useDelayed(useSaving((state) => state.isSaving), 300);
  const objects = open === null ? 0 : [...walkLayers(open.document.layers)].filter(({ layer }) => layer.kind === 'object').length;
  return (
    <footer className="status-bar">
      {open === null || zoom === null ? <span>{t('status.noPhoto')}</span> : (
        <>
          <Button className="status-zoom" aria-label={t('status.zoom')} onPress={() => { runAction('view.actual'); }}>
            {showZoom(zoom)}
          </Button>
          <span>{t('status.size', { width: open.photo.width, height: open.photo.height })}</span>
          <span>{open.photo.format.toUpperCase()}</span>
          {open.photo.conversions.map((conversion) => <span key={conversion}>{conversion}</span>)}
          <span>{tCount('layers.count', objects)}</span>
        </>
      )}
      <span className="spacer" />
      {isSaving ? <span role="status">{t('project.saving')}</span> : null}
      {info === null ? null : (
        <span>
          {device === undefined
            ? t('status.deviceUnknown', { model: info.model })
            : t('status.device', { model: info.model, device: device.toUpperCase() })}
        </span>
      )}
    </footer>
  );
}

function showZoom(zoom: number): string {
  const percent = zoom * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
