import { writePsdUint8Array } from 'ag-psd';
import type { ImageResources, Layer, PixelData } from 'ag-psd';
import sharp from 'sharp';
import { UserError } from '../errors.ts';
import type { PixelImage } from '../image/types.ts';
import { cropTile } from '../mask/alpha.ts';
import type { AlphaTile } from '../mask/types.ts';
import { layerNames } from './names.ts';
import { isAsInPhoto, isTakenOut, renderLayer, renderMasked } from './appearance.ts';
import { assertTileFits, copyRgba } from './pixels.ts';
import type { Patch } from './prepare.ts';
import { layerEffects, splitEffects } from './psdEffects.ts';
import type { DocumentLayer, ExportLayer, ExportPhoto } from './types.ts';

/** Longest side that the format allows (Adobe Photoshop File Formats Specification, "File Header Section"). */
const MAX_SIDE = 30_000;

/** Section lengths are 32 bits, and readers take them as signed. */
const MAX_BYTES = 2 ** 31 - 1;

/** Image resource that holds the ICC profile (the same specification, "Image Resource IDs"). */
const ICC_RESOURCE = 1039;

/** Header (26 bytes) and the length of the colour mode data, which is empty in RGB files (4 bytes). */
const RESOURCES_OFFSET = 30;

const THUMBNAIL_SIDE = 160;

/**
 * Photoshop document with the untouched photo as the background and one layer an object above it: the photo's pixels in
 * the object's box under an editable layer mask that is the soft alpha. The first object is the topmost layer; several
 * are put in a group named after the phrase. Plain RGB, 8 bits, RLE: what Photoshop, Photopea and Krita all read.
 *
 * @throws UserError `too-large-for-format` if the photo or its layers exceed what a PSD file can hold
 * @throws RangeError if a mask does not fit the photo
 */
export async function encodePsd(
  photo: ExportPhoto,
  layers: readonly ExportLayer[],
  phrase: string,
): Promise<Uint8Array> {
  const objects = layers.map((layer) => objectLayer(photo, layer)).reverse();
  return encodeLayers(photo, layers, grouped(objects, layerNames(phrase, 1)[0]));
}

/**
 * The editor's document as a Photoshop document: as `encodePsd`, with the layers' own groups, blend modes, opacity and
 * visibility.
 *
 * @param layers the lowest first
 * @param composite what the layers look like together, for viewers without layers
 * @param patches what fills the holes of objects that are taken out of the photo
 * @throws UserError `too-large-for-format`; RangeError if a mask does not fit the photo
 */
export async function encodeDocumentPsd(
  photo: ExportPhoto,
  layers: readonly DocumentLayer[],
  composite: PixelImage,
  patches: readonly Patch[] = [],
): Promise<Uint8Array> {
  const shown = layers.filter((layer) => !isTakenOut(layer));
  return encodeLayers(photo, shown, [...patches.map(patchLayer), ...layerTree(photo, shown, 0)], composite);
}

/** What fills the hole of an object, as a layer of its own right above the photo. */
function patchLayer({ name, bitmap: { x, y, width, height, data } }: Patch): Layer {
  return { name: `${name} (filled)`, left: x, top: y, imageData: { data, width, height } };
}

/** @param children what lies above the photo, the lowest first */
async function encodeLayers(
  photo: ExportPhoto,
  layers: readonly ExportLayer[],
  children: Layer[],
  shown: PixelImage = photo.pixels,
): Promise<Uint8Array> {
  for (const layer of layers) assertTileFits(photo, layer.alpha);
  assertFitsFormat(photo, layers);
  const { width, height } = photo.pixels;
  const whole = { x: 0, y: 0, width, height };
  const background: PixelData = { data: copyRgba(photo, whole), width, height };
  const imageData: PixelData = shown === photo.pixels ? background : { data: copyRgba({ pixels: shown }, whole), width, height };
  const psd = writePsdUint8Array({
    width,
    height,
    imageData,
    imageResources: await imageResources(imageData),
    children: [backgroundLayer(background), ...children],
  });
  return photo.icc ? insertResource(psd, ICC_RESOURCE, photo.icc) : psd;
}

/** Neighbours that are in the same group at this depth are put together. */
function layerTree(photo: ExportPhoto, layers: readonly DocumentLayer[], depth: number): Layer[] {
  const tree: Layer[] = [];
  for (let from = 0; from < layers.length;) {
    const first = layers[from];
    const name = first.groups.at(depth);
    let to = from + 1;
    if (name === undefined) {
      const { opacity, blendMode, visible } = first;
      tree.push({ ...documentLayer(photo, first), opacity, blendMode, hidden: !visible });
    } else {
      while (to < layers.length && layers[to].groups.at(depth) === name) to++;
      const children = layerTree(photo, layers.slice(from, to), depth + 1);
      tree.push({ name, opened: true, blendMode: 'pass through', children });
    }
    from = to;
  }
  return tree;
}

