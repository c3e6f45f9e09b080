import { INSIDE } from '../mask/size.ts';
import type { AlphaTile } from '../mask/types.ts';
import type { Verdict } from '../model/types.ts';
import { badgeSize, drawBadge } from './digits.ts';
import type { Rgb, RgbCanvas } from './digits.ts';
import { renderLegend } from './legend.ts';
import { assertTileFits } from './pixels.ts';
import { encodePng } from './png.ts';
import type { ExportLayer, ExportPhoto } from './types.ts';

export interface OverlayOptions {
  /** Names an unsure answer as one; without it the headline only counts. */
  readonly verdict?: Verdict;
}

/**
 * Seven colours that people with each kind of colour blindness can tell apart (Okabe and Ito, "Color Universal
 * Design", 2008). They repeat from the eighth object on: the numbers tell those apart.
 */
const PALETTE: readonly Rgb[] = [
  [230, 159, 0], [86, 180, 233], [0, 158, 115], [240, 228, 66], [0, 114, 178], [213, 94, 0], [204, 121, 167],
];

/** Brightness that is left outside the objects. */
const DIMMED = 0.5;
/** Share of an object's colour over its pixels. */
const TINT = 0.35;
/** Sets the size of numbers and text: dots of a digit, 7 of them high, that fit along the photo's longer side. */
const DOTS_PER_SIDE = 550;
/** Half the outline's width, as a share of the longer side: 2.5 pixels when the photo is shown 1000 pixels wide. */
const OUTLINE_RADIUS = 0.00125;
/** Behind the transparent parts of a photo. */
const GROUND = 128;

/**
 * A picture of an answer as a PNG file in the photo's colour profile: the photo, dimmed outside the objects; each
 * object tinted, outlined and numbered; below the photo a strip with the phrase, the names and the scores. With nothing
 * found the photo stays as it is and the strip says so. The photo keeps its pixel coordinates.
 *
 * @throws RangeError if a mask does not fit the photo
 */
export async function renderOverlay(
  photo: ExportPhoto,
  layers: readonly ExportLayer[],
  phrase: string,
  options: OverlayOptions = {},
): Promise<Uint8Array> {
  for (const layer of layers) assertTileFits(photo, layer.alpha);
  const longSide = Math.max(photo.pixels.width, photo.pixels.height);
  const scale = Math.ceil(longSide / DOTS_PER_SIDE);
  const canvas = flatten(photo);
  if (layers.length > 0) dimOutside(canvas, layers);
  // The first object comes last, on top, as in the other formats.
  const painted = layers.map((layer, index) => ({ ...layer, number: index + 1, color: colorOf(index) })).reverse();
  for (const { alpha, color } of painted) tint(canvas, alpha, color);
  for (const { alpha, color } of painted) outline(canvas, alpha, color, Math.max(1, longSide * OUTLINE_RADIUS));
  for (const { alpha, color, number } of painted) placeBadge(canvas, alpha, color, number, Math.max(2, scale));
  const title = headline(phrase, layers.length, options.verdict);
  const legend = await renderLegend(canvas.width, scale, title, painted.reverse());
  const data = Buffer.concat([canvas.data, legend.data]);
  return encodePng(data, canvas.width, canvas.height + legend.height, 3, photo.icc);
}

function colorOf(index: number): Rgb {
  return PALETTE[index % PALETTE.length];
}

function headline(phrase: string, count: number, verdict?: Verdict): string {
  if (count === 0) return `nothing found: ${phrase}`;
  return verdict === 'unsure' ? `unsure, ${count}: ${phrase}` : `${count} found: ${phrase}`;
}

function flatten(photo: ExportPhoto): RgbCanvas {
  const { width, height, channels, data } = photo.pixels;
  if (channels === 3) return { width, height, data: data.slice() };
  const rgb = new Uint8Array(width * height * 3);
  for (let source = 0, target = 0; target < rgb.length; source += 4, target += 3) {
    const alpha = data[source + 3] / 255;
    for (let band = 0; band < 3; band++) rgb[target + band] = GROUND + (data[source + band] - GROUND) * alpha;
  }
  return { width, height, data: rgb };
}

