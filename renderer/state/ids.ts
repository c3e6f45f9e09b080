/** Bytes of an id: as random as a UUID. */
const LENGTH = 16;

/** A name that nothing else has: for layers, groups and requests. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(LENGTH))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
