import { join } from 'node:path';
import type { Answer, AnswerObject, Proposal, RegionMask } from '../api/contract.ts';
import { encodeAlpha, type StoredAlpha } from '../document/alphaCodec.ts';
import { UserError } from '../errors.ts';
import { writeDocument, type DocumentReport } from '../export/document.ts';
import { writeExports } from '../export/exports.ts';
import type { PixelImage } from '../image/types.ts';
import { clipTile } from '../mask/alpha.ts';
import { probeDevices, type DeviceReport } from '../model/devices.ts';
import { decide, labelOf, type Decision } from '../model/decide.ts';
import { LiteModel } from '../model/lite/model.ts';
import { instanceMask } from '../model/masks.ts';
import { openPack } from '../model/pack.ts';
import type { ClassesAt } from '../model/speaker/situation.ts';
import { listenerOf } from '../model/speaker/listener.ts';
import type { Grounding, Instance, PhotoEncoding, Selection, Timings } from '../model/types.ts';
import { EncodingStore } from '../store/encodings.ts';
import { chooseDevice } from './chooseDevice.ts';
import { checkPhrase, checkSize, describeSelection, nameLayers, type DescribedPhoto } from './describe.ts';
import { readMaskFile } from './maskFile.ts';
import { PhotoCache, type OpenPhoto } from './photos.ts';
import type { HostResults, Rendered, Step } from './protocol.ts';
import { candidatesAmong, packedMask, proposalsOf, readAlpha, refineEdges, scoredRegions } from './regions.ts';
import { renderPhoto } from './render.ts';
import type {
  AnswerParams, CheckPhraseParams, DescribeParams, DocumentParams, ExportParams, HostInit, HostRequest, NameLayersParams,
  RenderParams, SelectParams,
} from './requests.ts';

type OnStep = (step: Step) => void;

