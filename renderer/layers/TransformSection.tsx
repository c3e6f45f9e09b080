import { useState } from 'react';
import type { ObjectLayer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { execute } from '../state/photos.ts';
import { NumberInput } from '../ui/fields.tsx';
import { Check } from '../ui/toggles.tsx';
import { ActionButton } from '../ui/IconButton.tsx';
import { placeOf, withPlace } from './placing.ts';
import type { Place } from './placing.ts';

/** Most pixels that a place may be away, or a side be long. */
const FAR = 1_000_000;

/** Where the layer is shown, in numbers. */
export function TransformSection({ layer }: { readonly layer: ObjectLayer }) {
  const [keepsProportions, setKeepsProportions] = useState(true);
  const place = placeOf(layer);
  const set = (change: Partial<Place>) => {
    execute({ kind: 'setTransform', items: [{ id: layer.id, transform: withPlace(layer, change, keepsProportions) }] });
  };
  const field = (name: keyof Place, min: number, max: number, unit: string) => (
    <NumberInput
      key={name} label={t(`transform.${name}`)} value={Math.round(place[name] * 10) / 10} min={min} max={max} step={1} decimals={1}
      unit={unit} isDisabled={layer.locked} onChange={(value) => { set({ [name]: value }); }}
    />
  );
  return (
    <div className="section">
      <h3>{t('transform.title')}</h3>
      <div className="transform-grid">
        {field('x', -FAR, FAR, 'px')}
        {field('y', -FAR, FAR, 'px')}
        {field('width', 1, FAR, 'px')}
        {field('height', 1, FAR, 'px')}
        {field('rotation', -180, 180, '°')}
        <div className="transform-buttons">
          <ActionButton action="layer.flipX" icon="flipX" />
          <ActionButton action="layer.flipY" icon="flipY" />
          <ActionButton action="layer.resetTransform" icon="undo" />
        </div>
      </div>
      <Check label={t('transform.proportions')} isOn={keepsProportions} onChange={setKeepsProportions} />
    </div>
  );
}
