import { join } from 'node:path';
import type { Answer, AnswerObject, Proposal, RegionMask } from '../api/contract.ts';
import { encodeAlpha, type StoredAlpha } from '../document/alphaCodec.ts';
import { UserError } from '../errors.ts';
import { writeDocument, type DocumentReport, type DocumentSource } from '../export/document.ts';
import { writeExports } from '../export/exports.ts';
import { encodeBitmap } from '../export/png.ts';
import type { FillHole } from '../export/prepare.ts';
import { previewDocument, type DocumentPreview } from '../export/preview.ts';
import type { ExportPhoto } from '../export/types.ts';
import type { PhotoInfo, PixelImage } from '../image/types.ts';
import { clipTile } from '../mask/alpha.ts';
import type { DeviceReport } from '../model/devices.ts';
import type { LiteModel } from '../model/lite/model.ts';
import { instanceMask } from '../model/masks.ts';
import type { PhraseReader, ReadablePhoto, Reading } from '../model/reader.ts';
import type { Device } from '../model/deviceNames.ts';
import { listenerOf } from '../model/speaker/listener.ts';
import type { ClassesAt } from '../model/speaker/situation.ts';
import type { Instance, PhotoEncoding, Selection, Timings } from '../model/types.ts';
import { asStored, type PackedEncoding } from '../store/encodingFormat.ts';
import { EncodingStore } from '../store/encodings.ts';
import { checkPhrase, checkSize, describeSelection, nameLayers, type DescribedPhoto } from './describe.ts';
import { HoleCache } from './holes.ts';
import { readMaskFile } from './maskFile.ts';
import { openModel, type OpenedModel } from './openModel.ts';
import { PhotoCache, type OpenPhoto } from './photos.ts';
import { openProject, saveProject } from './projects.ts';
import type { HostInit } from './init.ts';
import type { HostResults, Rendered, RenderedPatch, Step } from './protocol.ts';
import { packedMask, proposalsOf, readAlpha, readLayers, refineEdges } from './regions.ts';
import { renderPhoto } from './render.ts';
import type {
  AnswerParams, CheckPhraseParams, DescribeParams, DocumentParams, ExportParams, FillParams, HostRequest,
  NameLayersParams, PreviewParams, RenderParams, SelectParams,
} from './requests.ts';

type OnStep = (step: Step) => void;

/** Nearest misses that an answer names. */
const MAX_CANDIDATES = 5;

/** A phrase held against a photo, before any mask is made. */
interface Read {
  readonly info: PhotoInfo;
  readonly readable: ReadablePhoto;
  readonly reading: Reading;
}

/** What the host process does: one model on one device, the photos that are open, and the store of encodings. */
export class Service {
  readonly #init: HostInit;
  /** Finds objects without a phrase; the only model, unless another one reads the phrases. */
  readonly #model: LiteModel;
  readonly #reader: PhraseReader;
  readonly #photos: PhotoCache;
  readonly #holes = new HoleCache();
  readonly #store: EncodingStore | undefined;
  /** What the user should be told of the choice of the device, a sentence each. */
  readonly notes: readonly string[];

  private constructor(init: HostInit, { model, reader, notes }: OpenedModel, store: EncodingStore | undefined) {
    this.#init = init;
    this.#model = model;
    this.#reader = reader;
    this.notes = notes;
    this.#store = store;
    this.#photos = new PhotoCache(model.pack.manifest.input.photoSide, { maxPixels: init.maxPixels });
  }

  /** @throws UserError `model-missing`, `model-damaged`, `model-too-new` or `device-unavailable`. */
  static async open(init: HostInit): Promise<Service> {
    return new Service(init, await openModel(init), openStore(init.cacheFolder));
  }

