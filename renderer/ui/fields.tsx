import {
  Button, Input, Label, ListBox, ListBoxItem, NumberField, Popover, Select, SelectValue, Slider, SliderOutput, SliderThumb, SliderTrack,
} from 'react-aria-components';
import { Icon } from './icons.tsx';

interface SliderFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format: (value: number) => string;
  readonly isDisabled?: boolean;
  readonly className?: string;
  /** While it is dragged. */
  readonly onChange: (value: number) => void;
  /** When it is let go. */
  readonly onChangeEnd?: (value: number) => void;
}

/** A slider with its name and value. */
export function SliderField(props: SliderFieldProps) {
  const { label, value, min, max, step, format, isDisabled = false, className = '', onChange, onChangeEnd } = props;
  const share = (100 * (value - min)) / (max - min);
  return (
    <Slider
      className={`slider ${className}`} value={value} minValue={min} maxValue={max} step={step} isDisabled={isDisabled}
      onChange={(next) => { onChange(single(next)); }} onChangeEnd={(next) => onChangeEnd?.(single(next))}
    >
      <Label>{label}</Label>
      <SliderOutput className="slider-value">{format(value)}</SliderOutput>
      <SliderTrack className="slider-track">
        <div className="slider-rail" />
        <div className="slider-fill" style={{ width: `${share}%` }} />
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
    </Slider>
  );
}

function single(value: number | number[]): number {
  return typeof value === 'number' ? value : value[0];
}

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  /** Null if what is selected has several values. */
  readonly value: Value | null;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly isDisabled?: boolean;
  readonly className?: string;
  readonly isLabelHidden?: boolean;
  readonly onChange: (value: Value) => void;
}

/** A choice of one from a list. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, isDisabled = false, className = '', isLabelHidden = false, onChange } = props;
  const choose = (key: string | number | null) => {
    const option = options.find((each) => each.value === key);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Select
      className={`select ${className}`} value={value} isDisabled={isDisabled} placeholder="–" onChange={choose}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : ''}>{label}</Label>
      <Button className="select-button">
        <SelectValue className="select-value" />
        <Icon name="chevronDown" size={12} />
      </Button>
      <Popover className="popover">
        <ListBox className="menu" items={options}>
          {(option) => <ListBoxItem className="menu-item" id={option.value}>{option.text}</ListBoxItem>}
        </ListBox>
      </Popover>
    </Select>
  );
}

interface NumberInputProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Digits behind the point that are shown; none unless set. */
  readonly decimals?: number;
  /** Shown behind the number, such as `px`. */
  readonly unit: string;
  readonly isLabelHidden?: boolean;
  readonly isDisabled?: boolean;
  /** When the number is settled: by Enter, by leaving the field, or by an arrow key. */
  readonly onChange: (value: number) => void;
}

/** The same object each time: fields make their formats anew for another one. */
const formats = new Map<number, Intl.NumberFormatOptions>();

function formatOf(decimals: number): Intl.NumberFormatOptions {
  const format = formats.get(decimals) ?? { maximumFractionDigits: decimals, useGrouping: false };
  formats.set(decimals, format);
  return format;
}

/** A number that is typed; arrow keys change it by a step. */
export function NumberInput(props: NumberInputProps) {
  const { label, value, min, max, step, decimals = 0, unit, isLabelHidden = false, isDisabled = false, onChange } = props;
  return (
    <NumberField
      className="number" value={value} minValue={min} maxValue={max} isDisabled={isDisabled}
      {...(decimals === 0 ? { step } : {})} formatOptions={formatOf(decimals)}
      onChange={(next) => { if (!Number.isNaN(next)) onChange(next); }}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : ''}>{label}</Label>
      <Input className="number-input" /><span className="quiet" aria-hidden="true">{unit}</span>
    </NumberField>
  );
}
