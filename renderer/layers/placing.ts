import type { Transform } from '../../src/document/settings.ts';
import { maskBox } from '../../src/document/tiledMask.ts';
import { transformedBox, withPivot } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';

/** Where a layer is shown, as the fields of the properties have it. */
export interface Place {
  /** Upper left corner of the upright box around it: pixels of the photo. */
  readonly x: number;
  readonly y: number;
  /** Its own size after scaling, before it is turned. */
  readonly width: number;
  readonly height: number;
  /** Degrees, clockwise, above -180 and up to 180. */
  readonly rotation: number;
}

const LEAST_SCALE = 1e-3;
const MOST_SCALE = 1e3;

export function placeOf({ mask, transform }: ObjectLayer): Place {
  const box = maskBox(mask);
  const [x, y] = transformedBox(box, transform);
  const rotation = ((transform.rotation % 360) + 360) % 360;
  return {
    x, y, width: box[2] * transform.scaleX, height: box[3] * transform.scaleY,
    rotation: rotation > 180 ? rotation - 360 : rotation,
  };
}

/**
 * The transform that brings a layer to a place: turned and scaled about its middle, or moved.
 * @param keepsProportions whether another width changes the height as well, and the other way round
 */
export function withPlace(layer: ObjectLayer, change: Partial<Place>, keepsProportions: boolean): Transform {
  const box = maskBox(layer.mask);
  const before = placeOf(layer);
  const factors = {
    x: change.width === undefined || before.width === 0 ? 1 : change.width / before.width,
    y: change.height === undefined || before.height === 0 ? 1 : change.height / before.height,
  };
  const common = change.width === undefined ? factors.y : factors.x;
  const { x, y } = keepsProportions ? { x: common, y: common } : factors;
  const about = withPivot(layer.transform, box[0] + box[2] / 2, box[1] + box[3] / 2);
  const turned: Transform = {
    ...about, rotation: change.rotation ?? about.rotation, scaleX: bounded(about.scaleX * x), scaleY: bounded(about.scaleY * y),
  };
  const [left, top] = transformedBox(box, turned);
  return {
    ...turned,
    x: turned.x + (change.x === undefined ? 0 : change.x - left), y: turned.y + (change.y === undefined ? 0 : change.y - top),
  };
}

function bounded(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}
