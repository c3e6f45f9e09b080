import { memo } from 'react';
import { CheckboxButton, CheckboxField, SwitchButton, SwitchField } from 'react-aria-components';

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Turns something on and off at once. */
export function Toggle({ label, isOn, isDisabled = false, onChange }: ToggleProps) {
  return (
    <SwitchField isSelected={isOn} isDisabled={isDisabled} onChange={onChange}>
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true"><span className="switch-thumb" /></span>{label}
      </SwitchButton>
    </SwitchField>
  );
}

/** Ticks something off. */
export const Check = memo(function Check({ label, isOn, isDisabled = false, onChange }: ToggleProps) {
  return (
    <CheckboxField isSelected={isOn} isDisabled={isDisabled} onChange={onChange}>
      <CheckboxButton className="checkbox">
        <span className="checkbox-box" aria-hidden="true" />{label}
      </CheckboxButton>
    </CheckboxField>
  );
});
