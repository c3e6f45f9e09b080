/** FNV-1a, 32 bits (Fowler, Noll & Vo; RFC 9923). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** A second lane with other constants and a rotation, so that the two do not collide together. */
const SECOND_OFFSET = 0x9747b28c;
const SECOND_PRIME = 0x85ebca6b;

/**
 * Hash of 64 bits: the same on every machine, fast, and made to notice accidents, not attacks.
 * @returns 16 hexadecimal digits
 */
export function hashBytes(bytes: Uint8Array): string {
  let first = FNV_OFFSET;
  let second = SECOND_OFFSET;
  for (let i = 0; i < bytes.length; i++) {
    first = Math.imul(first ^ bytes[i], FNV_PRIME);
    second = Math.imul(((second << 5) | (second >>> 27)) ^ bytes[i], SECOND_PRIME);
  }
  return digest(first, second);
}

/** As `hashBytes`, of a text's UTF-16 units. */
export function hashText(text: string): string {
  let first = FNV_OFFSET;
  let second = SECOND_OFFSET;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, FNV_PRIME);
    second = Math.imul(((second << 5) | (second >>> 27)) ^ unit, SECOND_PRIME);
  }
  return digest(first, second);
}

function digest(first: number, second: number): string {
  return hex(scramble(first ^ (second >>> 16))) + hex(scramble(second));
}

/** Lets every bit depend on all others (the last step of MurmurHash3, Appleby 2008). */
function scramble(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hex(lane: number): string {
  return lane.toString(16).padStart(8, '0');
}
