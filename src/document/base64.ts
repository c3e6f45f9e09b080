import { asciiString } from '../mask/ascii.ts';

/** Base64 (RFC 4648, section 4). Node's Buffer and the DOM's btoa are both out of reach of a pure module. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '=';

const codes = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const values = new Int8Array(128).fill(-1);
codes.forEach((code, value) => {
  values[code] = value;
});

/** Writes bytes as base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const whole = Math.ceil(bytes.length / 3) * 4;
  const text = new Uint8Array(whole);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    // Bytes beyond the end read as undefined, which the shifts take for 0.
    const group = (bytes[from] << 16) | (bytes[from + 1] << 8) | bytes[from + 2];
    for (let i = 0; i < 4; i++) text[to + i] = codes[(group >> (18 - 6 * i)) & 63];
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  text.fill(PADDING.charCodeAt(0), whole - padding);
  return asciiString(text);
}

/**
 * Reads base64 with padding.
 * @throws RangeError if the length is no multiple of 4 or there is a foreign character
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new RangeError(`base64 of ${text.length} characters is cut off`);
  const padding = text.endsWith('==') ? 2 : text.endsWith(PADDING) ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const characters = text.length - padding;
  let group = 0;
  for (let at = 0, to = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const value = at < characters ? values[code] ?? -1 : 0;
    if (value < 0) throw new RangeError(`base64 has a foreign character at position ${at}`);
    group = (group << 6) | value;
    if (at % 4 !== 3) continue;
    for (let i = 0; i < 3 && to < bytes.length; i++) bytes[to++] = (group >> (16 - 8 * i)) & 255;
    group = 0;
  }
  return bytes;
}
