import { Input, Label, NumberField, TextField } from 'react-aria-components';

interface TextLineProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A line of text with its name. */
export function TextLine({ label, value, placeholder = '', onChange }: TextLineProps) {
  return (
    <TextField className="text-line" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input placeholder={placeholder} spellCheck="false" autoComplete="off" />
    </TextField>
  );
}

interface NumberLineProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number from 0, typed or by the arrow keys. */
export function NumberLine({ label, value, onChange }: NumberLineProps) {
  return (
    <NumberField
      className="text-line number-line" aria-label={label} value={value} minValue={0} maxValue={1000} step={1}
      onChange={(next) => { if (Number.isInteger(next)) onChange(next); }}
    >
      <Input />
    </NumberField>
  );
}
