import { traceContours } from '../../src/mask/contours.ts';
import { tileToMask } from '../../src/mask/alpha.ts';
import type { AlphaTile } from '../../src/mask/types.ts';

/** Longest side at which borders are traced; larger masks are thinned out first, which no one sees at their zoom. */
const TRACE_SIDE = 1024;

const known = new WeakMap<Uint8Array, Path2D>();

/** Border of the pixels that count as inside, as a path in pixels of the photo. */
export function outlineOf(alpha: AlphaTile): Path2D {
  let path = known.get(alpha.data);
  if (path === undefined) {
    path = trace(alpha);
    known.set(alpha.data, path);
  }
  return path;
}

function trace(alpha: AlphaTile): Path2D {
  const path = new Path2D();
  if (alpha.data.length === 0) return path;
  const step = Math.max(1, Math.ceil(Math.max(alpha.width, alpha.height) / TRACE_SIDE));
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
