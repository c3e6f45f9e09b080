import type { PixelImage } from '../../image/types.ts';
import type { Testable } from '../devices.ts';
import type { LitePack } from '../pack.ts';
import { judge, type SelfTestResult } from '../selfTest.ts';
import { loadGraph } from '../session.ts';
import { LiteGraphs, type EncoderOutput, type MaskOutput } from './graphs.ts';

interface SelfTestOutput {
  readonly encoder: EncoderOutput;
  readonly masks: MaskOutput;
}

/** A `lite` pack as `devices.ts` takes it. */
export function testableLite(pack: LitePack): Testable<LiteGraphs> {
  const { size } = pack.manifest.input;
  return {
    id: pack.ref.id,
    fingerprint: pack.fingerprint,
    forms: () => ['plain'],
    load: (_form, device, threads, load) => LiteGraphs.load(pack, device, threads, load),
    selfTest: async (graphs, threads) => compareSelfTest(await cpuReference(pack, threads), await runSelfTest(graphs, size)),
    exercise: async (graphs) => { await runSelfTest(graphs, size); },
  };
}

async function cpuReference(pack: LitePack, threads: number): Promise<SelfTestOutput> {
  // Always the real CPU provider: an injected loader must not be able to vouch for itself.
  const graphs = await LiteGraphs.load(pack, 'cpu', threads, loadGraph);
  try {
    return await runSelfTest(graphs, pack.manifest.input.size);
  } finally {
    await graphs.release();
  }
}

/** Runs both graphs on the fixed test input. */
async function runSelfTest(graphs: LiteGraphs, size: number): Promise<SelfTestOutput> {
  const photo = testScene(size);
  const encoder = await graphs.encode(photo);
  const third = size / 3;
  const corners = [[third / 2, third / 2, 2 * third, 2 * third], [third, third / 3, 2.9 * third, 2.5 * third]] as const;
  const masks = await graphs.masks(photo, { scale: 1, dx: 0, dy: 0 }, corners, encoder.features);
  return { encoder, masks };
}

function compareSelfTest(reference: SelfTestOutput, output: SelfTestOutput): SelfTestResult {
  return judge([
    ...reference.encoder.looks.flatMap(({ scores, boxes }, look): [Float32Array, Float32Array][] => (
      [[scores, output.encoder.looks[look].scores], [boxes, output.encoder.looks[look].boxes]]
    )),
    [reference.masks.logits, output.masks.logits],
    [reference.masks.crops, output.masks.crops],
    [reference.masks.features, output.masks.features],
  ], [reference.masks.logits, output.masks.logits], 'float32');
}

/** Discs of several colours on a gradient: edges, flat areas and every channel, the same on every machine. */
function testScene(size: number): PixelImage {
  const data = new Uint8Array(size * size * 3);
  const discs = [
    { x: 0.35, y: 0.4, radius: 0.22, color: [200, 40, 30] },
    { x: 0.68, y: 0.45, radius: 0.25, color: [30, 90, 210] },
    { x: 0.5, y: 0.8, radius: 0.12, color: [240, 220, 90] },
  ];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const disc = discs.findLast((d) => Math.hypot(x / size - d.x, y / size - d.y) < d.radius);
      const background = [(x * 255) / size, (y * 255) / size, ((x ^ y) * 255) / size];
      for (let c = 0; c < 3; c++) data[(y * size + x) * 3 + c] = (disc?.color ?? background)[c]!;
    }
  }
  return { width: size, height: size, channels: 3, data };
}
