import { Command } from 'commander';
import type { DeviceReport } from '../model/devices.ts';
import { engineFor, modelOptions, type ModelOptions } from './options.ts';
import { EXIT, oneLine } from './terminal.ts';

const FOOTNOTE =
  'The self-test error is the largest difference from the CPU, in standard deviations of its output. "Not verified": the\n' +
  'makers of this program could not try that provider; it is used only if its self-test passes. How to install one: docs/gpu.md';

export function devicesCommand(signal: AbortSignal): Command {
  const command = new Command('devices')
    .description('test every device with the model and say which can be used')
    .option('--json', 'print the table as JSON');
  for (const option of modelOptions().filter(({ long }) => long !== '--device')) command.addOption(option);
  return command.action(async (options: Omit<ModelOptions, 'device'> & { readonly json?: boolean }) => {
    const engine = engineFor({ ...options, device: 'cpu' });
    try {
      const reports = await engine.devices({ signal });
      process.stdout.write(options.json === true ? `${JSON.stringify(reports)}\n` : table(reports));
      process.exitCode = EXIT.done;
    } finally {
      engine.close();
    }
  });
}

function table(reports: readonly DeviceReport[]): string {
  const rows = reports.map(({ device, usable, verified, selfTest, milliseconds, reason }) => [
    device,
    usable ? 'yes' : 'no',
    device === 'cpu' ? 'reference' : (selfTest?.difference.toExponential(1) ?? '-'),
    milliseconds === undefined ? '-' : milliseconds.toFixed(0),
    [verified ? '' : 'not verified', reason === undefined ? '' : oneLine(reason)].filter(Boolean).join(': '),
  ]);
  const head = ['provider', 'available', 'self-test error', 'ms per image', 'remarks'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  return [head, ...rows].map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n') + `\n${FOOTNOTE}\n`;
}