  /** The device that reads phrases. */
  get device(): Device {
    return this.#reader.device;
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
      case 'saveProject':
        return saveProject(request.params);
      case 'openProject':
        return openProject(request.params);
      case 'previewDocument':
        return this.previewDocument(request.params, onStep);
      case 'fill':
        return this.fill(request.params, onStep);
      case 'clearCache':
        return this.clearCache();
    }
  }

  /** Answers one phrase on one photo; what was computed for an earlier phrase is used again. */
  async select({ path, phrase, threshold, refine = true }: SelectParams, onStep: OnStep): Promise<Selection> {
    const clock = new Clock(onStep);
    const { info, readable, reading } = await this.#read(path, phrase, threshold, clock);
    const instances: Instance[] = [];
    if (reading.targets.length > 0) {
      clock.begin('masks');
      const grids = await this.#reader.draw(reading.targets, readable);
      const guide = refine ? await readable.full() : undefined;
      reading.targets.forEach(({ label, score }, index) => {
        const mask = instanceMask(grids[index], info, guide);
        if (mask !== undefined) instances.push({ id: instances.length, label, score, ...mask });
      });
      clock.end();
    }
    return {
      image: { path, width: info.width, height: info.height },
      phrase,
      // A target whose mask turns out empty is no answer.
      verdict: instances.length === 0 ? 'none' : reading.verdict,
      targetProbability: reading.targetProbability,
      count: instances.length,
      instances,
      candidates: reading.others.slice(0, MAX_CANDIDATES).map(({ label, score, box }) => ({ label, score, box })),
      unknownWords: reading.unknownWords,
      regionMap: reading.regionMap,
      ...(reading.merged === undefined ? {} : { merged: reading.merged }),
      model: this.#reader.ref,
      device: this.#reader.device,
      timings: clock.timings(),
    };
  }

  /** As `select`, for the editor. */
  async answer({ path, phrase, threshold }: AnswerParams, onStep: OnStep): Promise<Answer> {
    const clock = new Clock(onStep);
    const { info, readable, reading } = await this.#read(path, phrase, threshold, clock);
    const objects: AnswerObject[] = [];
    if (reading.targets.length > 0) {
      clock.begin('masks');
      const grids = await this.#reader.draw(reading.targets, readable);
      const guide = await readable.full();
      reading.targets.forEach(({ region, label, score }, index) => {
        const mask = packedMask(grids[index], info, guide);
        if (mask !== null) objects.push({ region, label, score, ...mask });
      });
      clock.end();
    }
    return {
      phrase,
      verdict: objects.length === 0 ? 'none' : reading.verdict,
      targetProbability: reading.targetProbability,
      threshold: reading.threshold,
      objects,
      candidates: [...reading.others],
      unknownWords: [...reading.unknownWords],
      regionMap: { size: [...reading.regionMap.size], values: [...reading.regionMap.values] },
      model: this.#reader.ref,
      device: this.#reader.device,
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
    const [grid] = await this.#model.draw(open.small, encoding, [encoding.regions[region]]);
    return packedMask(grid, encoding, await open.full());
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
    const source = await this.#documentSource(path, onStep);
    return writeDocument(source, { ...job, layers: readLayers(job.layers) });
  }

  /** What an export would give. @throws UserError as `writeDocument` does */
  async previewDocument({ path, ...content }: PreviewParams, onStep: OnStep): Promise<DocumentPreview> {
    const source = await this.#documentSource(path, onStep);
    return previewDocument(source, { ...content, layers: readLayers(content.layers) });
  }

  /** What fills the hole that an object leaves. @throws UserError `bad-argument` for a mask that is none */
  async fill({ path, alpha, margin }: FillParams, onStep: OnStep): Promise<RenderedPatch> {
    const { pixels, info, fillHole } = await this.#documentSource(path, onStep);
    const photo: ExportPhoto = { pixels, ...(info.icc ? { icc: info.icc } : {}) };
    const bitmap = await fillHole(photo, clipTile(readAlpha(alpha), info.width, info.height), margin);
    const { x, y, width, height } = bitmap;
    return { x, y, width, height, type: 'image/png', bytes: await encodeBitmap(photo, bitmap) };
  }

  async #documentSource(path: string, onStep: OnStep): Promise<DocumentSource & { readonly fillHole: FillHole }> {
    const { photo, full } = await this.#photos.open(path, () => { onStep('decode'); });
    onStep('export');
    const { info, embedded } = photo;
    const pixels = info.hasAlpha ? await photo.rgba() : await full();
    return { pixels, info, embedded, fillHole: this.#holes.fillFor(info.contentHash) };
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
    return this.#reader.probeDevices(this.#init.threads);
  }

  async #encoded(path: string, clock: Clock): Promise<{ open: OpenPhoto; encoding: PhotoEncoding }> {
    const open = await this.#photos.open(path, () => { clock.begin('decode'); });
    clock.end();
    return { open, encoding: await this.#encodingOf(open, clock) };
  }

  async #read(path: string, phrase: string, threshold: number | undefined, clock: Clock): Promise<Read> {
    const { open, encoding } = await this.#encoded(path, clock);
    clock.begin('relate');
    const { photo: { info }, small, full } = open;
    const readable = { contentHash: info.contentHash, small, full, encoding };
    const reading = await this.#reader.read(phrase, readable, threshold);
    clock.end();
    return { info, readable, reading };
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
      this.#store?.touch([contentHash], fingerprint);
      open.encoding = stored;
      return stored;
    }
    clock.begin('encode');
    const { stored: encoding, packed } = asStored(await this.#model.encode(open.small, width, height));
    this.#keep(contentHash, packed);
    clock.end();
    open.encoding = encoding;
    return encoding;
  }

  /** The store only saves time: where it cannot be written to, the photo is encoded anew the next time. */
  #keep(contentHash: string, packed: PackedEncoding): void {
    try {
      this.#store?.put(contentHash, this.#model.pack.fingerprint, packed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
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
