import { Tensor } from 'onnxruntime-node';
import { loadGraph, type GraphLoader, type Tensors } from '../../src/model/session.ts';

/**
 * Providers that compute on the CPU and then change every float32 output.
 * @param only graph files that are changed; all unless given
 */
export function altered(change: (value: number) => number, only = /./u): GraphLoader {
  return async (path, _device, threads) => {
    const graph = await loadGraph(path, 'cpu', threads);
    if (!only.test(path)) return graph;
    const alter = (tensors: Tensors): Tensors =>
      Object.fromEntries(
        Object.entries(tensors).map(([name, { data, dims }]) => [name, new Tensor('float32', (data as Float32Array).map(change), dims)]),
      );
    return { run: async (feeds) => alter(await graph.run(feeds)), release: () => graph.release() };
  };
}

/** A provider that stops while it runs. @param only graph files that stop; the others work */
export function stopping(message: string, only = /./u): GraphLoader {
  return async (path, _device, threads) => {
    const graph = await loadGraph(path, 'cpu', threads);
    return only.test(path) ? { ...graph, run: () => Promise.reject(new Error(message)) } : graph;
  };
}
