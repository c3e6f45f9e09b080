import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawNumber, numberWidth } from '../../src/export/digits.ts';
import type { RgbCanvas } from '../../src/export/digits.ts';
import { escapeXml, fitText, renderLegend } from '../../src/export/legend.ts';
import { renderOverlay } from '../../src/export/overlay.ts';
import type { ExportLayer, ExportPhoto } from '../../src/export/types.ts';
import { displayP3, EMPTY, softDisc, temporaryFolder } from './fixtures.ts';

const ORANGE = [230, 159, 0];
const SKY = [86, 180, 233];

function grayPhoto(width: number, height: number, value = 200): ExportPhoto {
  return { pixels: { width, height, channels: 3, data: new Uint8Array(width * height * 3).fill(value) } };
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => number[];
}

async function decode(png: Uint8Array): Promise<Decoded> {
  const { data, info } = await sharp(png, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x, y) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

const layers: ExportLayer[] = [
  { name: 'the mugs 1', alpha: softDisc(100, 100, 60), score: 0.93 },
  { name: 'the mugs 2', alpha: softDisc(300, 150, 80), score: 0.5 },
];

describe('renderOverlay', () => {
  it('dims outside, tints inside and outlines, each object in its colour', async () => {
    const { width, height, at } = await decode(await renderOverlay(grayPhoto(400, 300), layers, 'the mugs'));
    expect(width).toBe(400);
    expect(height).toBeGreaterThan(300);
    expect(at(5, 5)).toEqual([100, 100, 100]);
    // Inside, away from the number: 35 % of the colour.
    for (const [x, y, color] of [[100, 60, ORANGE], [300, 90, SKY]] as const) {
      at(x, y).forEach((value, band) => { expect(value).toBeCloseTo(200 + 0.35 * (color[band] - 200), -0.5); });
    }
    expect(at(100, 38)).toEqual(ORANGE);
    expect(at(300, 68)).toEqual(SKY);
  });

  it('numbers every object where it is', async () => {
    const { at } = await decode(await renderOverlay(grayPhoto(400, 300), layers, 'the mugs'));
    const ink = (left: number, top: number): number => {
      let count = 0;
      for (let y = top; y < top + 30; y++) {
        for (let x = left; x < left + 30; x++) if (at(x, y).every((value) => value === 0)) count++;
      }
      return count;
    };
    expect(ink(85, 85)).toBeGreaterThan(40);
    expect(ink(285, 135)).toBeGreaterThan(40);
    expect(ink(185, 10)).toBe(0);
  });

  it('leaves the photo as it is when nothing was found, and says so below', async () => {
    const photo = grayPhoto(400, 300);
    const found = await decode(await renderOverlay(photo, [], 'a giraffe'));
    for (const [x, y] of [[0, 0], [399, 299], [200, 150]]) expect(found.at(x, y)).toEqual([200, 200, 200]);
    expect(found.height).toBeGreaterThan(300);
    const other = await renderOverlay(photo, [], 'a zebra');
    expect(Buffer.from(other).equals(Buffer.from(await renderOverlay(photo, [], 'a giraffe')))).toBe(false);
  });

  it.each([
    [1, 1], [5, 200], [200, 150], [3000, 40],
  ])('draws on a photo of %i x %i', async (width, height) => {
    const alpha = { x: 0, y: 0, width, height, data: new Uint8Array(width * height).fill(255) };
    const layer = { name: 'all', alpha, score: 1 };
    const overlay = await decode(await renderOverlay(grayPhoto(width, height), [layer], 'all'));
    expect(overlay.width).toBe(width);
    expect(overlay.height).toBeGreaterThan(height);
  });

  it('survives hostile phrases, more objects than colours, and erased ones', async () => {
    const phrase = `</text><image href="file:///etc/passwd"/>&bad; "'\u0000\u202e\ud800\uffff ${'漢'.repeat(900)}`;
    const many = Array.from({ length: 30 }, (_, index) => ({ name: phrase, alpha: softDisc(20 + index * 5, 50, 8) }));
    const png = await renderOverlay(grayPhoto(200, 100), [...many, { name: 'gone', alpha: EMPTY }], phrase);
    expect((await sharp(png).metadata()).width).toBe(200);
  });

  it('shows a transparent photo on gray and keeps the profile', async () => {
    const icc = await displayP3();
    const pixels = { width: 50, height: 40, channels: 4 as const, data: new Uint8Array(50 * 40 * 4) };
    const png = await renderOverlay({ pixels, icc }, [], 'nothing');
    expect((await decode(png)).at(10, 10)).toEqual([128, 128, 128]);
    expect((await sharp(png).metadata()).icc?.equals(Buffer.from(icc))).toBe(true);
  });
});

describe('renderLegend', () => {
  const entries = [{ number: 12, color: [0, 114, 178] as const, name: 'the mug', score: 0.93 }];

  it('writes text where the machine has fonts, and numbers where it has none', async () => {
    const folder = await temporaryFolder();
    const config = join(folder, 'fonts.conf');
    await writeFile(config, '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>');
    const module = join(import.meta.dirname, '../../src/export/legend.ts');
    const script = `
      import { hasFonts, renderLegend } from ${JSON.stringify(module)};
      const { data } = await renderLegend(300, 1, 'phrase', ${JSON.stringify(entries)});
      console.log(JSON.stringify({ fonts: await hasFonts(), bright: data.filter((value) => value > 200).length }));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, FONTCONFIG_FILE: config },
    });
    const bare = JSON.parse(stdout) as { fonts: boolean; bright: number };
    expect(bare.fonts).toBe(false);
    expect(bare.bright).toBeGreaterThan(50);
  });

  it('wraps entries into columns and rows', async () => {
    const one = await renderLegend(700, 2, 'phrase', entries);
    const two = await renderLegend(700, 2, 'phrase', [...entries, ...entries]);
    const three = await renderLegend(700, 2, 'phrase', [...entries, ...entries, ...entries]);
    expect(one.width).toBe(700);
    expect(two.height).toBe(one.height);
    expect(three.height).toBeGreaterThan(two.height);
  });
});

describe('text of a legend', () => {
  it('is cut to its room with an ellipsis, between graphemes', () => {
    expect(fitText('the mug', 100, 10)).toBe('the mug');
    expect(fitText('the mug on the table', 60, 10)).toBe('the mug o…');
    expect(fitText('漢字漢字漢字漢字', 40, 10)).toBe('漢字漢…');
    expect(fitText('abc', 0, 10)).toBe('…');
  });

  it('is escaped for XML', () => {
    expect(escapeXml(`<a b="c" d='e'>&`)).toBe('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;');
  });
});

describe('drawNumber', () => {
  it('draws every digit differently and stays on the canvas', () => {
    const pictures = Array.from('0123456789.', (digit) => {
      const canvas: RgbCanvas = { width: 5, height: 7, data: new Uint8Array(105) };
      drawNumber(canvas, digit, 0, 0, 1, [255, 255, 255]);
      return Buffer.from(canvas.data).toString('hex');
    });
    expect(new Set(pictures).size).toBe(11);
    const canvas: RgbCanvas = { width: 4, height: 4, data: new Uint8Array(48) };
    drawNumber(canvas, '88', -6, -6, 3, [255, 255, 255]);
    expect(canvas.data.some((value) => value === 255)).toBe(true);
    expect(numberWidth('88', 3)).toBe(33);
  });
});
