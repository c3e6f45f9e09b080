import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { shortcutText } from '../actions/shortcuts.ts';
import { t } from '../i18n/text.ts';
import { setTool, tools, useApp } from '../state/app.ts';
import { Hint } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';

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
