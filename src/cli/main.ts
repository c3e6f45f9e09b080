import { Command, CommanderError } from 'commander';
import { describeCommand } from './describe.ts';
import { devicesCommand } from './devices.ts';
import { evaluateCommand } from './evaluate.ts';
import { indexCommand } from './indexFolder.ts';
import { modelsCommand } from './models.ts';
import { predictCommand } from './predict.ts';
import { searchCommand } from './search.ts';
import { selectCommand } from './select.ts';
import { serveCommand } from './serve.ts';
import { EXIT, reportError } from './terminal.ts';
import { ownVersion } from './version.ts';

/** @returns the exit code: grep's for `select` and `describe`, 0 for the rest when finished, 2 for errors, 130 after Ctrl+C. */
async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => { interrupt.abort(); });
  // A reader that has seen enough (`| head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
    throw error;
  });
  const program = new Command('phraselift')
    .description('A phrase is the selection tool: every object that it means, as its own layer, on your machine.')
    .version(ownVersion())
    .configureOutput({ outputError: (text, write) => { write(`${text.trim().replace(/^error: /, 'phraselift: ').replaceAll(/\s*\n\s*/g, ' ')}\n`); } })
    .exitOverride();
  const { signal } = interrupt;
  const commands = [
    selectCommand(signal), searchCommand(signal), indexCommand(signal), describeCommand(signal), predictCommand(signal),
    evaluateCommand(signal), serveCommand(signal), devicesCommand(signal), modelsCommand(signal),
  ];
  for (const command of commands) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.error;
    return reportError(error);
  }
}

process.exitCode = await main(process.argv);
