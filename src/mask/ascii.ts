/** Windows' Latin alphabet, as every decoder has it: the characters below 128 are ASCII's. */
const decoder = new TextDecoder('latin1');

/** Bytes below 128 as text. Many times as fast as `String.fromCharCode`. */
export function asciiString(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
