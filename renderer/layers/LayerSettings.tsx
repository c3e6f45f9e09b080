import { useRef } from 'react';
import { apply } from '../../src/document/apply.ts';
import type { Command } from '../../src/document/commands.ts';
import type { BlendMode } from '../../src/document/settings.ts';
import type { Document } from '../../src/document/types.ts';
import { shownBlendModes } from '../canvas/blend.ts';
import { t } from '../i18n/text.ts';
import { reportProblem } from '../state/notices.ts';
import { execute, Gesture } from '../state/photos.ts';
import { SelectField, SliderField } from '../ui/fields.tsx';
import { selectedLayers } from './layerCommands.ts';

export const percent = (share: number) => `${Math.round(share * 100)} %`;

/**
 * Makes one step of all the values that a slider passes.
 * @param make the command for a value
 */
export function useDraggedCommand(make: (value: number, document: Document) => Command | null) {
  const gesture = useRef<Gesture | null>(null);
  return {
    onChange: (value: number) => {
      gesture.current ??= Gesture.begin();
      if (gesture.current === null) return;
      const { start } = gesture.current;
      const command = make(value, start);
      if (command === null) return;
      try {
        gesture.current.preview(apply(start, command));
      } catch (error) {
        gesture.current.cancel();
        gesture.current = null;
        reportProblem(error);
      }
    },
    onChangeEnd: (value: number) => {
      const { current } = gesture;
      gesture.current = null;
      const command = current === null ? null : make(value, current.start);
      if (command === null) current?.cancel();
      else current?.finish(command);
    },
  };
}

export function OpacityField({ document }: { readonly document: Document }) {
  const layers = selectedLayers(document);
  const dragged = useDraggedCommand((opacity, { active }) =>
    active.length === 0 ? null : { kind: 'setOpacity', ids: [...active], opacity },
  );
  return (
    <SliderField
      className="slider-inline" label={t('layers.opacity')} value={layers[0]?.opacity ?? 1} min={0} max={1} step={0.01}
      format={percent} isDisabled={layers.length === 0} {...dragged}
    />
  );
}

export function BlendField({ document }: { readonly document: Document }) {
  const layers = selectedLayers(document);
  const modes = new Set(layers.map(({ blendMode }) => blendMode));
  const areGroups = layers.length > 0 && layers.every(({ kind }) => kind === 'group');
  const choices: readonly BlendMode[] = areGroups ? ['pass through', ...shownBlendModes] : shownBlendModes;
  return (
    <SelectField<BlendMode>
      label={t('layers.blend')} isLabelHidden isDisabled={layers.length === 0}
      value={layers.length === 0 ? 'normal' : modes.size === 1 ? [...modes][0] : null}
      options={choices.map((value) => ({ value, text: t(`blend.${value}`) }))}
      onChange={(blendMode) => { execute({ kind: 'setBlendMode', ids: [...document.active], blendMode }); }}
    />
  );
}
