import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { writeFileAtomic } from '../export/write.ts';
import { openDevice, timeGraphs, type OpenedDevice, type ProbeOptions } from '../model/devices.ts';
import type { ModelPack } from '../model/pack.ts';
import { DEVICES, isBundled, type Device } from '../model/session.ts';

const recordSchema = z.object({
  /** The pack and runtime that the record is about. */
  key: z.string(),
  /** The device that was found best. */
  device: z.enum(DEVICES),
  /** Devices that were being tried when the process died. */
  crashed: z.array(z.enum(DEVICES)),
  /** The device that is being tried now. */
  trying: z.enum(DEVICES).optional(),
});
type DeviceRecord = z.infer<typeof recordSchema>;

/**
 * Opens the pack on the device asked for. `auto` takes the fastest one that passes its self-test; the finding is kept
 * in the cache folder, together with devices that took the whole process down, which are not tried again.
 *
 * @throws UserError `device-unavailable` if a device was named and cannot be used.
 */
export async function chooseDevice(
  pack: ModelPack,
  wish: Device | 'auto',
  cacheFolder: string,
  options: ProbeOptions,
): Promise<OpenedDevice> {
  if (wish !== 'auto') return openDevice(pack, wish, options);
  const store = new DeviceStore(join(cacheFolder, 'device.json'), `${pack.fingerprint} ${process.versions.node} ${process.arch}`);
  const known = await store.read();
  if (known !== undefined && known.trying === undefined) {
    const opened = await tryDevice(pack, known.device, options);
    if (opened !== undefined) return opened;
  }
  return fastest(pack, options, store, known);
}

async function fastest(
  pack: ModelPack,
  options: ProbeOptions,
  store: DeviceStore,
  known: DeviceRecord | undefined,
): Promise<OpenedDevice> {
  const crashed = [...(known?.crashed ?? []), ...(known?.trying === undefined ? [] : [known.trying])];
  let best = await openDevice(pack, 'cpu', options);
  const candidates = DEVICES.filter((device) => device !== 'cpu' && isBundled(device) && !crashed.includes(device));
  let bestTime = candidates.length === 0 ? 0 : await timeGraphs(best.graphs, pack);
  for (const device of candidates) {
    await store.write({ device: 'cpu', crashed, trying: device });
    const opened = await tryDevice(pack, device, options);
    if (opened === undefined) continue;
    const milliseconds = await timeGraphs(opened.graphs, pack);
    const worse = milliseconds < bestTime ? best : opened;
    if (worse === best) [best, bestTime] = [opened, milliseconds];
    await worse.graphs.release();
  }
  await store.write({ device: best.device, crashed });
  return best;
}

async function tryDevice(pack: ModelPack, device: Device, options: ProbeOptions): Promise<OpenedDevice | undefined> {
  try {
    return await openDevice(pack, device, options);
  } catch (error) {
    if (error instanceof UserError && error.code === 'device-unavailable') return undefined;
    throw error;
  }
}

/** The finding of an earlier start; without a writable cache folder every start probes anew. */
class DeviceStore {
  readonly #path: string;
  readonly #key: string;

  constructor(path: string, key: string) {
    this.#path = path;
    this.#key = key;
  }

  async read(): Promise<DeviceRecord | undefined> {
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    try {
      const record = recordSchema.parse(JSON.parse(text));
      return record.key === this.#key ? record : undefined;
    } catch {
      await rm(this.#path, { force: true });
      return undefined;
    }
  }

  async write(record: Omit<DeviceRecord, 'key'>): Promise<void> {
    try {
      const bytes = Buffer.from(JSON.stringify({ key: this.#key, ...record }));
      await writeFileAtomic(this.#path, bytes, { force: true });
    } catch {
      // The answer does not depend on it: the next start measures again.
    }
  }
}
