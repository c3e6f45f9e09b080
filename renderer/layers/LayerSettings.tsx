import { useRef } from 'react';
import { apply } from '../../src/document/apply.ts';
import type { Command } from '../../src/document/commands.ts';
import type { BlendMode } from '../../src/document/settings.ts';
import type { Document, Layer } from '../../src/document/types.ts';
import { shownBlendModes } from '../canvas/blend.ts';
import { t } from '../i18n/text.ts';
import { reportProblem } from '../state/notices.ts';
import { activePhoto, execute, Gesture, usePhotos } from '../state/photos.ts';
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

/** What the fields show of the layers that are selected. */
function useSelected<T>(select: (layers: readonly Layer[]) => T): T {
  return usePhotos((state) => {
    const open = activePhoto(state);
    return select(open === null ? [] : selectedLayers(open.document));
  });
}

const activeIds = () => [...activePhoto()?.document.active ?? []];

export function OpacityField() {
  const opacity = useSelected((layers) => (layers.length === 0 ? null : layers[0].opacity));
  const dragged = useDraggedCommand((value, { active }) =>
    active.length === 0 ? null : { kind: 'setOpacity', ids: [...active], opacity: value },
  );
  return (
    <SliderField
      className="slider-inline" label={t('layers.opacity')} value={opacity ?? 1} min={0} max={1} step={0.01}
      format={percent} isDisabled={opacity === null} {...dragged}
    />
  );
}

export function BlendField() {
  const mode = useSelected((layers): BlendMode | 'several' | 'none' => {
    const [first, ...others] = layers;
    if (first === undefined) return 'none';
    return others.every(({ blendMode }) => blendMode === first.blendMode) ? first.blendMode : 'several';
  });
  const areGroups = useSelected((layers) => layers.length > 0 && layers.every(({ kind }) => kind === 'group'));
  const choices: readonly BlendMode[] = areGroups ? ['pass through', ...shownBlendModes] : shownBlendModes;
  return (
    <SelectField<BlendMode>
      label={t('layers.blend')} isLabelHidden isDisabled={mode === 'none'}
      value={mode === 'none' ? 'normal' : mode === 'several' ? null : mode}
      options={choices.map((value) => ({ value, text: t(`blend.${value}`) }))}
      onChange={(blendMode) => { execute({ kind: 'setBlendMode', ids: activeIds(), blendMode }); }}
    />
  );
}
