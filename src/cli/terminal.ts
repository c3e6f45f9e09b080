import { UserError } from '../errors.ts';
import type { Step } from '../host/protocol.ts';

/** Exit codes, as grep's. */
export const EXIT = { found: 0, done: 0, nothing: 1, error: 2, interrupted: 130 } as const;

const STEP_TEXT: Readonly<Record<Step, string>> = {
  load: 'starting the model',
  decode: 'reading the image',
  encode: 'looking at the image',
  relate: 'reading the phrase',
  masks: 'making masks',
  describe: 'finding words',
  export: 'writing files',
};

/** Shows the step under way on one line of a terminal's error stream; nothing where that is a file or a pipe. */
export function stepLine(): { readonly show: (step: Step) => void; readonly clear: () => void } {
  const terminal = process.stderr.isTTY;
  return {
    show: (step) => { if (terminal) process.stderr.write(`\r\u001b[K${STEP_TEXT[step]} ...`); },
    clear: () => { if (terminal) process.stderr.write('\r\u001b[K'); },
  };
}

/** Says in one line what went wrong. @returns the exit code that goes with it. */
export function reportError(error: unknown): number {
  if (error instanceof UserError && error.code === 'cancelled') return EXIT.interrupted;
  const debug = process.env['PHRASELIFT_DEBUG'];
  if (error instanceof UserError && debug === undefined) {
    process.stderr.write(`phraselift: ${oneLine(error.message)}\n`);
  } else if (debug === undefined) {
    const message = oneLine(error instanceof Error ? error.message : String(error));
    process.stderr.write(`phraselift: internal error: ${message} (PHRASELIFT_DEBUG=1 shows where)\n`);
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  return EXIT.error;
}

/** Text from outside (phrases, file names) with its control characters made visible, so that it can't steer a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]+/gu, (run) =>
    Array.from(run, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`).join(''),
  );
}

export function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}