function assertFitsFormat(photo: ExportPhoto, layers: readonly ExportLayer[]): void {
  const { width, height } = photo.pixels;
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new UserError(
      'too-large-for-format',
      `The photo is ${width}x${height} pixels and PSD ends at ${MAX_SIDE} a side: export it as PNG instead.`,
    );
  }
  // Bytes before compression: composite and background have 3 or 4 channels, an object 4 and its mask.
  const tiles = layers.reduce((sum, { alpha }) => sum + alpha.width * alpha.height, 0);
  const bytes = 2 * photo.pixels.channels * width * height + 5 * tiles;
  if (bytes > MAX_BYTES) {
    throw new UserError(
      'too-large-for-format',
      `${layers.length} layers of a photo of ${width}x${height} pixels may exceed PSD's 2 GB: export PNG instead.`,
    );
  }
}

/** Photoshop shows an opaque lowest layer without a mask as its locked "Background". */
function backgroundLayer(imageData: PixelData): Layer {
  return {
    name: 'Background',
    left: 0,
    top: 0,
    imageData,
    transparencyProtected: true,
    protected: { transparency: true, position: true },
  };
}

function objectLayer(photo: ExportPhoto, { name, alpha }: ExportLayer): Layer {
  const tile = cropTile(alpha);
  // An erased object stays as an empty layer: the file holds what the user sees in the list.
  if (tile.data.length === 0) return { name };
  const { x: left, y: top, width, height } = tile;
  return {
    name,
    left,
    top,
    imageData: { data: copyRgba(photo, tile), width, height },
    mask: { left, top, defaultColor: 0, imageData: maskImage(tile) },
  };
}

/** As `objectLayer`, with transform and effects: as effects of Photoshop's where it has them, else in the pixels. */
function documentLayer(photo: ExportPhoto, layer: DocumentLayer): Layer {
  const { name } = layer;
  if (isAsInPhoto(layer)) return objectLayer(photo, layer);
  const { native, others } = splitEffects(layer);
  const effects = native.length === 0 ? {} : { effects: layerEffects(native) };
  const masked = renderMasked(photo, { ...layer, effects: others });
  if (masked === null) {
    const { x: left, y: top, width, height, data } = renderLayer(photo, { ...layer, effects: others });
    return width === 0 ? { name } : { name, left, top, imageData: { data, width, height }, ...effects };
  }
  const { colors: { x: left, y: top, width, height, data }, mask } = masked;
  if (mask.data.length === 0) return { name };
  return {
    name, left, top, imageData: { data, width, height },
    mask: { left: mask.x, top: mask.y, defaultColor: 0, imageData: maskImage(mask) }, ...effects,
  };
}

/** ag-psd reads a mask from the first channel of RGBA pixels. */
function maskImage({ width, height, data: alpha }: AlphaTile): PixelData {
  const data = new Uint8Array(alpha.length * 4);
  for (let pixel = 0; pixel < alpha.length; pixel++) data[pixel * 4] = alpha[pixel];
  return { data, width, height };
}

function grouped(objects: Layer[], name: string): Layer[] {
  return objects.length > 1 ? [{ name, opened: true, blendMode: 'pass through', children: objects }] : objects;
}

async function imageResources(composite: PixelData): Promise<ImageResources> {
  const { width, height, data } = composite;
  const { data: jpeg, info } = await sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .flatten({ background: 'white' })
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  return {
    thumbnailRaw: { width: info.width, height: info.height, data: jpeg },
    // Says that the composite is a real picture, which viewers without layers may show.
    versionInfo: { hasRealMergedData: true, writerName: 'Phraselift', readerName: 'Phraselift', fileVersion: 1 },
    resolutionInfo: {
      horizontalResolution: 72,
      horizontalResolutionUnit: 'PPI',
      widthUnit: 'Inches',
      verticalResolution: 72,
      verticalResolutionUnit: 'PPI',
      heightUnit: 'Inches',
    },
  };
}

/** Adds one resource at the end of the image resources section; ag-psd has none for the ICC profile. */
function insertResource(psd: Uint8Array, id: number, payload: Uint8Array): Uint8Array {
  const view = new DataView(psd.buffer, psd.byteOffset, psd.byteLength);
  const length = view.getUint32(RESOURCES_OFFSET);
  const end = RESOURCES_OFFSET + 4 + length;
  const block = Buffer.alloc(12 + payload.length + (payload.length % 2));
  block.write('8BIM', 0, 'latin1');
  block.writeUInt16BE(id, 4);
  // Bytes 6 and 7 are the empty Pascal name.
  block.writeUInt32BE(payload.length, 8);
  block.set(payload, 12);
  view.setUint32(RESOURCES_OFFSET, length + block.length);
  return Buffer.concat([psd.subarray(0, end), block, psd.subarray(end)]);
}
