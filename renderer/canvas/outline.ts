import { traceContours } from '../../src/mask/contours.ts';
import { tileToMask } from '../../src/mask/alpha.ts';
import type { AlphaTile } from '../../src/mask/types.ts';

/** Longest side at which borders are traced; larger masks are thinned out first, which no one sees at their zoom. */
const TRACE_SIDE = 1024;

const known = new WeakMap<Uint8Array, Map<number, Path2D>>();

/**
 * Border of the pixels that count as inside, as a path in pixels of the photo, as fine as the screen shows it.
 * @param scale CSS pixels a pixel of the photo
 */
export function outlineOf(alpha: AlphaTile, scale: number): Path2D {
  const least = Math.ceil(Math.max(alpha.width, alpha.height) / TRACE_SIDE);
  // In powers of two, so that a zoom in many small steps traces a few times only.
  const enough = 2 ** Math.floor(Math.log2(1 / (scale * devicePixelRatio)));
  const step = Math.max(1, least, enough);
  const paths = known.get(alpha.data) ?? new Map<number, Path2D>();
  known.set(alpha.data, paths);
  let path = paths.get(step);
  if (path === undefined) {
    path = trace(alpha, step);
    paths.set(step, path);
  }
  return path;
}

function trace(alpha: AlphaTile, step: number): Path2D {
  const path = new Path2D();
  if (alpha.data.length === 0) return path;
  const thin = step === 1 ? alpha : thinOut(alpha, step);
  const mask = tileToMask({ ...thin, x: 0, y: 0 }, thin.width, thin.height);
  for (const { outer, holes } of traceContours(mask)) {
    for (const ring of [outer, ...holes]) {
      for (let i = 0; i < ring.length; i += 2) {
        const x = alpha.x + ring[i] * step;
        const y = alpha.y + ring[i + 1] * step;
        if (i === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      }
      path.closePath();
    }
  }
  return path;
}

/** Every `step`-th pixel of a mask. */
function thinOut(alpha: AlphaTile, step: number): AlphaTile {
  const { x, y, width, height, data } = alpha;
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const thin = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      thin[row * columns + column] = data[row * step * width + column * step];
    }
  }
  return { x, y, width: columns, height: rows, data: thin };
}
