import { sharp } from './sharp.ts';
import { readTiffDirectories, replaceMainTag, TiffTag } from './tiff-directory.ts';
import type { PixelImage } from './types.ts';

const PHOTOMETRIC_RGB = 2;
const PHOTOMETRIC_CIELAB = 8;

/** White point of the profile connection space, D50 (ICC.1:2022 section 7.2.16), in which Lab files are written. */
const D50 = [0.9642, 1, 0.8249] as const;

/** D50 XYZ to linear sRGB, Bradford-adapted: inverse of the sRGB profile's colorants (IEC 61966-2-1 annex F). */
const XYZ_TO_LINEAR_SRGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/**
 * A CIELab TIFF (TIFF 6.0 section 23) with its channels declared as RGB, for `decodeLab`; undefined for other files.
 * libvips 8.18.7 fails on 8-bit CIELab ("bad labq format") and takes the white point of the others for D65.
 */
export function relabelLabTiff(bytes: Uint8Array): Uint8Array | undefined {
  const isLab = readTiffDirectories(bytes)[0]?.get(TiffTag.photometric)?.[0] === PHOTOMETRIC_CIELAB;
  return isLab ? replaceMainTag(bytes, TiffTag.photometric, PHOTOMETRIC_RGB) : undefined;
}

/**
 * Decodes a TIFF from `relabelLabTiff`, upright, to 8-bit sRGB. Colours outside sRGB are clipped.
 *
 * @throws Error with libvips' reason.
 */
export async function decodeLab(relabelled: Uint8Array, is16Bit: boolean): Promise<PixelImage> {
  const input = sharp(relabelled, { autoOrient: true, ignoreIcc: true, failOn: 'error', limitInputPixels: false });
  const stored = is16Bit ? input.toColourspace('rgb16').raw({ depth: 'ushort' }) : input.raw();
  const { data: bytes, info } = await stored.toBuffer({ resolveWithObject: true });
  const channels = info.channels === 4 ? 4 : 3;
  const samples = is16Bit ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  const maximum = is16Bit ? 0xffff : 0xff;
  const data = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += channels) {
    const lightness = (samples[at] / maximum) * 100;
    labToSrgb(lightness, signed(samples[at + 1], is16Bit), signed(samples[at + 2], is16Bit), data, at);
    if (channels === 4) data[at + 3] = (samples[at + 3] / maximum) * 255;
  }
  return { width: info.width, height: info.height, channels, data };
}

/** a* and b* are stored as two's complement, at 16 bits in steps of 1/256. */
function signed(sample: number, is16Bit: boolean): number {
  return is16Bit ? ((sample << 16) >> 16) / 256 : (sample << 24) >> 24;
}

/** CIE 15:2018 equations 8.12-8.17, then IEC 61966-2-1 section 5.2; writes three bytes at `at`. */
function labToSrgb(lightness: number, a: number, b: number, target: Uint8Array, at: number): void {
  const fy = (lightness + 16) / 116;
  const x = D50[0] * inverseCompression(fy + a / 500);
  const y = D50[1] * inverseCompression(fy);
  const z = D50[2] * inverseCompression(fy - b / 200);
  for (let channel = 0; channel < 3; channel += 1) {
    const [fromX, fromY, fromZ] = XYZ_TO_LINEAR_SRGB[channel];
    const linear = Math.min(1, Math.max(0, fromX * x + fromY * y + fromZ * z));
    const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    target[at + channel] = Math.round(encoded * 255);
  }
}

function inverseCompression(value: number): number {
  return value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29);
}
