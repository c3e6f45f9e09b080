import type { Proposal } from '../../src/api/contract.ts';
import { fromBase64 } from '../../src/document/base64.ts';
import { unpackBits } from '../../src/mask/bits.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { upsampleLogits } from '../../src/mask/upsample.ts';

/** A hue that photos rarely have. */
const COLOUR = [255, 46, 166] as const;
const FILL = 72;
/** Alpha of the border. */
const HALF = 127;
/** How sure a cell is of itself, as a logit: only its sign matters for the outline. */
const SURE = 6;
/** A wider line from this size of the picture on, pixels. */
const LARGE = 480;

/** Draws coarse masks over a picture, each with an outline that stands out from any ground. */
export function drawObjects(
  context: CanvasRenderingContext2D, objects: readonly Proposal[], photo: { readonly width: number; readonly height: number },
): void {
  const { width, height } = context.canvas;
  if (width === 0 || height === 0) return;
  const pixels = context.createImageData(width, height);
  const line = width < LARGE ? 1 : 2;
  for (const object of objects) paint(pixels, maskOf(object, width, height, width / photo.width, height / photo.height), line);
  context.putImageData(pixels, 0, 0);
}

function maskOf({ bits, side, maskBox: [x, y, w, h] }: Proposal, width: number, height: number, scaleX: number, scaleY: number) {
  const box: Box = [x * scaleX, y * scaleY, w * scaleX, h * scaleY];
  const soft = soften(unpackBits(fromBase64(bits), side, side).data, side);
  for (let i = 0; i < soft.length; i++) soft[i] = SURE * (2 * soft[i] - 1);
  return upsampleLogits(soft, box, width, height);
}

/** Takes the steps of whole cells off the outline: each cell gets the mean of its neighbours, the nearer ones count more. */
function soften(bits: Uint8Array, side: number): Float32Array {
  return alongAxis(alongAxis(bits, side, 1, side), side, side, 1);
}

/** @param step from a value to the next one of its line. @param stride from a line to the next one */
function alongAxis(values: Uint8Array | Float32Array, side: number, step: number, stride: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let line = 0; line < side; line++) {
    for (let place = 0; place < side; place++) {
      const i = line * stride + place * step;
      const before = place > 0 ? values[i - step] : values[i];
      const after = place < side - 1 ? values[i + step] : values[i];
      result[i] = (before + 2 * values[i] + after) / 4;
    }
  }
  return result;
}

/** Edges lie above the insides of other objects. */
function paint({ data: pixels, width }: ImageData, tile: AlphaTile, line: number): void {
  const [red, green, blue] = COLOUR;
  const isInside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < tile.width && y < tile.height && tile.data[y * tile.width + x] > HALF;
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width; x++) {
      if (!isInside(x, y)) continue;
      const isEdge = !isInside(x - line, y) || !isInside(x + line, y) || !isInside(x, y - line) || !isInside(x, y + line);
      const at = ((tile.y + y) * width + tile.x + x) * 4;
      if (pixels[at + 3] > FILL) continue;
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      pixels[at + 3] = isEdge ? 255 : FILL;
    }
  }
}
