import type { SearchObject } from '../../src/api/contract.ts';
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
  context: CanvasRenderingContext2D, objects: readonly SearchObject[], photo: { readonly width: number; readonly height: number },
): void {
  const { width, height } = context.canvas;
  if (width === 0 || height === 0) return;
  const pixels = context.createImageData(width, height);
  const line = width < LARGE ? 1 : 2;
  for (const object of objects) paint(pixels, maskOf(object, width, height, width / photo.width, height / photo.height), line);
  context.putImageData(pixels, 0, 0);
}

function maskOf({ bits, side, maskBox: [x, y, w, h] }: SearchObject, width: number, height: number, scaleX: number, scaleY: number) {
  const box: Box = [x * scaleX, y * scaleY, w * scaleX, h * scaleY];
  const soft = soften(unpackBits(fromBase64(bits), side, side).data, side);
  return upsampleLogits(soft.map((share) => SURE * (2 * share - 1)), box, width, height);
}

/** Takes the steps of whole cells off the outline: each cell gets the mean of its neighbours, the nearer ones count more. */
function soften(bits: Uint8Array, side: number): Float32Array {
  const along = (values: ArrayLike<number>, step: number) => Float32Array.from(values, (value, i) => {
    const place = step === 1 ? i % side : Math.floor(i / side);
    const before = place > 0 ? values[i - step] : value;
    const after = place < side - 1 ? values[i + step] : value;
    return (before + 2 * value + after) / 4;
  });
  return along(along(bits, 1), side);
}

/** Edges lie above the insides of other objects. */
function paint({ data: pixels, width }: ImageData, tile: AlphaTile, line: number): void {
  const isInside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < tile.width && y < tile.height && tile.data[y * tile.width + x] > HALF;
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width; x++) {
      if (!isInside(x, y)) continue;
      const isEdge = !isInside(x - line, y) || !isInside(x + line, y) || !isInside(x, y - line) || !isInside(x, y + line);
      const at = ((tile.y + y) * width + tile.x + x) * 4;
      if (pixels[at + 3] > FILL) continue;
      pixels.set(COLOUR, at);
      pixels[at + 3] = isEdge ? 255 : FILL;
    }
  }
}
