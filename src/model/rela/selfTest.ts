import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probeDevices, type DeviceReport, type Testable } from '../devices.ts';
import type { RelaPack } from '../pack.ts';
import { judge } from '../selfTest.ts';
import { chosenVariant, formsOf, RelaGraphs, type Form, type RelaOutput, type Tokens } from './graphs.ts';
import type { StoredTensor } from './manifest.ts';
import { targetLogits } from './output.ts';

interface Run extends RelaOutput {
  readonly words: Float32Array;
}

/** A `rela` pack as `devices.ts` takes it: what the CPU makes of the test's input is stored in the pack. */
export function testableRela(pack: RelaPack): Testable<RelaGraphs> {
  return {
    id: pack.ref.id,
    fingerprint: pack.fingerprint,
    forms: (device) => formsOf(chosenVariant(pack.manifest).variant, device),
    // The forms are the ones above.
    load: (form, device, threads, load) => RelaGraphs.load(pack, form as Form, device, threads, load),
    selfTest: async (graphs) => {
      const [expected, got] = [await storedRun(pack), await runOnce(pack, graphs)];
      const { targetChannel } = pack.manifest.outputs.mask;
      return judge([
        [expected.words, got.words],
        [expected.mask, got.mask],
        [expected.minimap, got.minimap],
        [expected.noTarget, got.noTarget],
      ], [targetLogits(expected.mask, targetChannel), targetLogits(got.mask, targetChannel)], chosenVariant(pack.manifest).precision);
    },
    exercise: async (graphs) => { await runOnce(pack, graphs); },
  };
}

/** Tries every device with a pack. */
export function probeRela(pack: RelaPack, threads: number): Promise<DeviceReport[]> {
  return probeDevices(testableRela(pack), { threads });
}

async function runOnce(pack: RelaPack, graphs: RelaGraphs): Promise<Run> {
  const { image, input_ids: ids, attention_mask: mask } = pack.manifest.selfTest.inputs;
  const tokens: Tokens = { ids: await readIntegers(pack.folder, ids), mask: await readIntegers(pack.folder, mask) };
  const words = await graphs.words(tokens);
  return { words, ...(await graphs.masks(await readFloats(pack.folder, image), words, tokens)) };
}

async function storedRun({ folder, manifest }: RelaPack): Promise<Run> {
  const outputs = manifest.selfTest.outputs[chosenVariant(manifest).precision];
  if (outputs === undefined) throw new Error('the pack holds no outputs of its self-test: import it again');
  return {
    words: await readFloats(folder, outputs.words),
    mask: await readFloats(folder, outputs.mask_logits),
    minimap: await readFloats(folder, outputs.minimap),
    noTarget: await readFloats(folder, outputs.no_target),
  };
}

async function readFloats(folder: string, { file }: StoredTensor): Promise<Float32Array> {
  return new Float32Array(await readBytes(folder, file));
}

async function readIntegers(folder: string, { file }: StoredTensor): Promise<number[]> {
  return Array.from(new BigInt64Array(await readBytes(folder, file)), Number);
}

/** In a buffer of its own: Node's small reads share one, at any offset. */
async function readBytes(folder: string, file: string): Promise<ArrayBuffer> {
  const bytes = await readFile(join(folder, file));
  return Uint8Array.from(bytes).buffer;
}
