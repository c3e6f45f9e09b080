import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resizeLikePillow } from '../../src/image/bilinear.ts';
import { pythonWith } from '../python.ts';
import { noise, SIZES } from './bilinear.cases.ts';

/** SHA-256 (first half) of what Pillow 12.3.0 gives, by sizes. */
const PILLOW: Readonly<Record<string, string>> = {
  '1280x853-480x480': '4291d4d78239475903a605856b34a81c',
  '853x1280-480x480': '4dde1cafe8a3db7d89e16101724de7ba',
  '480x480-480x480': 'de1b1aaea07b7514b178133ebb3a3e41',
  '960x960-480x480': 'c1f9fe70806e7a4af9ac69fbc9e4f63d',
  '481x479-480x480': '3aa7cde2a33c5e2913ca91da7a07f89b',
  '100x50-480x480': '7e5a00b92ed9b5a94ee21fb33a825e07',
  '2000x30-480x480': '8bc84d3030aea5731715cd1bf4930888',
  '480x700-480x480': '8b0ded5d8c9cc5ec3166c165f6775a4f',
  '700x480-480x480': '4384a6a6c21868b399a95d24abc180cd',
  '1x1-480x480': 'd4ebc2b6643e3b56d4b74c2b6e6f9275',
  '3x2001-480x480': '0c2e280ea469f88282b37d635e813c79',
  '1439x1441-480x480': '33506c23d2f73ac1b7cdd79a8d63be8f',
  '17x13-5x29': '7c4f835875d76639a679a6d7c67eab96',
  '4000x3000-96x96': '631e763d6a40ed3f381c1d52f00a9d80',
};

/** Pillow 13 goes down the columns first where that is quicker, which rounds differently (docs/adr/0030). */
const python = pythonWith('PIL');
const version = python === undefined ? 0 : Number.parseInt(execFileSync(python, ['-c', 'import PIL; print(PIL.__version__)'], { encoding: 'utf8' }));

describe('resizeLikePillow', () => {
  it.each(SIZES)('takes %i x %i to %i x %i byte for byte as Pillow does', (width, height, targetWidth, targetHeight) => {
    const { data } = resizeLikePillow(noise(width, height), targetWidth, targetHeight);
    const hash = createHash('sha256').update(data).digest('hex').slice(0, 32);
    expect(hash).toBe(PILLOW[`${width}x${height}-${targetWidth}x${targetHeight}`]);
  });

  it.skipIf(version === 0 || version > 12)('equals the Pillow that is installed here', () => {
    for (const [width, height, targetWidth, targetHeight] of SIZES.slice(0, 6)) {
      const image = noise(width, height);
      const sizes = [width, height, targetWidth, targetHeight].map(String);
      const wanted = execFileSync(python!, [join(import.meta.dirname, 'pillow.py'), ...sizes], { input: image.data, maxBuffer: 1e8 });
      expect(Buffer.compare(wanted, resizeLikePillow(image, targetWidth, targetHeight).data)).toBe(0);
    }
  });
});
