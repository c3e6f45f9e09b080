import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PhotoInfo } from '../image/types.ts';
import type { HostResults, Rendered } from '../host/protocol.ts';
import { ApiError, type Photo } from './contract.ts';
import type { Gateway } from './gateway.ts';

export interface OpenedPhoto {
  readonly photo: Photo;
  /** Where the bytes lie. */
  readonly path: string;
  /** Called when it is closed. */
  readonly release: (() => Promise<void>) | undefined;
  /** A text that changes whenever the file does. */
  state: string;
}

export type PictureSize = 'full' | 'preview';

/** Long side of a preview: enough for a screen, and every graphics card takes it as one texture. */
export const PREVIEW_SIDE = 2048;
const MAX_OPEN = 200;
const MAX_OFFERED = 50;
/** Pictures that are kept because a page asks for them twice: to show them and to read their pixels. */
const MAX_KEPT_BYTES = 128 * 1024 * 1024;

/** The photos that are open, by ids that cannot be guessed. */
export class PhotoRegistry {
  readonly #gateway: Gateway;
  readonly #photos = new Map<string, OpenedPhoto>();
  readonly #pictures = new Map<string, Promise<Rendered>>();
  /** Pictures that were made for the page and that it fetches once, by photo and name. */
  readonly #offered = new Map<string, Rendered>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /**
   * Reads a file's headers and registers it.
   * @param name what to call it; the file's own name unless set
   * @throws UserError as `openPhoto` does; ApiError `too-large` when too many are open
   */
  async open(path: string, options: OpenOptions = {}): Promise<Photo> {
    if (this.#photos.size >= MAX_OPEN) throw new ApiError('too-large', `${MAX_OPEN} photos are open: close some`);
    const state = await stateOf(path);
    const info = await this.#gateway.ask({ kind: 'photo', params: { path } }, options.requestId);
    const photo = describe(info, options);
    this.#photos.set(photo.id, { photo, path, release: options.release, state });
    return photo;
  }

  /** @throws ApiError `unknown-photo` */
  get(id: string): OpenedPhoto {
    const opened = this.#photos.get(id);
    if (opened === undefined) throw new ApiError('unknown-photo', 'the photo is not open (any more): open it again');
    return opened;
  }

  /**
   * As `get`, for what reads the file again.
   * @throws ApiError `unknown-photo`, or `photo-changed` if the file has another content than when it was opened
   */
  async current(id: string): Promise<OpenedPhoto> {
    const opened = this.get(id);
    const state = await stateOf(opened.path);
    if (state === opened.state) return opened;
    const { contentHash } = await this.#gateway.ask({ kind: 'photo', params: { path: opened.path } });
    if (contentHash !== opened.photo.contentHash) {
      throw new ApiError('photo-changed', `${opened.photo.name} was changed on the disk since it was opened: open it again to work on what it is now`);
    }
    opened.state = state;
    return opened;
  }

  /** An encoded picture for the page. @throws as `current`; UserError if the file cannot be read (any more) */
  async picture(id: string, size: PictureSize): Promise<Rendered> {
    const { path } = this.get(id);
    const key = `${id}/${size}`;
    const kept = this.#pictures.get(key);
    if (kept !== undefined) return kept;
    await this.current(id);
    const params = size === 'full' ? { path } : { path, maxSide: PREVIEW_SIDE };
    const picture: Promise<HostResults['render']> = this.#gateway.ask({ kind: 'render', params });
    this.#pictures.set(key, picture);
    try {
      await picture;
      await this.#trim(key);
    } catch (error) {
      this.#pictures.delete(key);
      throw error;
    }
    return picture;
  }

  /** @returns the address at which the page can fetch a picture once */
  offer(id: string, { bytes, type }: Rendered): string {
    const { photo } = this.get(id);
    const name = randomBytes(16).toString('hex');
    this.#offered.set(`${photo.id}/${name}`, { bytes, type });
    // What was never fetched is of no use any more.
    for (const [key] of this.#offered) if (this.#offered.size > MAX_OFFERED) this.#offered.delete(key);
    return `/photos/${photo.id}/${name}`;
  }

  /** A picture that was offered; a second time there is nothing. */
  takeOffered(id: string, name: string): Rendered | undefined {
    const picture = this.#offered.get(`${id}/${name}`);
    this.#offered.delete(`${id}/${name}`);
    return picture;
  }

  async close(id: string): Promise<void> {
    const { release } = this.get(id);
    this.#photos.delete(id);
    this.#pictures.delete(`${id}/full`);
    this.#pictures.delete(`${id}/preview`);
    await release?.();
  }

  /** Drops the oldest pictures over the cap, but not the one in use. */
  async #trim(inUse: string): Promise<void> {
    let total = 0;
    for (const [key, picture] of [...this.#pictures].reverse()) {
      // One that fails is dropped by whoever asked for it.
      const bytes = (await picture.catch(() => undefined))?.bytes.length ?? 0;
      total += bytes;
      if (total > MAX_KEPT_BYTES && key !== inUse) this.#pictures.delete(key);
    }
  }
}

export interface OpenOptions {
  readonly name?: string;
  /** Whether the page is told where the file lies. */
  readonly showPath?: boolean;
  readonly release?: () => Promise<void>;
  readonly requestId?: string | undefined;
}

function describe(info: PhotoInfo, { name, showPath = true }: OpenOptions): Photo {
  const id = randomBytes(16).toString('hex');
  const { path, width, height, contentHash, format, hasAlpha } = info;
  return {
    id,
    name: name ?? basename(path),
    ...(showPath ? { path } : {}),
    width,
    height,
    contentHash,
    format,
    conversions: [...info.conversions],
    hasAlpha,
    url: `/photos/${id}/full`,
    previewUrl: `/photos/${id}/preview`,
  };
}

/** Empty for a file that has gone, which whoever reads it will say. */
async function stateOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.dev, found.ino, found.size, found.mtimeNs].join('|');
}
