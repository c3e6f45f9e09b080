import * as ort from 'onnxruntime-node';
import type { Device } from './deviceNames.ts';

/** Devices that the makers of this program have run; the others are used on the word of the self-test alone. */
export const VERIFIED_DEVICES: readonly Device[] = ['cpu', 'webgpu'];

export type Tensors = Readonly<Record<string, ort.Tensor>>;

/** One ONNX graph, loaded on one device. */
export interface Graph {
  /** @param feeds every input of the graph, by name. @returns every output, in CPU memory. */
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** How a graph is loaded; the seam at which tests put in providers that fail or compute wrongly. */
export type GraphLoader = (path: string, device: Device, threads: number) => Promise<Graph>;

/**
 * Loads a graph on exactly one provider. Lists of providers are not used: ONNX Runtime throws for some that are absent
 * and silently skips others, so the one that really ran could not be told.
 * @param threads intra-op threads of the CPU provider; 0 lets ONNX Runtime choose.
 */
export const loadGraph: GraphLoader = async (path, device, threads) => {
  const session = await ort.InferenceSession.create(path, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // ONNX Runtime would keep a plan of its memory for every shape of input that it has met, without end: 8 kB for each
    // size of photo and number of objects, and a search meets thousands.
    enableMemPattern: false,
    // A softmax leaves masked places numbers that are too small for the processor's fast path: an eighth of ReLA's time.
    // The first session of a process decides for the thread that loads it, so all are loaded alike. It holds for that
    // thread's JavaScript, too, where below 1e-307 nothing is told apart anyway.
    extra: { session: { set_denormal_as_zero: '1' } },
  });
  return { run: (feeds) => session.run(feeds), release: () => session.release() };
};

/** @returns whether this build of ONNX Runtime carries the provider at all; the hardware may still be missing. */
export function isBundled(device: Device): boolean {
  return ort.listSupportedBackends().some(({ name }) => name === device);
}

/** Float32 contents of an output. @throws Error if the graph does not match its manifest. */
export function floats(tensors: Tensors, name: string): Float32Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`graph output "${name}" is missing or not float32`);
  return data;
}
