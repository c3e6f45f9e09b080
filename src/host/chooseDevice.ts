import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../export/write.ts';
import {
  DeviceError, openDevice, timeGraphs, type Graphs, type OpenedDevice, type ProbeOptions, type Testable,
} from '../model/devices.ts';
import { DEVICES, type Device } from '../model/deviceNames.ts';
import { isBundled } from '../model/session.ts';

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
 * Loads a model on the device asked for. `auto` takes the fastest one that passes its self-test; the finding is kept
 * in the cache folder, together with devices that took the whole process down, which are not tried again.
 *
 * @param crashed the device on which the process before this one died
 * @throws DeviceError if a device was named and cannot be used.
 */
export async function chooseDevice<G extends Graphs>(
  model: Testable<G>,
  wish: Device | 'auto',
  cacheFolder: string,
  options: ProbeOptions,
  crashed?: Device,
): Promise<OpenedDevice<G>> {
  const key = `${model.fingerprint} ${process.versions.node} ${process.arch}`;
  const store = new DeviceStore(join(cacheFolder, `device-${model.id}.json`), key);
  if (crashed !== undefined && crashed !== 'cpu') await store.mark(crashed);
  if (wish !== 'auto') return openDevice(model, wish, options);
  const known = await store.read();
  if (known !== undefined && known.trying === undefined) {
    const opened = await tryDevice(model, known.device, options);
    if (!('report' in opened)) return opened;
  }
  return fastest(model, options, store, known);
}

async function fastest<G extends Graphs>(
  model: Testable<G>,
  options: ProbeOptions,
  store: DeviceStore,
  known: DeviceRecord | undefined,
): Promise<OpenedDevice<G>> {
  const crashed = [...(known?.crashed ?? []), ...(known?.trying === undefined ? [] : [known.trying])];
  const notes = known?.trying === undefined ? [] : [`${known.trying} is not used: the model process died when it was tried`];
  let best = await openDevice(model, 'cpu', options);
  const bundled = options.bundled ?? isBundled;
  const candidates = DEVICES.filter((device) => device !== 'cpu' && bundled(device) && !crashed.includes(device));
  let bestTime = candidates.length === 0 ? 0 : await timeGraphs(best.graphs, model);
  for (const device of candidates) {
    await store.write({ device: 'cpu', crashed, trying: device });
    const opened = await tryDevice(model, device, options);
    if ('report' in opened) {
      // That there is no such hardware is no news; that it cannot be trusted is.
      if (opened.report.fault !== 'absent') notes.push(`${device} is not used: ${opened.report.reason ?? 'it failed'}`);
      continue;
    }
    const milliseconds = await timeGraphs(opened.graphs, model);
    const worse = milliseconds < bestTime ? best : opened;
    if (worse === best) [best, bestTime] = [opened, milliseconds];
    await worse.graphs.release();
  }
  await store.write({ device: best.device, crashed });
  return { ...best, notes: [...notes, ...best.notes] };
}

async function tryDevice<G extends Graphs>(
  model: Testable<G>, device: Device, options: ProbeOptions,
): Promise<OpenedDevice<G> | DeviceError> {
  try {
    return await openDevice(model, device, options);
  } catch (error) {
    if (error instanceof DeviceError) return error;
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

  /** Keeps in mind that a device took the process down. */
  async mark(device: Device): Promise<void> {
    const known = await this.read();
    const crashed = [...new Set([...(known?.crashed ?? []), device])];
    await this.write({ device: 'cpu', crashed });
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
