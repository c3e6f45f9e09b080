import { Command, CommanderError } from 'commander';
import { EXIT, reportError } from './terminal.ts';
import { ownVersion } from './version.ts';

/** Each with its own file and all that it needs: of what a command does not need nothing is loaded. */
const COMMANDS: Readonly<Record<string, (signal: AbortSignal) => Promise<Command>>> = {
  select: async (signal) => (await import('./select.ts')).selectCommand(signal),
  search: async (signal) => (await import('./search.ts')).searchCommand(signal),
  index: async (signal) => (await import('./indexFolder.ts')).indexCommand(signal),
  describe: async (signal) => (await import('./describe.ts')).describeCommand(signal),
  predict: async (signal) => (await import('./predict.ts')).predictCommand(signal),
  evaluate: async (signal) => (await import('./evaluate.ts')).evaluateCommand(signal),
  serve: async (signal) => (await import('./serve.ts')).serveCommand(signal),
  devices: async (signal) => (await import('./devices.ts')).devicesCommand(signal),
  models: async (signal) => (await import('./models.ts')).modelsCommand(signal),
};

/** @returns the exit code: grep's for `select`, `search` and `describe`, 0 for the rest when finished, 2 for errors, 130 after Ctrl+C. */
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
  const [, , name] = argv;
  const named = name !== undefined && Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]] : Object.values(COMMANDS);
  for (const load of named) {
    const command = await load(interrupt.signal);
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
