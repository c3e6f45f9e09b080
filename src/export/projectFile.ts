import sharp from 'sharp';
import { strFromU8, strToU8, unzipSync, zipSync, type UnzipFileInfo, type Zippable } from 'fflate';
import { DocumentError } from '../document/errors.ts';
import { documentFromProject, MANIFEST_ENTRY, parseManifest, type Manifest, type Project } from '../document/project.ts';
import { UserError } from '../errors.ts';
import { displayPath, readFileBytes } from '../image/file-bytes.ts';

/** The pixels of one mask; where it lies is in the manifest. */
export interface MaskPixels {
  readonly width: number;
  readonly height: number;
  /** Alpha, row-major. */
  readonly data: Uint8Array;
}

/** What a project file holds. */
export interface ProjectContent {
  readonly manifest: Manifest;
  /** By the names of their entries. */
  readonly masks: ReadonlyMap<string, MaskPixels>;
  /** The copy of the photo; null if there is none. */
  readonly photo: Uint8Array | null;
}

/** Limits that no project of this editor reaches; what lies above was made to exhaust the memory. */
const MAX_FILE_BYTES = 2 ** 30;
const MAX_ENTRIES = 10_000;
const MAX_MANIFEST_BYTES = 64 * 2 ** 20;
/** All entries together, inflated. */
const MAX_TOTAL_BYTES = 2 * 2 ** 30;
/** All masks together: three hundred whole masks of 24 megapixels. */
const MAX_MASK_PIXELS = 8e9;

/** Masks are all or nothing for the most part: level 6 costs little and 9 gains nothing. */
const PNG = { compressionLevel: 6, adaptiveFiltering: false } as const;

/**
 * A project as the bytes of its file: a zip of the manifest, the masks as greyscale PNG and, if there is one, the copy
 * of the photo (docs/project-format.md).
 *
 * @param photo bytes for the entry that the manifest names as `embeddedPhoto`
 */
export async function encodeProject({ manifest, masks }: Project, photo: Uint8Array | null): Promise<Uint8Array> {
  const entries: Zippable = { [MANIFEST_ENTRY]: [strToU8(JSON.stringify(manifest)), { level: 6 }] };
  for (const [name, { width, height, data }] of masks) {
    const png = await sharp(data, { raw: { width, height, channels: 1 }, limitInputPixels: false })
      .toColourspace('b-w').png(PNG).toBuffer();
    // Compressed already, as the photo is.
    entries[name] = [png, { level: 0 }];
  }
  if (manifest.embeddedPhoto !== null && photo !== null) entries[manifest.embeddedPhoto] = [photo, { level: 0 }];
  return zipSync(entries);
}

/**
 * Reads a project file. Its masks are checked against the hashes that they are named by, and the document that they
 * make against all rules of documents.
 *
 * @throws UserError `project-damaged`, `project-too-new`, or `file-missing` and `file-unreadable` as photos
 */
export async function readProjectFile(path: string): Promise<ProjectContent> {
  const bytes = await readBytes(path);
  try {
    return await decodeProject(bytes);
  } catch (error) {
    throw asUserError(path, error);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return (await readFileBytes(path, MAX_FILE_BYTES)).bytes;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isOther = error.code === 'not-an-image' || error.code === 'image-too-large';
    throw isOther ? damaged(path, 'it is empty, too large or no file at all', error) : error;
  }
}

async function decodeProject(bytes: Uint8Array): Promise<ProjectContent> {
  const entries = unzip(bytes);
  const text = entries.get(MANIFEST_ENTRY);
  if (text === undefined) throw new DocumentError('damaged', `there is no ${MANIFEST_ENTRY} in it`);
  const manifest = parseManifest(parseJson(strFromU8(text)));
  const { width, height } = manifest.photo;
  const masks = new Map<string, MaskPixels>();
  let pixels = 0;
  for (const { layer } of manifest.layers) {
    const name = layer.kind === 'object' ? layer.mask?.entry : undefined;
    const png = name === undefined ? undefined : entries.get(name);
    if (name === undefined || png === undefined || masks.has(name)) continue;
    const mask = await decodeMask(name, png, width * height);
    pixels += mask.data.length;
    if (pixels > MAX_MASK_PIXELS) throw new DocumentError('damaged', 'its masks are larger than any photo needs');
    masks.set(name, mask);
  }
  documentFromProject(manifest, masks);
  const photo = manifest.embeddedPhoto === null ? undefined : entries.get(manifest.embeddedPhoto);
  return { manifest, masks, photo: photo ?? null };
}

/** The entries of a zip, all plain names and each once; nothing is inflated before its size is known to be harmless. */
function unzip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const names = new Set<string>();
  let total = 0;
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)?\/?$/.test(name)) {
      throw new DocumentError('damaged', `it holds a file by the name of ${JSON.stringify(name.slice(0, 80))}`);
    }
    if (names.has(name)) throw new DocumentError('damaged', `it holds ${name} twice`);
    names.add(name);
    total += Math.max(size, originalSize);
    const isTooLarge = names.size > MAX_ENTRIES || total > MAX_TOTAL_BYTES
      || (name === MANIFEST_ENTRY && originalSize > MAX_MANIFEST_BYTES);
    if (isTooLarge) throw new DocumentError('damaged', 'its content is larger than any project is');
    return true;
  };
  return new Map(Object.entries(unzipSync(bytes, { filter })));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DocumentError('damaged', `${MANIFEST_ENTRY} is no JSON`, null, { cause: error });
  }
}

/** @param limit most pixels that a mask of the photo has */
async function decodeMask(name: string, png: Uint8Array, limit: number): Promise<MaskPixels> {
  try {
    const image = sharp(png, { limitInputPixels: limit, failOn: 'error' });
    const { format, channels, depth } = await image.metadata();
    if (format !== 'png' || channels !== 1 || depth !== 'uchar') throw new Error('it is no 8-bit greyscale PNG');
    const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new DocumentError('damaged', `${name}: ${reason}`, null, { cause: error });
  }
}

/** What a user can act on. */
function asUserError(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  if (error instanceof DocumentError && error.code === 'too-new') {
    const message = `${displayPath(path)}: a newer version of Phraselift wrote this project; update this one to open it`;
    return new UserError('project-too-new', message, { cause: error });
  }
  if (error instanceof DocumentError) return damaged(path, error.message.replace(/\.$/, ''), error);
  // fflate numbers its errors; sizes that make no sense are what typed arrays refuse.
  const isNumbered = error instanceof Error && 'code' in error && typeof error.code === 'number';
  return isNumbered || error instanceof RangeError || error instanceof TypeError
    ? damaged(path, 'it is cut off, or no Phraselift project', error)
    : error;
}

function damaged(path: string, reason: string, cause: unknown): UserError {
  const message = `${displayPath(path)}: this project cannot be opened: ${reason}; open a copy of it if you have one`;
  return new UserError('project-damaged', message, { cause });
}
