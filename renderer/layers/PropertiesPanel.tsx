import { maskBox } from '../../src/document/tiledMask.ts';
import { transformedBox } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { MaskSection } from '../refine/MaskSection.tsx';
import { useDocument } from '../state/photos.ts';
import { EffectsSection } from './EffectsSection.tsx';
import { selectedLayers, selectedObjects } from './layerCommands.ts';
import { percent } from './LayerSettings.tsx';
import { TransformSection } from './TransformSection.tsx';

/** What there is to know of and to set on the selected layer. */
export function PropertiesPanel() {
  const document = useDocument();
  const layers = document === null ? [] : selectedLayers(document);
  const [layer] = layers;
  return (
    <section className="panel properties-panel" aria-labelledby="properties-title">
      <h2 id="properties-title" className="panel-title">{t('properties.title')}</h2>
      {layers.length === 0 ? <p className="quiet panel-note">{t('properties.nothing')}</p> : null}
      {layers.length > 1 ? <p className="panel-note">{t('properties.several', { count: layers.length })}</p> : null}
      {layers.length === 1 && layer.kind === 'object' ? <ObjectProperties layer={layer} /> : null}
      {layers.length === 1 && layer.kind === 'group' ? (
        <p className="panel-note">{layer.name}</p>
      ) : null}
      {document !== null && selectedObjects(document).length > 0 && (layers.length > 1 || layer.kind === 'group')
        ? <MaskSection /> : null}
    </section>
  );
}

function ObjectProperties({ layer }: { readonly layer: ObjectLayer }) {
  const [x, y, width, height] = transformedBox(maskBox(layer.mask), layer.transform).map(Math.round);
  const { origin } = layer;
  return (
    <>
      <dl className="facts">
        {origin === null ? null : (
          <>
            {origin.phrase === '' ? null : (
              <>
                <dt>{t('properties.phrase')}</dt>
                <dd title={origin.phrase}>{origin.phrase}</dd>
              </>
            )}
            <dt>{t('properties.label')}</dt>
            <dd>{origin.label} · {percent(origin.score)}</dd>
          </>
        )}
        <dt>{t('properties.position')}</dt>
        <dd>{t('properties.positionValue', { x, y })}</dd>
        <dt>{t('properties.size')}</dt>
        <dd>{t('properties.sizeValue', { width, height })}</dd>
      </dl>
      <MaskSection />
      <TransformSection layer={layer} />
      <EffectsSection key={layer.id} id={layer.id} effects={layer.effects} />
    </>
  );
}
