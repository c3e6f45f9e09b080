/** Phraselift as a library: `import { openEngine } from 'phraselift'`. */
export { openEngine } from './engine.ts';
export type {
  DescribeOptions, Engine, EngineOptions, ExportOptions, SelectedObjects, SelectOptions,
} from './engine.ts';
export type { CheckedExpression, DescribedObject, Description, DescribeStyle, RoundTrip } from './api/contract.ts';
export { UserError } from './errors.ts';
export type { UserErrorCode } from './errors.ts';
export type { AlphaTile, Box, Rle } from './mask/types.ts';
export type { DeviceReport } from './model/devices.ts';
export type { Candidate, Instance, RegionMap, Selection, Timings, Verdict } from './model/types.ts';
