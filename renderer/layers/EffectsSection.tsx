import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { Effect, EffectKind } from '../../src/document/settings.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import type { TextKey } from '../i18n/en.ts';
import { execute } from '../state/photos.ts';
import { SliderField } from '../ui/fields.tsx';
import { Check } from '../ui/toggles.tsx';
import { percent, useDraggedCommand } from './LayerSettings.tsx';

/** Effects that are offered, in the order in which they are applied, with the setting that they start from. */
const offered = [
  { kind: 'adjust', brightness: 0, contrast: 0, saturation: 0 },
  { kind: 'recolor', color: '#d04030', amount: 1 },
  { kind: 'fill', color: '#808080', opacity: 1 },
  { kind: 'pixelate', size: 16 },
  { kind: 'blur', radius: 6 },
  { kind: 'dropShadow', color: '#000000', opacity: 0.6, x: 8, y: 8, radius: 10 },
  { kind: 'remove', margin: 6, keep: false },
] as const satisfies readonly Effect[];

type OfferedKind = (typeof offered)[number]['kind'];

/** A number of an effect that a slider sets. */
interface Setting {
  readonly name: string;
  readonly textKey: TextKey;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const pixels = (name: string, textKey: TextKey, max: number, min = 0): Setting => ({ name, textKey, min, max, step: 1 });
const share = (name: string, textKey: TextKey, min = 0): Setting => ({ name, textKey, min, max: 1, step: 0.01 });

const settings: Readonly<Record<OfferedKind, readonly Setting[]>> = {
  adjust: [
    share('brightness', 'effect.brightness', -1), share('contrast', 'effect.contrast', -1),
    share('saturation', 'effect.saturation', -1),
  ],
  recolor: [share('amount', 'effect.amount')],
  fill: [share('opacity', 'effect.amount')],
  pixelate: [pixels('size', 'effect.size', 100, 2)],
  blur: [pixels('radius', 'properties.radius', 100)],
  dropShadow: [
    share('opacity', 'effect.amount'), pixels('x', 'effect.offsetX', 200, -200), pixels('y', 'effect.offsetY', 200, -200),
    pixels('radius', 'properties.radius', 100),
  ],
  remove: [pixels('margin', 'effect.margin', 100)],
};

/** The effects with one of a kind put in, replaced or (null) taken out, in their order. */
export function withEffect(effects: readonly Effect[], kind: EffectKind, effect: Effect | null): Effect[] {
  const order = offered.map((each) => each.kind);
  const others = effects.filter((each) => each.kind !== kind);
  const all = effect === null ? others : [...others, effect];
  return all.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

type Effected = Pick<ObjectLayer, 'id' | 'effects'>;

/** How the layer looks, without a change of its pixels. Takes what it shows alone, as a stroke changes the rest. */
export const EffectsSection = memo(function EffectsSection({ id, effects }: Effected) {
  const layer = { id, effects };
  return (
    <div className="section">
      <div className="section-head">
        <h3>{t('properties.effects')}</h3>
        {layer.effects.length === 0 ? null : (
          <Button className="button-link" onPress={() => { setEffects(layer, []); }}>{t('effect.reset')}</Button>
        )}
      </div>
      {offered.map((start) => <EffectRow key={start.kind} layer={layer} start={start} />)}
    </div>
  );
});

function setEffects(layer: Effected, effects: Effect[]): void {
  execute({ kind: 'setEffects', ids: [layer.id], effects });
}

function EffectRow({ layer, start }: { readonly layer: Effected; readonly start: (typeof offered)[number] }) {
  const effect = layer.effects.find(({ kind }) => kind === start.kind);
  return (
    <div className="effect">
      <div className="effect-head">
        <Check
          label={t(`effect.${start.kind}`)} isOn={effect !== undefined}
          onChange={(isOn) => { setEffects(layer, withEffect(layer.effects, start.kind, isOn ? start : null)); }}
        />
        {effect !== undefined && 'color' in effect ? (
          <input
            type="color" aria-label={t('effect.color')} value={effect.color} className="color-field"
            onChange={({ target }) => {
              setEffects(layer, withEffect(layer.effects, effect.kind, { ...effect, color: target.value }));
            }}
          />
        ) : null}
      </div>
      {effect === undefined ? null : settings[start.kind].map((setting) => (
        <EffectSlider key={setting.name} layer={layer} effect={effect} setting={setting} />
      ))}
      {effect?.kind === 'remove' ? (
        <div className="effect-check">
          <Check
            label={t('effect.keep')} isOn={effect.keep}
            onChange={(keep) => { setEffects(layer, withEffect(layer.effects, 'remove', { ...effect, keep })); }}
          />
        </div>
      ) : null}
    </div>
  );
}

interface EffectSliderProps {
  readonly layer: Effected;
  readonly effect: Effect;
  readonly setting: Setting;
}

function EffectSlider({ layer, effect, setting: { name, textKey, min, max, step } }: EffectSliderProps) {
  const value = Number(Object.entries(effect).find(([key]) => key === name)?.[1] ?? 0);
  const dragged = useDraggedCommand((next) => {
    const changed = { ...effect, [name]: next };
    return { kind: 'setEffects', ids: [layer.id], effects: withEffect(layer.effects, effect.kind, changed) };
  });
  return (
    <SliderField
      label={t(textKey)} value={value} min={min} max={max} step={step}
      format={(shown) => (step < 1 ? percent(shown) : `${shown} px`)} {...dragged}
    />
  );
}
