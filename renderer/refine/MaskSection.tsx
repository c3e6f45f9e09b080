import { memo } from 'react';
import { Button } from 'react-aria-components';
import { runAction } from '../actions/registry.ts';
import { labelKeyOf } from '../actions/definitions.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t } from '../i18n/text.ts';
import { SelectField } from '../ui/fields.tsx';
import { Hint } from '../ui/IconButton.tsx';
import { Check } from '../ui/toggles.tsx';
import { maskViews, setMaskOverlay, useMaskView } from './maskView.ts';
import type { MaskViewKind } from './maskView.ts';

const operations = ['grow', 'shrink', 'feather', 'smooth', 'invert', 'refineEdges'] as const;

/** What can be done with the masks of the selected layers, and how they are shown. The same whatever is selected. */
export const MaskSection = memo(function MaskSection() {
  return (
    <div className="section">
      <h3>{t('properties.mask')}</h3>
      <div className="button-row">
        {operations.map((operation) => (
          <Hint key={operation} text={t(labelKeyOf(`mask.${operation}`))} shortcut={shortcutText(`mask.${operation}`)}>
            <Button className="button" onPress={() => { runAction(`mask.${operation}`); }}>{t(`mask.${operation}`)}</Button>
          </Hint>
        ))}
      </div>
      <MaskViewFields />
    </div>
  );
});

function MaskViewFields() {
  const { view, color, hasPattern } = useMaskView();
  return (
    <div className="mask-view">
      <SelectField<MaskViewKind>
        label={t('maskView.label')} value={view}
        options={maskViews.map((value) => ({ value, text: t(`maskView.${value}`) }))}
        onChange={(chosen) => { useMaskView.setState({ view: chosen }); }}
      />
      <input
        type="color" className="color-field" aria-label={t('maskView.color')} value={color}
        onChange={({ target }) => { setMaskOverlay({ color: target.value }); }}
      />
      <Check label={t('maskView.pattern')} isOn={hasPattern} onChange={(isOn) => { setMaskOverlay({ hasPattern: isOn }); }} />
    </div>
  );
}