function dimOutside(canvas: RgbCanvas, layers: readonly ExportLayer[]): void {
  const coverage = new Uint8Array(canvas.width * canvas.height);
  for (const { alpha } of layers) {
    for (let y = 0; y < alpha.height; y++) {
      const start = (alpha.y + y) * canvas.width + alpha.x;
      for (let x = 0; x < alpha.width; x++) {
        coverage[start + x] = Math.max(coverage[start + x], alpha.data[y * alpha.width + x]);
      }
    }
  }
  for (let pixel = 0, at = 0; pixel < coverage.length; pixel++, at += 3) {
    const brightness = DIMMED + ((1 - DIMMED) * coverage[pixel]) / 255;
    canvas.data[at] *= brightness;
    canvas.data[at + 1] *= brightness;
    canvas.data[at + 2] *= brightness;
  }
}

function tint(canvas: RgbCanvas, alpha: AlphaTile, color: Rgb): void {
  for (let y = 0; y < alpha.height; y++) {
    let at = ((alpha.y + y) * canvas.width + alpha.x) * 3;
    for (let x = 0; x < alpha.width; x++, at += 3) {
      const share = (TINT * alpha.data[y * alpha.width + x]) / 255;
      for (let band = 0; band < 3; band++) canvas.data[at + band] += (color[band] - canvas.data[at + band]) * share;
    }
  }
}

/** Stamps a disc of the given radius on every border pixel of the mask. */
function outline(canvas: RgbCanvas, alpha: AlphaTile, color: Rgb, radius: number): void {
  const disc = discOffsets(radius);
  for (let y = 0; y < alpha.height; y++) {
    for (let x = 0; x < alpha.width; x++) {
      if (!isBorder(alpha, x, y)) continue;
      for (const [dx, dy] of disc) setPixel(canvas, alpha.x + x + dx, alpha.y + y + dy, color);
    }
  }
}

function isBorder({ width, height, data }: AlphaTile, x: number, y: number): boolean {
  const at = y * width + x;
  if (data[at] < INSIDE) return false;
  if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return true;
  return data[at - 1] < INSIDE || data[at + 1] < INSIDE || data[at - width] < INSIDE || data[at + width] < INSIDE;
}

function discOffsets(radius: number): [dx: number, dy: number][] {
  const reach = Math.floor(radius);
  const offsets: [number, number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy <= radius * radius) offsets.push([dx, dy]);
    }
  }
  return offsets;
}

function setPixel(canvas: RgbCanvas, x: number, y: number, color: Rgb): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
  const at = (y * canvas.width + x) * 3;
  canvas.data[at] = color[0];
  canvas.data[at + 1] = color[1];
  canvas.data[at + 2] = color[2];
}

/** Puts an object's number where the object is thickest; at half size on an object that it would cover. */
function placeBadge(canvas: RgbCanvas, alpha: AlphaTile, color: Rgb, number: number, scale: number): void {
  const text = String(number);
  const covers = badgeSize(text, scale).height * 2 > Math.min(alpha.width, alpha.height);
  const size = covers ? Math.max(1, Math.floor(scale / 2)) : scale;
  const { width, height } = badgeSize(text, size);
  const [x, y] = thickestPoint(alpha);
  const left = Math.min(Math.max(0, alpha.x + x - Math.floor(width / 2)), Math.max(0, canvas.width - width));
  const top = Math.min(Math.max(0, alpha.y + y - Math.floor(height / 2)), Math.max(0, canvas.height - height));
  drawBadge(canvas, text, left, top, size, color);
}

/** The pixel of a tile farthest (city-block distance) from the outside of its mask; its centre if the mask is empty. */
function thickestPoint({ width, height, data }: AlphaTile): [x: number, y: number] {
  const distance = new Uint16Array((width + 2) * (height + 2));
  const stride = width + 2;
  for (let y = 1; y <= height; y++) {
    for (let at = y * stride + 1; at <= y * stride + width; at++) {
      if (data[(y - 1) * width + at - y * stride - 1] < INSIDE) continue;
      distance[at] = 1 + Math.min(distance[at - 1], distance[at - stride]);
    }
  }
  let best = Math.floor((height + 1) / 2) * stride + Math.floor((width + 1) / 2);
  for (let at = distance.length - stride - 1; at >= stride; at--) {
    if (distance[at] === 0) continue;
    distance[at] = Math.min(distance[at], 1 + distance[at + 1], 1 + distance[at + stride]);
    if (distance[at] > distance[best]) best = at;
  }
  return [(best % stride) - 1, Math.floor(best / stride) - 1];
}
