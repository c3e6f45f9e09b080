import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PixelImage } from './types.ts';

/** The parts of libheif's bindings that are used here: the package's typings declare an ES module, it is CommonJS. */
interface Libheif {
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: unknown };
  readonly heif_error_code: { readonly heif_error_Ok: unknown };
  heif_context_alloc(): unknown;
  heif_context_read_from_memory(context: unknown, bytes: Uint8Array): HeifFailure;
  heif_js_context_get_primary_image_handle(context: unknown): HeifFailure | HeifHandle;
  heif_js_decode_image2(handle: HeifHandle, colorspace: unknown, chroma: unknown): HeifFailure | HeifImage;
}

interface HeifFailure {
  readonly code: unknown;
  readonly message: string;
}

interface HeifHandle {
  delete(): void;
}

interface HeifImage {
  readonly channels: readonly {
    readonly width: number;
    readonly height: number;
    readonly stride: number;
    readonly data: Uint8Array;
  }[];
}

type LibheifFactory = (options: {
  readonly wasmBinary: Uint8Array;
  print(line: string): void;
  printErr(line: string): void;
}) => Libheif;

const require = createRequire(import.meta.url);
let wasmBinary: Uint8Array | undefined;

/**
 * Decodes the primary picture of a HEIC file, upright: libheif applies the file's own irot and imir properties, and
 * the EXIF orientation, which repeats them, must not be applied again. More than 8 bits a channel become 8.
 * Runs in WebAssembly on the calling thread, which it blocks.
 *
 * @param bytes the whole file.
 * @returns RGBA, opaque where the file has no alpha.
 * @throws Error when the file is damaged; its message says where libheif stopped.
 */
export function decodeHeic(bytes: Uint8Array): PixelImage & { readonly channels: 4 } {
  const libheif = startLibheif();
  const context = libheif.heif_context_alloc();
  const read = libheif.heif_context_read_from_memory(context, bytes);
  if (read.code !== libheif.heif_error_code.heif_error_Ok) throw new Error(read.message);
  const handle = libheif.heif_js_context_get_primary_image_handle(context);
  if ('message' in handle) throw new Error(handle.message);
  const decoded = libheif.heif_js_decode_image2(
    handle,
    libheif.heif_colorspace.heif_colorspace_RGB,
    libheif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  if (!('channels' in decoded)) throw new Error(decoded.message);
  const plane = decoded.channels[0];
  if (plane === undefined) throw new Error('no pixels');
  const rowBytes = plane.width * 4;
  const data = new Uint8Array(rowBytes * plane.height);
  for (let row = 0; row < plane.height; row += 1) {
    data.set(plane.data.subarray(row * plane.stride, row * plane.stride + rowBytes), row * rowBytes);
  }
  return { width: plane.width, height: plane.height, channels: 4, data };
}

/**
 * A fresh instance for each picture: WebAssembly memory never shrinks, and an instance that stopped at a damaged file
 * is not to be used again.
 */
function startLibheif(): Libheif {
  const factory = require('libheif-js/libheif-wasm/libheif.js') as LibheifFactory;
  wasmBinary ??= readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  // Diagnostics come back as errors; nothing may be written into a command's output.
  return factory({ wasmBinary, print: () => undefined, printErr: () => undefined });
}
