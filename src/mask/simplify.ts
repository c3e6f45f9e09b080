import type { Ring } from './contours.ts';

/**
 * A ring with fewer corners, none of the dropped ones farther than `tolerance` pixels from the new ring (Douglas &
 * Peucker 1973). A ring that would collapse to a line is returned as it is.
 * @param tolerance at least 0
 */
export function simplifyRing(ring: Ring, tolerance: number): Ring {
  const corners = ring.length / 2;
  if (corners <= 3) return ring;
  const kept = new Uint8Array(corners);
  // A closed ring is cut at its first corner and the one farthest from it.
  let farthest = 0;
  let distance = -1;
  for (let i = 1; i < corners; i++) {
    const d = Math.hypot(ring[2 * i] - ring[0], ring[2 * i + 1] - ring[1]);
    if (d > distance) [farthest, distance] = [i, d];
  }
  kept[0] = kept[farthest] = 1;
  const pending = [[0, farthest], [farthest, corners]];
  for (let part = pending.pop(); part; part = pending.pop()) {
    const [from, to] = part;
    const split = farthestFromChord(ring, from, to, tolerance);
    if (split < 0) continue;
    kept[split] = 1;
    pending.push([from, split], [split, to]);
  }
  const simple: number[] = [];
  for (let i = 0; i < corners; i++) if (kept[i] === 1) simple.push(ring[2 * i], ring[2 * i + 1]);
  return simple.length < 6 ? ring : simple;
}

/** The corner between `from` and `to` farthest from the segment that joins these, if beyond the tolerance; else -1. */
function farthestFromChord(ring: Ring, from: number, to: number, tolerance: number): number {
  const end = to % (ring.length / 2);
  const x = ring[2 * from];
  const y = ring[2 * from + 1];
  const dx = ring[2 * end] - x;
  const dy = ring[2 * end + 1] - y;
  const length = dx * dx + dy * dy;
  let farthest = -1;
  let limit = tolerance * tolerance;
  for (let i = from + 1; i < to; i++) {
    const px = ring[2 * i] - x;
    const py = ring[2 * i + 1] - y;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length));
    const distance = (px - t * dx) ** 2 + (py - t * dy) ** 2;
    if (distance > limit) [farthest, limit] = [i, distance];
  }
  return farthest;
}
