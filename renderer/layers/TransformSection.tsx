import { memo, useState } from 'react';
import { objectOf } from '../../src/document/tree.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { activePhoto, execute } from '../state/photos.ts';
import { NumberInput } from '../ui/fields.tsx';
import { Check } from '../ui/toggles.tsx';
import { ActionButton } from '../ui/IconButton.tsx';
import { placeOf, withPlace } from './placing.ts';
import type { Place } from './placing.ts';

/** Most pixels that a place may be away, or a side be long. */
const FAR = 1_000_000;

const fields = [
  { name: 'x', min: -FAR, max: FAR, unit: 'px' },
  { name: 'y', min: -FAR, max: FAR, unit: 'px' },
  { name: 'width', min: 1, max: FAR, unit: 'px' },
  { name: 'height', min: 1, max: FAR, unit: 'px' },
  { name: 'rotation', min: -180, max: 180, unit: '°' },
] as const satisfies readonly { readonly name: keyof Place; readonly min: number; readonly max: number; readonly unit: string }[];

/** Where the layer is shown, in numbers. */
export function TransformSection({ layer }: { readonly layer: ObjectLayer }) {
  const [keepsProportions, setKeepsProportions] = useState(true);
  const place = placeOf(layer);
  return (
    <div className="section">
      <h3>{t('transform.title')}</h3>
      <div className="transform-grid">
        {fields.map((field) => (
          <PlaceField
            key={field.name} field={field} id={layer.id} value={Math.round(place[field.name] * 10) / 10} isDisabled={layer.locked}
            keepsProportions={keepsProportions}
          />
        ))}
        <TransformButtons />
      </div>
      <Check label={t('transform.proportions')} isOn={keepsProportions} onChange={setKeepsProportions} />
    </div>
  );
}

interface PlaceFieldProps {
  readonly field: (typeof fields)[number];
  readonly id: string;
  readonly value: number;
  readonly isDisabled: boolean;
  readonly keepsProportions: boolean;
}

/** A number of a place, drawn anew only with what it shows: a stroke changes the layer, and few of its numbers. */
const PlaceField = memo(function PlaceField({ field: { name, min, max, unit }, id, value, isDisabled, keepsProportions }: PlaceFieldProps) {
  return (
    <NumberInput
      label={t(`transform.${name}`)} value={value} min={min} max={max} step={1} decimals={1} unit={unit} isDisabled={isDisabled}
      onChange={(next) => { setPlace(id, { [name]: next }, keepsProportions); }}
    />
  );
});

function setPlace(id: string, change: Partial<Place>, keepsProportions: boolean): void {
  const document = activePhoto()?.document;
  if (document === undefined) return;
  execute({ kind: 'setTransform', items: [{ id, transform: withPlace(objectOf(document, id), change, keepsProportions) }] });
}

const TransformButtons = memo(function TransformButtons() {
  return (
    <div className="transform-buttons">
      <ActionButton action="layer.flipX" icon="flipX" />
      <ActionButton action="layer.flipY" icon="flipY" />
      <ActionButton action="layer.resetTransform" icon="undo" />
    </div>
  );
});