/** A phrase held against a photo, before any mask is made. */
interface Grounded {
  readonly open: OpenPhoto;
  readonly encoding: PhotoEncoding;
  readonly grounding: Grounding;
  readonly decision: Decision;
}

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
      case 'photo':
        return this.photo(request.params.path, onStep);
      case 'render':
        return this.render(request.params, onStep);
      case 'answer':
        return this.answer(request.params, onStep);
      case 'proposals':
        return this.proposals(request.params.path, onStep);
      case 'proposalMask':
        return this.proposalMask(request.params, onStep);
      case 'refine':
        return this.refine(request.params, onStep);
      case 'describe':
        return this.describe(request.params, onStep);
      case 'checkPhrase':
        return this.checkPhrase(request.params, onStep);
      case 'nameLayers':
        return this.nameLayers(request.params, onStep);
      case 'exportDocument':
        return this.exportDocument(request.params, onStep);
      case 'clearCache':
        return this.clearCache();
    }
  }

  /** Answers one phrase on one photo; what was computed for an earlier phrase is used again. */
  async select({ path, phrase, threshold, refine = true }: SelectParams, onStep: OnStep): Promise<Selection> {
    const clock = new Clock(onStep);
    const { open, encoding, grounding, decision } = await this.#ground(path, phrase, threshold, clock);
    const { info } = open.photo;
    const { classNames } = this.#model.pack;
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

  /** As `select`, for the editor. */
  async answer({ path, phrase, threshold }: AnswerParams, onStep: OnStep): Promise<Answer> {
    const clock = new Clock(onStep);
    const { open, encoding, grounding, decision } = await this.#ground(path, phrase, threshold, clock);
    const { thresholds } = this.#model.pack.manifest;
    const scored = scoredRegions(encoding, grounding, this.#model.pack.classNames);
    const objects: AnswerObject[] = [];
    if (decision.targets.length > 0) {
      clock.begin('masks');
      const guide = await open.full();
      for (const region of decision.targets) {
        const mask = packedMask(encoding, region, guide);
        if (mask !== null) objects.push({ ...scored[region], ...mask });
      }
      clock.end();
    }
    return {
      phrase,
      verdict: objects.length === 0 ? 'none' : decision.verdict,
      targetProbability: decision.targetProbability,
      threshold: threshold ?? thresholds.object,
      objects,
      candidates: candidatesAmong(scored, decision.targets),
      unknownWords: [...grounding.unknownWords],
      regionMap: { size: [...decision.regionMap.size], values: [...decision.regionMap.values] },
      model: this.#model.ref,
      device: this.#model.device,
      timings: clock.timings(),
    };
  }

  /** What is known of a photo before its pixels. @throws UserError as `openPhoto` does */
  async photo(path: string, onStep: OnStep): Promise<HostResults['photo']> {
    const { photo } = await this.#photos.open(path, () => { onStep('decode'); });
    return photo.info;
  }

  async render({ path, maxSide }: RenderParams, onStep: OnStep): Promise<Rendered> {
    const open = await this.#photos.open(path, () => { onStep('decode'); });
    return renderPhoto(open, maxSide);
  }

  /** All regions of a photo with coarse masks. */
  async proposals(path: string, onStep: OnStep): Promise<readonly Proposal[]> {
    const { encoding } = await this.#encoded(path, new Clock(onStep));
    return proposalsOf(encoding, this.#model.pack.classNames);
  }

  /** The whole-resolution mask of one region. @throws UserError `bad-argument` if the photo has no such region */
  async proposalMask({ path, region }: { path: string; region: number }, onStep: OnStep): Promise<RegionMask | null> {
    const { open, encoding } = await this.#encoded(path, new Clock(onStep));
    if (region >= encoding.regions.length) throw new UserError('bad-argument', `the photo has no region ${region}`);
    onStep('masks');
    return packedMask(encoding, region, await open.full());
  }

  /** Lets a mask's edges follow the photo. @throws UserError `bad-argument` for a mask that is none */
  async refine({ path, alpha }: { path: string; alpha: StoredAlpha }, onStep: OnStep): Promise<StoredAlpha> {
    const open = await this.#photos.open(path, () => { onStep('decode'); });
    onStep('masks');
    const { width, height } = open.photo.info;
    return encodeAlpha(refineEdges(clipTile(readAlpha(alpha), width, height), await open.full()));
  }

  /** Expressions that point to a selection. @throws UserError `bad-argument` for a mask or region that is none */
  async describe({ path, selection, size, maskFiles = [], phrase, candidates, style }: DescribeParams, onStep: OnStep): Promise<HostResults['describe']> {
    const clock = new Clock(onStep);
    const photo = await this.#described(path, clock);
    checkSize(path, photo.encoding, size);
    const files = await this.#maskFiles(maskFiles, path, photo.encoding);
    const meant = phrase === undefined ? [] : (await photo.listener(phrase, photo.encoding)).targets;
    const all = { ...selection, masks: [...selection.masks, ...files], regions: [...selection.regions, ...meant] };
    const description = await describeSelection(photo, all, candidates, style);
    clock.end();
    return { ...description, timings: clock.timings() };
  }

  /** What a phrase selects compared with a selection. @throws UserError as `describe` does */
  async checkPhrase({ path, selection, phrase }: CheckPhraseParams, onStep: OnStep): Promise<HostResults['checkPhrase']> {
    return checkPhrase(await this.#described(path, new Clock(onStep)), selection, phrase);
  }

  /** Distinct names for layers. @throws UserError as `describe` does */
  async nameLayers({ path, layers }: NameLayersParams, onStep: OnStep): Promise<HostResults['nameLayers']> {
    const clock = new Clock(onStep);
    const names = await nameLayers(await this.#described(path, clock), layers);
    clock.end();
    return { names, timings: clock.timings() };
  }

  /** Writes the editor's document. @throws UserError as `writeDocument` does */
  async exportDocument({ path, ...job }: DocumentParams, onStep: OnStep): Promise<DocumentReport> {
    const { photo, full } = await this.#photos.open(path, () => { onStep('decode'); });
    onStep('export');
    const layers = job.layers.map(({ alpha, ...layer }) => ({ ...layer, alpha: readAlpha(alpha) }));
    const pixels = photo.info.hasAlpha ? await photo.rgba() : await full();
    return writeDocument({ pixels, info: photo.info }, { ...job, layers });
  }

  clearCache(): Promise<null> {
    this.#store?.clear();
    return Promise.resolve(null);
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

  async #encoded(path: string, clock: Clock): Promise<{ open: OpenPhoto; encoding: PhotoEncoding }> {
    const open = await this.#photos.open(path, () => { clock.begin('decode'); });
    clock.end();
    return { open, encoding: await this.#encodingOf(open, clock) };
  }

  async #ground(path: string, phrase: string, threshold: number | undefined, clock: Clock): Promise<Grounded> {
    const { open, encoding } = await this.#encoded(path, clock);
    clock.begin('relate');
    const { manifest, classNames } = this.#model.pack;
    const grounding = this.#model.relate(phrase, encoding);
    const decision = decide(encoding, grounding, manifest.thresholds, classNames, threshold);
    clock.end();
    return { open, encoding, grounding, decision };
  }

  async #maskFiles(files: readonly string[], path: string, { width, height }: PhotoEncoding): Promise<StoredAlpha[]> {
    const masks: StoredAlpha[] = [];
    for (const file of files) {
      masks.push(encodeAlpha(await readMaskFile(file, { path, width, height }, { maxPixels: this.#init.maxPixels })));
    }
    return masks;
  }

  async #described(path: string, clock: Clock): Promise<DescribedPhoto> {
    const { open, encoding } = await this.#encoded(path, clock);
    clock.begin('describe');
    const { width, height } = open.photo.info;
    let looked: Promise<ClassesAt> | undefined;
    return {
      encoding,
      pixels: open.small,
      classNames: this.#model.pack.classNames,
      look: () => (looked ??= this.#model.look(open.small, width, height)),
      listener: listenerOf(this.#model),
    };
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

type TimedStep = 'decode' | 'encode' | 'relate' | 'masks' | 'describe';

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
