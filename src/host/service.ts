import { join } from 'node:path';
import type { ExportParams, HostInit, HostRequest, SelectParams } from './requests.ts';
import { writeExports } from '../export/exports.ts';
import type { PixelImage } from '../image/types.ts';
import { probeDevices, type DeviceReport } from '../model/devices.ts';
import { decide, labelOf } from '../model/decide.ts';
import { LiteModel } from '../model/lite/model.ts';
import { instanceMask } from '../model/masks.ts';
import { openPack } from '../model/pack.ts';
import type { Instance, PhotoEncoding, Selection, Timings } from '../model/types.ts';
import { EncodingStore } from '../store/encodings.ts';
import { chooseDevice } from './chooseDevice.ts';
import { PhotoCache, type OpenPhoto } from './photos.ts';
import type { HostResults, Step } from './protocol.ts';

type OnStep = (step: Step) => void;

/** What the host process does: one model on one device, the photos that are open, and the store of encodings. */
export class Service {
  readonly #init: HostInit;
  readonly #model: LiteModel;
  readonly #photos: PhotoCache;
  readonly #store: EncodingStore | undefined;

  private constructor(init: HostInit, model: LiteModel, store: EncodingStore | undefined) {
    this.#init = init;
    this.#model = model;
    this.#store = store;
    this.#photos = new PhotoCache(model.pack.manifest.input.photoSide, { maxPixels: init.maxPixels });
  }

  /** @throws UserError `model-missing`, `model-damaged`, `model-too-new` or `device-unavailable`. */
  static async open(init: HostInit): Promise<Service> {
    const pack = await openPack(init.model, init.modelFolders);
    const { device, graphs } = await chooseDevice(pack, init.device, init.cacheFolder, { threads: init.threads });
    return new Service(init, new LiteModel(pack, device, graphs), openStore(init.cacheFolder));
  }

  handle(request: HostRequest, onStep: OnStep): Promise<HostResults[keyof HostResults]> {
    switch (request.kind) {
      case 'select':
        return this.select(request.params, onStep);
      case 'export':
        return this.export(request.params, onStep);
      case 'devices':
        return this.devices();
    }
  }

  /** Answers one phrase on one photo; what was computed for an earlier phrase is used again. */
  async select({ path, phrase, threshold, refine = true }: SelectParams, onStep: OnStep): Promise<Selection> {
    const clock = new Clock(onStep);
    const open = await this.#photos.open(path, () => { clock.begin('decode'); });
    clock.end();
    const { info } = open.photo;
    const encoding = await this.#encodingOf(open, clock);

    clock.begin('relate');
    const { thresholds } = this.#model.pack.manifest;
    const { classNames } = this.#model.pack;
    const grounding = this.#model.relate(phrase, encoding);
    const decision = decide(encoding, grounding, thresholds, classNames, threshold);
    clock.end();

    const instances: Instance[] = [];
    if (decision.targets.length > 0) {
      clock.begin('masks');
      const guide = refine ? await open.full() : undefined;
      for (const index of decision.targets) {
        const region = encoding.regions[index];
        const mask = instanceMask(region, info, guide);
        if (mask === undefined) continue;
        instances.push({ id: instances.length, label: labelOf(region, classNames), score: grounding.objectScores[index], ...mask });
      }
      clock.end();
    }
    return {
      image: { path, width: info.width, height: info.height },
      phrase,
      // A target whose mask turns out empty is no answer.
      verdict: instances.length === 0 ? 'none' : decision.verdict,
      targetProbability: decision.targetProbability,
      count: instances.length,
      instances,
      candidates: decision.candidates,
      unknownWords: grounding.unknownWords,
      regionMap: decision.regionMap,
      model: this.#model.ref,
      device: this.#model.device,
      timings: clock.timings(),
    };
  }

  /** Writes a selection's layers as files. @throws UserError as `writeExports` does. */
  async export(params: ExportParams, onStep: OnStep): Promise<HostResults['export']> {
    const { photo } = await this.#photos.open(params.path, () => { onStep('decode'); });
    onStep('export');
    const pixels: PixelImage = await photo.rgba();
    return writeExports({ pixels, info: photo.info }, params);
  }

  /** Probes every device with this model; the reports are for people. */
  devices(): Promise<readonly DeviceReport[]> {
    return probeDevices(this.#model.pack, { threads: this.#init.threads });
  }

  async #encodingOf(open: OpenPhoto, clock: Clock): Promise<PhotoEncoding> {
    if (open.encoding !== undefined) return open.encoding;
    const { contentHash, width, height } = open.photo.info;
    const { fingerprint } = this.#model.pack;
    const stored = this.#store?.get(contentHash, fingerprint);
    if (stored !== undefined && stored.width === width && stored.height === height) {
      open.encoding = stored;
      return stored;
    }
    clock.begin('encode');
    const encoding = await this.#model.encode(open.small, width, height);
    this.#store?.put(contentHash, fingerprint, encoding);
    clock.end();
    open.encoding = encoding;
    return encoding;
  }
}

/** The store only saves time: where the cache folder cannot be written to, every photo is encoded anew. */
function openStore(cacheFolder: string): EncodingStore | undefined {
  try {
    return EncodingStore.open(join(cacheFolder, 'encodings'));
  } catch {
    return undefined;
  }
}

type TimedStep = 'decode' | 'encode' | 'relate' | 'masks';

/** Times steps one after the other and tells when each begins. */
class Clock {
  readonly #start = performance.now();
  readonly #steps: Omit<Timings, 'total'> = {};
  readonly #onStep: OnStep;
  #running: { step: TimedStep; since: number } | undefined;

  constructor(onStep: OnStep) {
    this.#onStep = onStep;
  }

  begin(step: TimedStep): void {
    this.#onStep(step);
    this.#running = { step, since: performance.now() };
  }

  end(): void {
    if (this.#running === undefined) return;
    this.#steps[this.#running.step] = performance.now() - this.#running.since;
    this.#running = undefined;
  }

  timings(): Timings {
    return { total: performance.now() - this.#start, ...this.#steps };
  }
}
