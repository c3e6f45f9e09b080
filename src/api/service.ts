import { join } from 'node:path';
import { HostClient } from '../host/client.ts';
import type { HostPort } from '../host/port.ts';
import type { HostInit } from '../host/init.ts';
import type { SearchPort } from '../search/client.ts';
import type { AppFolders } from '../store/paths.ts';
import { FileAccess } from './access.ts';
import type { ApiEvent, Photo, ProjectFile, Settings } from './contract.ts';
import { dispatch, toApiError } from './dispatch.ts';
import { Downloads } from './downloads.ts';
import { Gateway } from './gateway.ts';
import { openDropped, openUploaded } from './handlers/photos.ts';
import { openDroppedProject, openUploadedProject } from './handlers/project.ts';
import { openDroppedFolder } from './handlers/search.ts';
import type { Context, Shell } from './handlers/types.ts';
import { Journals } from './journals.ts';
import { PhotoRegistry, PREVIEW_SIDE } from './photos.ts';
import { ProjectRegistry } from './projects.ts';
import { Samples } from './samples.ts';
import { Searches } from './searches.ts';
import { SettingsStore } from './settings.ts';
import { TileFiles } from './tiles.ts';
import { Uploads } from './uploads.ts';

export interface ServiceOptions {
  readonly version: string;
  readonly folders: AppFolders;
  /** Where model packs are searched for, the first first. */
  readonly modelFolders: readonly string[];
  readonly sampleFolder: string;
  /** CPU threads of the model where the settings leave it open. */
  readonly threads: number;
  readonly maxPixels: number;
  /** What holds instead of the settings until the user changes them. */
  readonly overrides?: Partial<Pick<Settings, 'model' | 'device' | 'threads'>>;
  readonly startHost: () => HostPort;
  readonly startSearch: () => SearchPort;
  /** Folders whose photos may be opened. */
  readonly roots?: readonly string[];
  /** Photos that are to be opened at the start. */
  readonly photos?: readonly string[];
  readonly shell?: Shell;
  readonly log: (line: string) => void;
}

/** Long side of the pictures in a search's grid; sharp on screens with two pixels a point. */
const THUMBNAIL_SIDE = 320;

/** Something that the page fetches by URL. */
export interface Resource {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Set if it is to be saved under this name instead of shown. */
  readonly download?: string;
}

/** The bytes of a file, as they come. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The editor's service, for whatever transport. */
export interface EditorService {
  /** @throws ApiError */
  call(method: string, params: unknown): Promise<unknown>;
  /** Opens a photo that came as bytes. @throws ApiError */
  upload(name: string, chunks: Chunks): Promise<Photo>;
  /** Opens a project that came as bytes. @throws ApiError */
  uploadProject(name: string, chunks: Chunks): Promise<ProjectFile>;
  /** Opens a photo that the user dropped. @throws ApiError */
  drop(path: string): Promise<Photo>;
  /** Opens a project that the user dropped. @throws ApiError */
  dropProject(path: string): Promise<ProjectFile>;
  /** Allows a folder that the user dropped to be searched. @throws ApiError */
  dropFolder(path: string): Promise<{ readonly name: string; readonly path: string }>;
  /** Has the page open a photo or project that the running application was handed. */
  handOver(path: string): Promise<void>;
  /**
   * Photos, samples and downloads by the path of their URL, e.g. `/photos/<id>/full`.
   * @returns undefined if the path is none of these
   * @throws ApiError
   */
  resource(path: string): Promise<Resource | undefined>;
  publish(event: ApiEvent): void;
  /** Tells at once how the open searches stand, then whatever happens. @returns ends listening */
  onEvent(listener: (event: ApiEvent) => void): () => void;
  /** Ends the host and removes what the session kept in files. */
  close(): Promise<void>;
}

