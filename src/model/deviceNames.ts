import { UserError } from '../errors.ts';

/** Execution providers by the name that a user types. What a platform lacks is refused when it is probed. */
export const DEVICES = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const;
export type Device = (typeof DEVICES)[number];

/** @throws UserError `bad-argument` for a name that is no device. */
export function parseDevice(name: string): Device | 'auto' {
  const known = ['auto', ...DEVICES] as const;
  const device = known.find((candidate) => candidate === name);
  if (device === undefined) throw new UserError('bad-argument', `unknown device "${name}" (${known.join(', ')})`);
  return device;
}
