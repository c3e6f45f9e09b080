import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../src/image/photo.ts';
import { sharp } from '../../src/image/sharp.ts';
import { encoder, largestDifference, quarters, temporaryFolder, userError } from './scenes.ts';

const folder = temporaryFolder();
const scene = quarters(320, 240);
const onPosix = it.skipIf(process.platform === 'win32');

/** A picture with noise, so that every part of its file carries data. */
async function noisy() {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const data = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'black', noise } })
    .raw().toBuffer();
  return encoder({ ...scene, data });
}

describe('openPhoto: what is no image file', () => {
  it('missing file', async () => {
    const path = join(folder.path, 'nowhere.jpg');
    expect((await userError(openPhoto(path), 'file-missing')).message).toContain(path);
    await userError(openPhoto(join(folder.write('file', 'x'), 'below.jpg')), 'file-missing');
    await userError(openPhoto(join(folder.path, 'x'.repeat(5000))), 'file-missing');
  });

  it('path that no file can have', async () => {
    await userError(openPhoto('a\0b.jpg'), 'bad-argument');
  });

  it('folder', async () => {
    const path = join(folder.path, 'folder.jpg');
    mkdirSync(path);
    expect((await userError(openPhoto(path), 'not-an-image')).message).toContain('is a folder');
  });

  it('empty file', async () => {
    const error = await userError(openPhoto(folder.write('empty.jpg', '')), 'not-an-image');
    expect(error.message).toContain('0 bytes');
  });

  it('text named .jpg', async () => {
    await userError(openPhoto(folder.write('text.jpg', 'Dear Sir or Madam\n')), 'not-an-image');
    await userError(openPhoto(folder.write('one-byte.jpg', '\xff')), 'not-an-image');
  });

  it('a name with line breaks and control codes stays on one line', async () => {
    const error = await userError(openPhoto(join(folder.path, 'a\nb\u001b[2J.jpg')), 'file-missing');
    expect(error.message).toContain('a\\u000ab\\u001b[2J.jpg');
  });

  onPosix('pipe and device, without waiting for them', async () => {
    const pipe = join(folder.path, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    await userError(openPhoto(pipe), 'not-an-image');
    await userError(openPhoto('/dev/zero'), 'not-an-image');
  }, 10_000);

  onPosix('file without read permission', async () => {
    const path = folder.write('secret.jpg', await encoder(scene).jpeg().toBuffer());
    chmodSync(path, 0);
    chmodSync(folder.path, 0o755);
    const isRoot = process.geteuid!() === 0;
    // Root may read everything, so the attempt is made as another user.
    if (isRoot) process.seteuid!(65534);
    try {
      expect((await userError(openPhoto(path), 'file-unreadable')).message).toContain('permission');
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  });
});

describe('openPhoto: formats that are not decoded', () => {
  it.each([
    ['SVG', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['SVG', '<svg width="9" height="9"><image href="file:///etc/passwd"/></svg>'],
    ['PDF', '%PDF-1.7\n'],
    ['BMP', `BM${'\0'.repeat(60)}`],
    ['Photoshop', '8BPS\0\x01'],
    ['video', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
  ])('%s is refused by name', async (name, text) => {
    const path = folder.write('other.png', Buffer.from(text, 'latin1'));
    const error = await userError(openPhoto(path), 'image-unsupported');
    expect(error.message).toContain('not supported');
    expect(error.message).toContain(name);
  });
});

describe('openPhoto: damage', () => {
  const files = {
    jpeg: async () => (await noisy()).jpeg().toBuffer(),
    'progressive jpeg': async () => (await noisy()).jpeg({ progressive: true }).toBuffer(),
    png: async () => (await noisy()).png().toBuffer(),
    webp: async () => (await noisy()).webp().toBuffer(),
    tiff: async () => (await noisy()).tiff({ compression: 'lzw' }).toBuffer(),
    avif: async () => (await noisy()).avif({ effort: 0 }).toBuffer(),
    gif: async () => (await noisy()).gif({ effort: 1 }).toBuffer(),
  };

  it.each(Object.entries(files))('%s cut short anywhere fails, at full size and reduced', async (name, make) => {
    const whole = await make();
    for (const part of [0.02, 0.2, 0.5, 0.8, 0.97]) {
      const path = folder.write(`cut ${name}`, whole.subarray(0, Math.floor(whole.length * part)));
      await userError(openPhoto(path).then((photo) => photo.pixels()), 'image-damaged');
      await userError(openPhoto(path).then((photo) => photo.pixels({ maxSide: 64 })), 'image-damaged');
      await userError(openPhoto(path).then((photo) => photo.rgba()), 'image-damaged');
    }
  });

  it('JPEG with an end marker in its middle fails: the rest would be grey', async () => {
    const bytes = await files.jpeg();
    bytes.writeUInt16BE(0xffd9, Math.floor(bytes.length / 2));
    const photo = await openPhoto(folder.write('middle.jpg', bytes));
    await userError(photo.pixels(), 'image-damaged');
  });

  it('JPEG with stray bytes before a marker, or after its end, opens', async () => {
    const bytes = await encoder(scene).jpeg().toBuffer();
    const intact = await (await openPhoto(folder.write('intact.jpg', bytes))).pixels();
    const tables = bytes.indexOf(Buffer.from([0xff, 0xdb]), 20);
    const inHeader = Buffer.concat([bytes.subarray(0, tables), Buffer.alloc(2), bytes.subarray(tables)]);
    await expect(sharp(inHeader, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow(/extraneous bytes/);
    const trailing = Buffer.concat([bytes, Buffer.from('a phone appends a video here')]);
    for (const variant of [inHeader, trailing]) {
      const photo = await openPhoto(folder.write('stray.jpg', variant));
      expect(largestDifference(await photo.pixels(), intact)).toBe(0);
    }
  });
});

describe('openPhoto: limits', () => {
  it('pixels: decided by the header, with size, limit and way out', async () => {
    const path = folder.write('large.png', await encoder(scene).png().toBuffer());
    const error = await userError(openPhoto(path, { maxPixels: 320 * 240 - 1 }), 'image-too-large');
    expect(error.message).toContain('320 x 240');
    expect(error.message).toContain('76799');
    expect(error.message).toContain('--max-pixels');
    expect((await openPhoto(path, { maxPixels: 320 * 240 })).info.width).toBe(320);
  });

  it('a header that claims 60,000 x 60,000 is refused before decoding', async () => {
    const bytes = await encoder(scene).jpeg().toBuffer();
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(60_000, frame + 5);
    bytes.writeUInt16BE(60_000, frame + 7);
    const error = await userError(openPhoto(folder.write('claims.jpg', bytes)), 'image-too-large');
    expect(error.message).toContain('60000 x 60000');
  });

  it('bytes', async () => {
    const bytes = await encoder(scene).png().toBuffer();
    const path = folder.write('bytes.png', bytes);
    const error = await userError(openPhoto(path, { maxBytes: bytes.length - 1 }), 'image-too-large');
    expect(error.message).toContain(`${bytes.length} bytes`);
    expect((await openPhoto(path, { maxBytes: bytes.length })).info.format).toBe('png');
  });

  it('a sparse file of 6 GB is refused by its size, before it is read', async () => {
    const path = folder.write('sparse.jpg', '\xff\xd8\xff');
    const file = openSync(path, 'r+');
    ftruncateSync(file, 6e9);
    closeSync(file);
    expect(statSync(path).size).toBe(6e9);
    const before = process.memoryUsage().rss;
    await userError(openPhoto(path), 'image-too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });
});
