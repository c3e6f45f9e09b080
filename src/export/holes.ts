import sharp from 'sharp';
import type { Bitmap } from '../document/appearance/bitmap.ts';
import { inpaint } from '../image/inpaint/inpaint.ts';
import type { HoledImage } from '../image/inpaint/patchMatch.ts';
import { cropTile, cutTile, tileFromMask, tileToMask } from '../mask/alpha.ts';
import { coveringPixels } from '../mask/boxes.ts';
import { featherTile } from '../mask/feather.ts';
import { growMask } from '../mask/morphology.ts';
import type { AlphaTile, Box } from '../mask/types.ts';
import { copyRgba } from './pixels.ts';
import type { ExportPhoto } from './types.ts';

/** Pixels of the photo around a hole that it is filled from, as a share of its side, and at the least. */
const CONTEXT_SHARE = 0.75;
const LEAST_CONTEXT = 64;
/** Larger surroundings are filled at a reduced size: the work grows with them, and so does the memory. */
const MOST_PIXELS = 3_000_000;
/** Softness of the patch's border in pixels, so that its seam does not show. */
const SOFTNESS = 3;

/**
 * The photo without an object: a patch for the hole that it leaves, filled from its surroundings, with a soft border.
 * @param alpha mask of the object in pixels of the photo
 * @param margin pixels by which the hole is larger than the object, so that no rim of it is left
 * @returns pixels in the photo's own colours; without pixels if the mask is empty
 */
export async function fillHole(photo: ExportPhoto, alpha: AlphaTile, margin: number): Promise<Bitmap> {
  const { width, height } = photo.pixels;
  const hole = grownHole(alpha, margin + SOFTNESS, width, height);
  const [left, top, columns, rows] = surroundings(hole, width, height);
  const region = cutTile(hole, [left, top, columns, rows]);
  const filled = await filledRegion(photo, region);
  // The hole itself was made larger by the softness, so that its border fades where the fill still goes on.
  const soft = cutTile(featherTile(grownHole(alpha, margin, width, height), SOFTNESS, width, height), [left, top, columns, rows]);
  const visible = cropTile(soft);
  const data = new Uint8Array(visible.data.length * 4);
  for (let y = 0, to = 0; y < visible.height; y++) {
    let from = ((visible.y + y - top) * columns + visible.x - left) * 3;
    for (let x = 0; x < visible.width; x++, to += 4, from += 3) {
      data[to] = filled[from];
      data[to + 1] = filled[from + 1];
      data[to + 2] = filled[from + 2];
      data[to + 3] = visible.data[to / 4];
    }
  }
  return { x: visible.x, y: visible.y, width: visible.width, height: visible.height, data };
}

/** All that has any alpha, grown. */
function grownHole(alpha: AlphaTile, margin: number, width: number, height: number): AlphaTile {
  const tile = cropTile(alpha);
  const reach = Math.ceil(margin);
  const [x, y, columns, rows] = coveringPixels(
    [tile.x - reach, tile.y - reach, tile.width + 2 * reach, tile.height + 2 * reach], width, height,
  );
  if (columns === 0 || rows === 0) return tile;
  const mask = tileToMask({ ...tile, x: tile.x - x, y: tile.y - y }, columns, rows, 1);
  const grown = tileFromMask(growMask(mask, margin));
  return { ...grown, x: grown.x + x, y: grown.y + y };
}

function surroundings(hole: AlphaTile, width: number, height: number): Box {
  const room = Math.max(LEAST_CONTEXT, CONTEXT_SHARE * Math.max(hole.width, hole.height));
  return coveringPixels([hole.x - room, hole.y - room, hole.width + 2 * room, hole.height + 2 * room], width, height);
}

/** RGB of a region with its hole filled. */
async function filledRegion(photo: ExportPhoto, region: AlphaTile): Promise<Uint8Array> {
  const { width, height, data: inside } = region;
  if (width === 0 || height === 0) return new Uint8Array(0);
  const rgba = copyRgba(photo, region);
  const image: HoledImage = {
    width, height,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => rgba[Math.floor(i / 3) * 4 + (i % 3)]),
    hole: inside.map((alpha) => (alpha > 0 ? 1 : 0)),
  };
  const factor = Math.sqrt((width * height) / MOST_PIXELS);
  if (factor <= 1) return inpaint(image);
  const small = { width: Math.round(width / factor), height: Math.round(height / factor) };
  const filled = inpaint(await resized(image, small));
  return sharp(filled, { raw: { ...small, channels: 3 } }).resize(width, height, { fit: 'fill' }).raw().toBuffer();
}

async function resized({ width, height, data, hole }: HoledImage, to: { width: number; height: number }): Promise<HoledImage> {
  const options = { fit: 'fill' } as const;
  const colors = await sharp(data, { raw: { width, height, channels: 3 } }).resize(to.width, to.height, options).raw().toBuffer();
  const shares = await sharp(hole.map((inside) => inside * 255), { raw: { width, height, channels: 1 } })
    .resize(to.width, to.height, { ...options, kernel: 'linear' }).extractChannel(0).raw().toBuffer();
  return { ...to, data: colors, hole: Uint8Array.from(shares, (share) => (share > 0 ? 1 : 0)) };
}
