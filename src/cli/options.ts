import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_MAX_PIXELS, DEFAULT_MODEL, openEngine, type Engine } from '../engine.ts';
import { DEVICES, parseDevice } from '../model/deviceNames.ts';
import { oneLine } from './terminal.ts';

/** Options of every command that runs a model. */
export interface ModelOptions {
  readonly model: string;
  readonly device: string;
  readonly threads?: number;
  readonly maxPixels: number;
}

export function modelOptions(): Option[] {
  return [
    new Option('--model <id>', 'model pack to use').default(DEFAULT_MODEL),
    new Option('--device <name>', `auto, ${DEVICES.join(', ')}`).default('auto'),
    new Option('--threads <n>', 'CPU threads (all cores unless set)').argParser(wholeNumber(1, 256)),
    new Option('--max-pixels <n>', 'refuse larger images').argParser(wholeNumber(1, 2 ** 31)).default(DEFAULT_MAX_PIXELS),
  ];
}

/** @throws UserError `bad-argument` for an unknown device. */
export function engineFor({ model, device, threads, maxPixels }: ModelOptions): Engine {
  return openEngine({
    model, device: parseDevice(device), maxPixels,
    ...(threads === undefined ? {} : { threads }),
    onState: (_state, message) => { if (message !== undefined) process.stderr.write(`note: ${oneLine(message)}\n`); },
  });
}

/** For commander: a number within bounds, or a message that names them. */
export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.');
  return value;
}

/** For commander: a whole number within bounds, or a message that names them. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < from || value > to) {
      throw new InvalidArgumentError(`Give a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}
