import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { shortcutText } from '../actions/shortcuts.ts';
import { t } from '../i18n/text.ts';
import { setTool, useApp } from '../state/app.ts';
import type { Tool } from '../state/app.ts';
import { useView } from '../state/view.ts';
import { SliderField } from '../ui/fields.tsx';
import { Hint } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { isPainting } from '../canvas/pointer.ts';

const tools: readonly Tool[] = ['move', 'hand', 'brush', 'eraser'];

/** The tools, down the left side. */
export function ToolRail() {
  const tool = useApp((state) => state.tool);
  return (
    <ToggleButtonGroup
      className="tool-rail" orientation="vertical" aria-label={t('bar.tools')} selectionMode="single"
      disallowEmptySelection selectedKeys={[tool]}
      onSelectionChange={(keys) => {
        const chosen = tools.find((each) => keys.has(each));
        if (chosen !== undefined) setTool(chosen);
      }}
    >
      {tools.map((each) => (
        <Hint key={each} text={t(`tool.${each}`)} shortcut={shortcutText(`tool.${each}`)}>
          <ToggleButton id={each} className="icon-button tool" aria-label={t(`tool.${each}`)}>
            <Icon name={each} size={18} />
          </ToggleButton>
        </Hint>
      ))}
    </ToggleButtonGroup>
  );
}

/** What the brush is like, above the canvas while it is in use. */
export function ToolOptions() {
  const tool = useApp((state) => state.tool);
  const brush = useView((state) => state.brush);
  if (!isPainting(tool)) return null;
  return (
    <div className="tool-options" role="group" aria-label={t('tool.options')}>
      <span>{t(tool === 'brush' ? 'action.tool.brush' : 'action.tool.eraser')}</span>
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
