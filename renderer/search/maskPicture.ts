import type { SearchObject } from '../../src/api/contract.ts';
import { fromBase64 } from '../../src/document/base64.ts';
import { unpackBits } from '../../src/mask/bits.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { upsampleLogits } from '../../src/mask/upsample.ts';

/** A hue that photos rarely have. */
const COLOUR = [255, 46, 166] as const;
const FILL = 72;
/** Alphas between outside and inside: a line of about two pixels, by the choice of the logits. */
const EDGE = { from: 30, to: 225 } as const;

/** Draws coarse masks over a picture, each with an outline that stands out from any ground. */
export function drawObjects(
  context: CanvasRenderingContext2D, objects: readonly SearchObject[], photo: { readonly width: number; readonly height: number },
): void {
  const { width, height } = context.canvas;
  if (width === 0 || height === 0) return;
  const pixels = context.createImageData(width, height);
  for (const object of objects) paint(pixels, maskOf(object, width, height, width / photo.width, height / photo.height));
  context.putImageData(pixels, 0, 0);
}

function maskOf({ bits, side, maskBox: [x, y, w, h] }: SearchObject, width: number, height: number, scaleX: number, scaleY: number) {
  const box: Box = [x * scaleX, y * scaleY, w * scaleX, h * scaleY];
  // So steep that the edge stays as narrow as it is in a small picture, however large a cell is.
  const steep = 2 * Math.max(1, box[2] / side);
  const soft = soften(unpackBits(fromBase64(bits), side, side).data, side);
  return upsampleLogits(soft.map((share) => steep * (2 * share - 1)), box, width, height);
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
function paint({ data: pixels, width }: ImageData, tile: AlphaTile): void {
  for (let row = 0; row < tile.height; row++) {
    for (let column = 0; column < tile.width; column++) {
      const alpha = tile.data[row * tile.width + column];
      const at = ((tile.y + row) * width + tile.x + column) * 4;
      if (alpha < EDGE.from || pixels[at + 3] > FILL) continue;
      pixels.set(COLOUR, at);
      pixels[at + 3] = alpha > EDGE.to ? FILL : 255;
    }
  }
}
