import { intersectBoxes } from '../mask/boxes.ts';
import type { Box } from '../mask/types.ts';
import type { Brush, Dab } from './settings.ts';
import { isOpaque, mapTiles, photoBox, tilePlace, tilesWithin } from './tiledMask.ts';
import type { Tile, TiledMask } from './tiledMask.ts';

const OPAQUE = 255;

/** Distance between dabs as a share of the diameter: small enough that the border of a stroke shows no beads. */
const SPACING = 0.1;

/**
 * Dabs that carry a stroke on from its last one towards the pointer, evenly spaced; none while the pointer is nearer
 * than that. The next call starts at the last of them, so that the spacing does not depend on how often it is called.
 */
export function dabsTowards(last: Dab, pointer: Dab, brush: Brush): Dab[] {
  const spacing = Math.max(1, brush.size * SPACING);
  const [x, y, pressure] = last;
  const distance = Math.sqrt((pointer[0] - x) ** 2 + (pointer[1] - y) ** 2);
  return Array.from({ length: Math.floor(distance / spacing) }, (_, i) => {
    const share = ((i + 1) * spacing) / distance;
    return [
      x + share * (pointer[0] - x), y + share * (pointer[1] - y), pressure + share * (pointer[2] - pressure),
    ] as const;
  });
}

/** The mask after one dab. */
export function paint(mask: TiledMask, brush: Brush, dab: Dab): TiledMask {
  return new BrushStroke(mask, brush).add([dab]);
}

/**
 * A brush stroke in progress. Dabs do not add up: a pixel is covered as strongly as the strongest dab covers it, so
 * that the result depends neither on the spacing of the dabs nor on how they were handed in, and a half transparent
 * stroke may cross itself.
 */
export class BrushStroke {
  /** The mask that it was begun on. */
  readonly base: TiledMask;
  readonly #brush: Brush;
  /** Coverage by the dabs so far, 0..255, of the tiles that they reached. */
  readonly #coverage = new Map<number, Uint8Array>();
  #mask: TiledMask;

  constructor(base: TiledMask, brush: Brush) {
    this.base = base;
    this.#brush = brush;
    this.#mask = base;
  }

  /** The mask as painted so far. */
  get mask(): TiledMask {
    return this.#mask;
  }

  /** Paints more dabs. Masks handed out before stay as they were. */
  add(dabs: readonly Dab[]): TiledMask {
    const painted = new Map<number, Tile>();
    for (const dab of dabs) {
      const shape = dabShape(dab, this.#brush);
      for (const index of tilesWithin(this.base, shape.box)) this.#paintTile(index, shape, painted);
    }
    this.#mask = mapTiles(this.#mask, photoBox(this.#mask), (tile, _place, index) => painted.get(index) ?? tile);
    return this.#mask;
  }

  /**
   * Raises the coverage of a tile by a dab, and gives the pixels where it rose the value that the base and the coverage
   * make. Tiles in `painted` are new and may be written to; others are copied there first.
   */
  #paintTile(index: number, shape: DabShape, painted: Map<number, Tile>): void {
    const base = this.base.tiles[index];
    const erases = this.#brush.mode === 'erase';
    if (erases ? base === null : base !== null && isOpaque(base)) return;
    const place = tilePlace(this.base, index);
    const [tileX, tileY, columns, rows] = place;
    const coverage = this.#coverage.get(index) ?? new Uint8Array(columns * rows);
    this.#coverage.set(index, coverage);
    const strength = this.#brush.opacity / OPAQUE;
    let tile = painted.get(index);
    const [left, top, width, height] = intersectBoxes(shape.box, place);
    for (let row = Math.floor(top); row < top + height; row++) {
      const dy = row + 0.5 - shape.y;
      // Half the chord at this row: the corners of the box are not looked at.
      const chord = Math.sqrt(Math.max(0, shape.outer * shape.outer - dy * dy));
      const first = Math.max(Math.floor(left), Math.floor(shape.x - chord));
      const end = Math.min(Math.ceil(left + width), Math.ceil(shape.x + chord));
      let at = (row - tileY) * columns + first - tileX;
      for (let column = first; column < end; column++, at++) {
        if (coverage[at] === OPAQUE) continue;
        const dx = column + 0.5 - shape.x;
        const value = coverageAt(dx * dx + dy * dy, shape);
        if (value <= coverage[at]) continue;
        coverage[at] = value;
        if (tile === undefined) {
          tile = this.#mask.tiles[index]?.slice() ?? new Uint8Array(columns * rows);
          painted.set(index, tile);
        }
        const below = base === null ? 0 : base[at];
        const change = (erases ? -below : OPAQUE - below) * value * strength;
        tile[at] = below + change + 0.5;
      }
    }
  }
}

/** A dab as geometry, in pixels of the photo. */
interface DabShape {
  readonly x: number;
  readonly y: number;
  /** Holds all that the dab reaches. */
  readonly box: Box;
  /** From this distance on there is no coverage. */
  readonly outer: number;
  /** Width of the ring, inwards from `outer`, in which coverage rises to full. */
  readonly band: number;
  /** Square of the distance up to which coverage is full; negative if it is nowhere. */
  readonly coreSquared: number;
}

/** The brush's shape under a dab: full in the hard core, nothing from half a pixel beyond the radius on. */
function dabShape([x, y, pressure]: Dab, { size, hardness }: Brush): DabShape {
  const radius = Math.max(0.5, (size * pressure) / 2);
  const outer = radius + 0.5;
  const band = radius * (1 - hardness) + 1;
  const core = outer - band;
  const box: Box = [x - outer, y - outer, 2 * outer, 2 * outer];
  return { x, y, box, outer, band, coreSquared: core > 0 ? core * core : -1 };
}

/**
 * Coverage, 0..255, at a distance whose square is given: falls smoothly (3t^2 - 2t^3) through the band. The square root
 * is the only function here that is not plain arithmetic, and IEEE 754 defines it exactly: a stroke that is replayed
 * gives the same pixels on every machine.
 */
function coverageAt(squared: number, { outer, band, coreSquared }: DabShape): number {
  if (squared <= coreSquared) return OPAQUE;
  const share = Math.min(1, (outer - Math.sqrt(squared)) / band);
  return share <= 0 ? 0 : Math.floor(OPAQUE * share * share * (3 - 2 * share) + 0.5);
}
