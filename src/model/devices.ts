import { UserError } from '../errors.ts';
import { LiteGraphs } from './lite/graphs.ts';
import { compareSelfTest, runSelfTest, type SelfTestOutput, type SelfTestResult } from './lite/selfTest.ts';
import type { ModelPack } from './pack.ts';
import { DEVICES, isBundled, loadGraph, type Device, type GraphLoader } from './session.ts';

/** What a probe found out about one device. */
export interface DeviceReport {
  readonly device: Device;
  readonly usable: boolean;
  /** Why it is not usable, in one line. */
  readonly reason?: string;
  /** Absent where the device could not even be loaded, and for the CPU, which is the reference. */
  readonly selfTest?: SelfTestResult;
  /** Milliseconds of both graphs on the test input. */
  readonly milliseconds?: number;
}

export interface ProbeOptions {
  /** Intra-op threads of the CPU provider; 0 lets ONNX Runtime choose. */
  readonly threads: number;
  readonly load?: GraphLoader;
  /** Whether the build carries a provider; only tests say otherwise than ONNX Runtime does. */
  readonly bundled?: (device: Device) => boolean;
}

/** Graphs that may be used, on the device that really runs them. */
export interface OpenedDevice {
  readonly device: Device;
  readonly graphs: LiteGraphs;
}

/**
 * Loads a pack on a device and lets it be used only after its self-test against the CPU.
 * @throws UserError `device-unavailable`, saying whether it is absent, fails, or computes wrongly.
 */
export async function openDevice(pack: ModelPack, device: Device, options: ProbeOptions): Promise<OpenedDevice> {
  const { graphs, report } = await probe(pack, device, options);
  if (graphs !== undefined && report.usable) return { device, graphs };
  await graphs?.release();
  throw new UserError('device-unavailable', `device "${device}" cannot be used: ${report.reason ?? 'unknown reason'}`);
}

/** Probes and times every device, one after the other; a provider that fails does not stop the rest. */
export async function probeDevices(pack: ModelPack, options: ProbeOptions): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const device of DEVICES) {
    const { graphs, report } = await probe(pack, device, options);
    const milliseconds = graphs !== undefined && report.usable ? await timeGraphs(graphs, pack) : undefined;
    await graphs?.release();
    reports.push({ ...report, ...(milliseconds === undefined ? {} : { milliseconds }) });
  }
  return reports;
}

/** Milliseconds of both graphs on the self-test's input. Kernels that compile on first use have done so in the test. */
export async function timeGraphs(graphs: LiteGraphs, pack: ModelPack): Promise<number> {
  const start = performance.now();
  await runSelfTest(graphs, pack.manifest.input.size);
  return performance.now() - start;
}

interface Probe {
  readonly graphs?: LiteGraphs;
  readonly report: DeviceReport;
}

async function probe(pack: ModelPack, device: Device, options: ProbeOptions): Promise<Probe> {
  const load = options.load ?? loadGraph;
  const bundled = options.bundled ?? isBundled;
  if (!bundled(device)) {
    const reason = `this build of ONNX Runtime has no "${device}" provider for ${process.platform}-${process.arch}`;
    return { report: { device, usable: false, reason } };
  }
  let graphs: LiteGraphs | undefined;
  try {
    graphs = await LiteGraphs.load(pack, device, options.threads, load);
    if (device === 'cpu') return { graphs, report: { device, usable: true } };
    const output = await runSelfTest(graphs, pack.manifest.input.size);
    const selfTest = compareSelfTest(await cpuReference(pack, options), output);
    if (selfTest.passed) return { graphs, report: { device, usable: true, selfTest } };
    const reason = `its self-test differs from the CPU by ${selfTest.difference.toExponential(1)} of the standard deviation (mask IoU ${selfTest.maskIou.toFixed(3)})`;
    return { graphs, report: { device, usable: false, reason, selfTest } };
  } catch (error) {
    await graphs?.release();
    return { report: { device, usable: false, reason: reasonOf(error) } };
  }
}

async function cpuReference(pack: ModelPack, options: ProbeOptions): Promise<SelfTestOutput> {
  // Always the real CPU provider: an injected loader must not be able to vouch for itself.
  const graphs = await LiteGraphs.load(pack, 'cpu', options.threads, loadGraph);
  try {
    return await runSelfTest(graphs, pack.manifest.input.size);
  } finally {
    await graphs.release();
  }
}

/** ONNX Runtime's own words, without the source file, function and condition that it puts before them. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0].replace(/^\S*onnxruntime\S*:\d+ .* was false\. /, '');
}
