import { UserError } from '../errors.ts';
import type { SelfTestResult } from './selfTest.ts';
import { DEVICES, type Device } from './deviceNames.ts';
import { isBundled, loadGraph, VERIFIED_DEVICES, type GraphLoader } from './session.ts';

/** What a probe found out about one device. */
export interface DeviceReport {
  readonly device: Device;
  readonly usable: boolean;
  /** Whether the makers of this program could try it; the others rest on the self-test alone. */
  readonly verified: boolean;
  /** Why it is not usable, or what is given up to use it, in one line. */
  readonly reason?: string;
  /** `absent`: not there or not to be loaded; `failed`: stopped while it ran; `wrong`: computes something else. */
  readonly fault?: 'absent' | 'failed' | 'wrong';
  /** Absent where the device could not even be loaded, and for the CPU, which is the reference. */
  readonly selfTest?: SelfTestResult;
  /** Milliseconds of all graphs on the test input: one photo and one phrase. */
  readonly milliseconds?: number;
}

export interface ProbeOptions {
  /** Intra-op threads of the CPU provider; 0 lets ONNX Runtime choose. */
  readonly threads: number;
  readonly load?: GraphLoader;
  /** Whether the build carries a provider; only tests say otherwise than ONNX Runtime does. */
  readonly bundled?: (device: Device) => boolean;
}

/** Loaded graphs, whatever their model. */
export interface Graphs {
  release(): Promise<void>;
}

/** A model's graphs as far as finding a device for them goes. */
export interface Testable<G extends Graphs> {
  /** What findings are kept under. */
  readonly id: string;
  readonly fingerprint: string;
  /** Forms of the same graphs, a device's fastest first; the next is tried where it fails at the one before. */
  forms(device: Device): readonly string[];
  /** @throws Error in the provider's own words if it cannot be had or cannot run the graphs. */
  load(form: string, device: Device, threads: number, load: GraphLoader): Promise<G>;
  /** Runs the graphs on the test's input and holds what comes out against the CPU. */
  selfTest(graphs: G, threads: number): Promise<SelfTestResult>;
  /** Runs the graphs once on the test's input, to be timed. */
  exercise(graphs: G): Promise<void>;
}

/** Graphs that may be used, on the device that really runs them. */
export interface OpenedDevice<G extends Graphs> {
  readonly device: Device;
  readonly graphs: G;
  /** What the user should be told of the choice, a sentence each. */
  readonly notes: readonly string[];
}

/** A device that was asked for cannot be used. */
export class DeviceError extends UserError {
  readonly report: DeviceReport;

  constructor(report: DeviceReport) {
    super('device-unavailable', `device "${report.device}" cannot be used: ${report.reason ?? 'unknown reason'}`);
    this.report = report;
  }
}

/**
 * Loads a model on a device and lets it be used only after its self-test against the CPU.
 * @throws DeviceError saying whether it is absent, fails, or computes wrongly.
 */
export async function openDevice<G extends Graphs>(
  model: Testable<G>, device: Device, options: ProbeOptions,
): Promise<OpenedDevice<G>> {
  const { graphs, report } = await probe(model, device, options);
  if (graphs === undefined) throw new DeviceError(report);
  return { device, graphs, notes: report.reason === undefined ? [] : [`${device}: ${report.reason}`] };
}

/** Probes and times every device, one after the other; a provider that fails does not stop the rest. */
export async function probeDevices<G extends Graphs>(model: Testable<G>, options: ProbeOptions): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const device of DEVICES) {
    const { graphs, report } = await probe(model, device, options);
    const milliseconds = graphs === undefined ? undefined : await timeGraphs(graphs, model);
    await graphs?.release();
    reports.push({ ...report, ...(milliseconds === undefined ? {} : { milliseconds }) });
  }
  return reports;
}

/** Milliseconds of all graphs on the self-test's input. Kernels that compile on first use have done so in the test. */
export async function timeGraphs<G extends Graphs>(graphs: G, model: Testable<G>): Promise<number> {
  const start = performance.now();
  await model.exercise(graphs);
  return performance.now() - start;
}

interface Probe<G> {
  /** Only if the device may be used. */
  readonly graphs?: G;
  readonly report: DeviceReport;
}

async function probe<G extends Graphs>(model: Testable<G>, device: Device, options: ProbeOptions): Promise<Probe<G>> {
  const verified = VERIFIED_DEVICES.includes(device);
  if (!(options.bundled ?? isBundled)(device)) {
    const reason = `this build of ONNX Runtime has no "${device}" provider for ${process.platform}-${process.arch}`;
    return { report: { device, usable: false, verified, fault: 'absent', reason } };
  }
  let first: DeviceReport | undefined;
  for (const form of model.forms(device)) {
    const { graphs, report } = await probeForm(model, form, device, options);
    if (graphs === undefined) {
      first ??= report;
      continue;
    }
    const given = first?.reason === undefined ? {} : { reason: `the form "${form}" of the graphs is used: ${first.reason}` };
    return { graphs, report: { ...report, ...given } };
  }
  return { report: first ?? { device, usable: false, verified, fault: 'absent', reason: 'the model has no graphs for it' } };
}

async function probeForm<G extends Graphs>(
  model: Testable<G>, form: string, device: Device, { threads, load = loadGraph }: ProbeOptions,
): Promise<Probe<G>> {
  const known = { device, verified: VERIFIED_DEVICES.includes(device) };
  let graphs: G;
  try {
    graphs = await model.load(form, device, threads, load);
  } catch (error) {
    return { report: { ...known, usable: false, fault: 'absent', reason: reasonOf(error) } };
  }
  if (device === 'cpu') return { graphs, report: { ...known, usable: true } };
  try {
    const selfTest = await model.selfTest(graphs, threads);
    if (selfTest.passed) return { graphs, report: { ...known, usable: true, selfTest } };
    const reason = `its self-test differs from the CPU by ${selfTest.difference.toExponential(1)} of the standard deviation (mask IoU ${selfTest.maskIou.toFixed(3)})`;
    await graphs.release();
    return { report: { ...known, usable: false, fault: 'wrong', reason, selfTest } };
  } catch (error) {
    await graphs.release();
    return { report: { ...known, usable: false, fault: 'failed', reason: reasonOf(error) } };
  }
}

/** ONNX Runtime's own words, without the source file, function and condition that it puts before them. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0].replace(/^\S*onnxruntime\S*:\d+ .* was false\. /, '');
}
