import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { MAX_PHRASE_LENGTH, type Description, type DescribeStyle } from './api/contract.ts';
import { encodeAlpha } from './document/alphaCodec.ts';
import { UserError } from './errors.ts';
import { HostClient, type ClientOptions, type RequestOptions } from './host/client.ts';
import type { HostResults } from './host/protocol.ts';
import type { DeviceReport } from './model/devices.ts';
import { packFolders } from './model/pack.ts';
import type { AlphaTile, Box } from './mask/types.ts';
import type { Device } from './model/deviceNames.ts';
import type { Selection } from './model/types.ts';
import { appFolders } from './store/paths.ts';

export interface EngineOptions extends ClientOptions {
  /** Id of an installed model pack. */
  readonly model?: string;
  /** `auto` takes the fastest device that passes its self-test. */
  readonly device?: Device | 'auto';
  /** CPU threads of the model. */
  readonly threads?: number;
  /** Larger images are refused before they are decoded. */
  readonly maxPixels?: number;
  /** Where encodings and device findings are kept. */
  readonly cacheFolder?: string;
  /** Where imported model packs lie; searched before those that are shipped. */
  readonly modelFolder?: string;
}

export const DEFAULT_MODEL = 'lite';
export const DEFAULT_MAX_PIXELS = 200e6;

export interface SelectOptions extends RequestOptions {
  /** Object score, 0..1, from which an instance counts. */
  readonly threshold?: number;
  /** Whether mask edges follow the photo (the default) or only the model's grid, which is faster. */
  readonly refine?: boolean;
}

export interface ExportOptions extends RequestOptions {
  /** One transparent cut-out per object: cropped to it, or on the photo's full canvas. */
  readonly png?: 'cropped' | 'full-canvas';
  /** The photo and one masked layer per object. */
  readonly psd?: boolean;
  /** COCO instances JSON with RLE masks and polygons. */
  readonly coco?: boolean;
  /** A picture of what was found. */
  readonly overlay?: boolean;
  /** Whether existing files are replaced. */
  readonly force?: boolean;
}

/** What is to be described: one mask or box an object, in the order masks, files, boxes, and what a phrase selects. */
export interface SelectedObjects {
  readonly masks?: readonly AlphaTile[];
  /** Size of the photo that the masks were made for; a photo of another size is refused. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Image files as large as the photo: transparency where there is any, else brightness. */
  readonly maskFiles?: readonly string[];
  /** The object that fits a box best; where none does, all that is in the box. Upright photo pixels. */
  readonly boxes?: readonly Box[];
  /** Paraphrase what this phrase selects. */
  readonly phrase?: string;
}

export interface DescribeOptions extends RequestOptions {
  /** How many expressions are wanted at most; 5 unless set. */
  readonly candidates?: number;
  /** `short` unless set. */
  readonly style?: DescribeStyle;
}

/** Phraselift without a window: phrases in, masks and files out. One model process serves all calls, one at a time. */
export interface Engine {
  /**
   * Finds every object on a photo that a phrase means. A second phrase on the same photo runs no image graph.
   * @param image path of an image file
   * @param phrase 1 to 1,000 characters
   * @throws UserError whose code says what is wrong with the file, the phrase, the model or the device
   */
  select(image: string, phrase: string, options?: SelectOptions): Promise<Selection>;
  /**
   * Writes a selection as files. Nothing is written if one of them exists already and `force` is not set.
   * @returns the paths that were written, and notes on what the formats could not keep
   * @throws UserError `output-exists`, `output-unwritable`, `disk-full` or `too-large-for-format`
   */
  export(selection: Selection, folder: string, options: ExportOptions): Promise<HostResults['export']>;
  /**
   * Finds expressions that point to exactly what is selected, each checked by selecting with it.
   * @param image path of an image file
   * @throws UserError as `select` does, or `bad-argument` for a mask of another size than the photo
   */
  describe(image: string, selected: SelectedObjects, options?: DescribeOptions): Promise<Description>;
  /** Probes every device with the model. */
  devices(options?: RequestOptions): Promise<readonly DeviceReport[]>;
  /** Process id of the model process while it runs. */
  readonly hostPid: number | undefined;
  /** Ends the model process. */
  close(): void;
}

/** Opens an engine; the model process starts with the first request. */
export function openEngine(options: EngineOptions = {}): Engine {
  const folders = appFolders();
  const client = new HostClient(
    {
      model: options.model ?? DEFAULT_MODEL,
      device: options.device ?? 'auto',
      threads: options.threads ?? availableParallelism(),
      modelFolders: packFolders(options.modelFolder ?? join(folders.data, 'models')),
      cacheFolder: options.cacheFolder ?? folders.cache,
      maxPixels: options.maxPixels ?? DEFAULT_MAX_PIXELS,
    },
    options,
  );
  return {
    get hostPid() {
      return client.pid;
    },
    async select(image, phrase, { threshold, refine, ...request } = {}) {
      checkPhrase(phrase);
      checkThreshold(threshold);
      const params = {
        path: resolve(image),
        phrase,
        ...(threshold === undefined ? {} : { threshold }),
        ...(refine === undefined ? {} : { refine }),
      };
      const selection = await client.request({ kind: 'select', params }, request);
      return { ...selection, image: { ...selection.image, path: image } };
    },
    export(selection, folder, { png, psd = false, coco = false, overlay = false, force = false, ...request }) {
      const layers = selection.instances.map(({ label, score, alpha }) => ({ label, score, alpha }));
      const params = {
        path: resolve(selection.image.path),
        phrase: selection.phrase,
        layers,
        verdict: selection.verdict,
        folder: resolve(folder),
        ...(png === undefined ? {} : { png }),
        psd,
        coco,
        overlay,
        force,
      };
      return client.request({ kind: 'export', params }, request);
    },
    describe(image, selected, { candidates = 5, style = 'short', ...request } = {}) {
      if (selected.phrase !== undefined) checkPhrase(selected.phrase);
      const params = { path: resolve(image), ...describedSelection(selected), candidates, style };
      return client.request({ kind: 'describe', params }, request);
    },
    devices: (request) => client.request({ kind: 'devices' }, request),
    close: () => { client.close(); },
  };
}

function describedSelection({ masks = [], size, maskFiles = [], boxes = [], phrase }: SelectedObjects) {
  return {
    selection: { masks: masks.map(encodeAlpha), boxes: [...boxes], regions: [] },
    maskFiles: maskFiles.map((file) => resolve(file)),
    ...(size === undefined ? {} : { size }),
    ...(phrase === undefined ? {} : { phrase }),
  };
}

function checkPhrase(phrase: string): void {
  if (phrase.trim() === '') throw new UserError('bad-argument', 'the phrase is empty: say what to select, e.g. "the red cup"');
  if (phrase.length > MAX_PHRASE_LENGTH) {
    throw new UserError(
      'bad-argument',
      `the phrase has ${phrase.length} characters, at most ${MAX_PHRASE_LENGTH} are read: shorten it`,
    );
  }
}

function checkThreshold(threshold: number | undefined): void {
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) {
    throw new UserError('bad-argument', `threshold ${threshold} is not between 0 and 1`);
  }
}