/** @throws ApiError `file-missing` for a root that does not exist */
export async function openService(options: ServiceOptions): Promise<EditorService> {
  const listeners = new Set<(event: ApiEvent) => void>();
  const publish = (event: ApiEvent): void => { for (const listener of listeners) listener(event); };
  const context = await openContext(options, publish);
  const guarded = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw toApiError(error, what, context);
    }
  };
  return {
    call: (method, params) => dispatch(method, params, context),
    upload: (name, chunks) => guarded('upload', () => openUploaded(displayName(name), chunks, context)),
    uploadProject: (name, chunks) => guarded('upload', () => openUploadedProject(displayName(name), chunks, context)),
    dropProject: (path) => guarded('drop', () => openDroppedProject(path, context)),
    drop: (path) => guarded('drop', () => openDropped(path, context)),
    dropFolder: (path) => guarded('drop', () => openDroppedFolder(path, context)),
    async handOver(path) {
      publish({ type: 'open', path: await context.access.allowFile(path) });
    },
    resource: (path) => guarded(path, () => findResource(path, context)),
    publish,
    onEvent(listener) {
      listeners.add(listener);
      // A page whose connection was lost for a moment may have missed the end of one.
      for (const status of context.searches.statuses) listener({ type: 'search', status });
      return () => { listeners.delete(listener); };
    },
    async close() {
      context.gateway.close();
      context.searches.end();
      await context.uploads.close();
      await context.downloads.close();
      await context.tiles.close();
    },
  };
}

async function openContext(options: ServiceOptions, publish: (event: ApiEvent) => void): Promise<Context> {
  const { folders, modelFolders, roots = [], photos = [], log } = options;
  const access = new FileAccess();
  for (const root of roots) await access.allowRoot(root);
  const start: string[] = [];
  for (const photo of photos) start.push(await access.allowFile(photo));
  const settings = await SettingsStore.open(folders.config);
  const first = { ...settings.settings, ...options.overrides };
  const gateway = new Gateway((current) => openClient(options, current, publish), first, publish);
  return {
    version: options.version,
    folders,
    modelFolders,
    gateway,
    photos: new PhotoRegistry(gateway),
    projects: new ProjectRegistry(),
    searches: new Searches({
      initOf: (current) => ({ ...hostInit(options, current), dataFolder: folders.data }),
      start: options.startSearch,
      log,
    }, first, publish),
    access,
    uploads: new Uploads(folders.cache),
    downloads: new Downloads(folders.cache),
    journals: new Journals(join(folders.data, 'journals')),
    tiles: new TileFiles(folders.cache),
    samples: await Samples.open(options.sampleFolder),
    settings,
    shell: options.shell,
    start,
    publish,
    log,
    device: undefined,
  };
}

function openClient(options: ServiceOptions, settings: Settings, publish: (event: ApiEvent) => void): HostClient {
  return new HostClient(hostInit(options, settings), {
    start: options.startHost,
    onState: (state, message) => {
      if (state === 'restarted') options.log('the model process died and is started anew');
      if (message !== undefined) options.log(message);
      publish({ type: 'host', state, ...(message === undefined ? {} : { message }) });
    },
  });
}

function hostInit({ threads, modelFolders, folders, maxPixels }: ServiceOptions, settings: Settings): HostInit {
  return {
    model: settings.model,
    device: settings.device,
    threads: settings.threads === 0 ? threads : settings.threads,
    modelFolders: [...modelFolders],
    cacheFolder: folders.cache,
    maxPixels,
  };
}

async function findResource(path: string, { photos, samples, downloads, searches }: Context): Promise<Resource | undefined> {
  const photo = /^\/photos\/([\w-]{1,64})\/(full|preview)$/.exec(path);
  if (photo !== null) return photos.picture(photo[1], photo[2] === 'full' ? 'full' : 'preview');
  const found = /^\/searches\/([\w-]{1,64})\/(\d{1,15})\/(thumbnail|preview)$/.exec(path);
  if (found !== null) {
    const maxSide = found[3] === 'thumbnail' ? THUMBNAIL_SIDE : PREVIEW_SIDE;
    return searches.ask({ kind: 'picture', run: found[1], file: Number(found[2]), maxSide });
  }
  const offered = /^\/photos\/([\w-]{1,64})\/([0-9a-f]{32})$/.exec(path);
  if (offered !== null) return photos.takeOffered(offered[1], offered[2]);
  const sample = /^\/samples\/([\w-]{1,100})$/.exec(path);
  if (sample !== null) return samples.picture(sample[1]);
  const download = /^\/downloads\/([0-9a-f]{32})$/.exec(path);
  if (download === null) return undefined;
  const { name, bytes } = await downloads.take(download[1]);
  return { bytes, type: 'application/octet-stream', download: name };
}

/** The last part of a name from outside, without what is not seen. */
function displayName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 255) || 'photo';
}
