import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { isPainting, isShaping } from '../canvas/toolKinds.ts';
import { t } from '../i18n/text.ts';
import { shapeModes } from '../refine/modes.ts';
import { useApp } from '../state/app.ts';
import { useView } from '../state/view.ts';
import { SliderField } from '../ui/fields.tsx';

/** What the tool in use is like, above the canvas. */
export function ToolOptions() {
  const tool = useApp((state) => state.tool);
  if (isPainting(tool)) return <BrushOptions name={t(`action.tool.${tool}`)} />;
  if (isShaping(tool)) return <ShapeOptions name={t(`action.tool.${tool}`)} />;
  if (tool !== 'object') return null;
  return (
    <div className="tool-options" role="group" aria-label={t('tool.options')}>
      <span>{t('action.tool.object')}</span>
      <span className="quiet">{t('refine.objectHint')}</span>
    </div>
  );
}

function BrushOptions({ name }: { readonly name: string }) {
  const brush = useView((state) => state.brush);
  return (
    <div className="tool-options" role="group" aria-label={t('tool.options')}>
      <span>{name}</span>
      <SliderField
        className="slider-inline" label={t('tool.size')} value={Math.min(500, brush.size)} min={1} max={500} step={1}
        format={() => `${brush.size} px`} onChange={(size) => { useView.setState({ brush: { ...brush, size } }); }}
      />
      <SliderField
        className="slider-inline" label={t('tool.hardness')} value={brush.hardness} min={0} max={1} step={0.01}
        format={(value) => `${Math.round(value * 100)} %`}
        onChange={(hardness) => { useView.setState({ brush: { ...brush, hardness } }); }}
      />
    </div>
  );
}

function ShapeOptions({ name }: { readonly name: string }) {
  const shape = useView((state) => state.shape);
  return (
    <div className="tool-options" role="group" aria-label={t('tool.options')}>
      <span>{name}</span>
      <ToggleButtonGroup
        className="mode-group" aria-label={t('refine.mode')} selectionMode="single" disallowEmptySelection
        selectedKeys={[shape.mode]}
        onSelectionChange={(keys) => {
          const mode = shapeModes.find((each) => keys.has(each));
          if (mode !== undefined) useView.setState({ shape: { ...shape, mode } });
        }}
      >
        {shapeModes.map((mode) => (
          <ToggleButton key={mode} id={mode} className="button mode">{t(`refine.mode.${mode}`)}</ToggleButton>
        ))}
      </ToggleButtonGroup>
      <SliderField
        className="slider-inline" label={t('mask.feather')} value={shape.feather} min={0} max={100} step={1}
        format={(value) => `${value} px`} onChange={(feather) => { useView.setState({ shape: { ...shape, feather } }); }}
      />
    </div>
  );
}
