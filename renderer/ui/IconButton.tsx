import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { ButtonProps } from 'react-aria-components';
import type { ReactNode } from 'react';
import { labelKeyOf } from '../actions/definitions.ts';
import type { ActionId } from '../actions/definitions.ts';
import { runAction } from '../actions/registry.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { useCanRun } from '../actions/useCanRun.ts';
import { t } from '../i18n/text.ts';
import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';

/** Milliseconds the pointer rests before a tooltip comes. */
const TOOLTIP_DELAY = 600;

interface HintProps {
  readonly text: string;
  readonly shortcut?: string;
  readonly children: ReactNode;
}

/** A tooltip with the shortcut, for a control that has a name of its own. */
export function Hint({ text, shortcut = '', children }: HintProps) {
  return (
    <TooltipTrigger delay={TOOLTIP_DELAY} closeDelay={0}>
      {children}
      <Tooltip className="tooltip" offset={6}>
        {text}
        {shortcut === '' ? null : <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface IconButtonProps extends Pick<ButtonProps, 'onPress' | 'isDisabled' | 'slot' | 'className'> {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  readonly isPressed?: boolean;
}

/** A button that shows a picture; its name is in the tooltip. */
export function IconButton({ icon, label, shortcut = '', isPressed, className, ...props }: IconButtonProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <Button
        {...props} className={`icon-button ${typeof className === 'string' ? className : ''}`} aria-label={label}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      >
        <Icon name={icon} />
      </Button>
    </Hint>
  );
}

interface ActionButtonProps {
  readonly action: ActionId;
  readonly icon: IconName;
  readonly isPressed?: boolean;
}

/** A button of the action registry. */
export function ActionButton({ action, icon, isPressed }: ActionButtonProps) {
  const isDisabled = !useCanRun(action);
  return (
    <IconButton
      icon={icon} label={t(labelKeyOf(action))} shortcut={shortcutText(action)}
      isDisabled={isDisabled} onPress={() => { runAction(action); }}
      {...(isPressed === undefined ? {} : { isPressed })}
    />
  );
}
