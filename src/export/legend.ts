import sharp from 'sharp';
import { badgeSize, DIGIT_HEIGHT, drawBadge, drawNumber, fillRect, numberWidth } from './digits.ts';
import type { Rgb, RgbCanvas } from './digits.ts';
import { displayText } from './names.ts';

export interface LegendEntry {
  readonly number: number;
  readonly color: Rgb;
  readonly name: string;
  readonly score?: number | undefined;
}

interface TextLine {
  readonly x: number;
  readonly baseline: number;
  readonly room: number;
  readonly text: string;
}

const GROUND: Rgb = [24, 24, 24];
const INK: Rgb = [255, 255, 255];

/** In units of the digits' scale. */
const ROW_HEIGHT = 14;
/** A digit is 7 units high; capital letters of common fonts are about 0.72 of the font size. */
const FONT_SIZE = 9.5;
/** Least width of a column: leaves about 20 letters for the name. */
const COLUMN_WIDTH = 160;

/** Mean advance in font sizes: of scripts whose signs fill a square, and of all others. */
const WIDE_ADVANCE = 1;
const NARROW_ADVANCE = 0.56;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The strip below an overlay: a headline, then one entry an object with its number, score and name. Numbers are drawn
 * with our own digits; the headline and the names need a font, and are left out on a machine that has none.
 *
 * @param scale size of a digit's dot in pixels
 */
export async function renderLegend(
  width: number,
  scale: number,
  headline: string,
  entries: readonly LegendEntry[],
): Promise<RgbCanvas> {
  const columns = Math.max(1, Math.floor(width / (COLUMN_WIDTH * scale)));
  const columnWidth = Math.floor(width / columns);
  const rows = 1 + Math.ceil(entries.length / columns);
  const height = (rows * ROW_HEIGHT + 4) * scale;
  const canvas: RgbCanvas = { width, height, data: new Uint8Array(width * height * 3) };
  fillRect(canvas, 0, 0, width, height, GROUND);
  const margin = 3 * scale;
  const baselineOfRow = (row: number): number => (row * ROW_HEIGHT + 4 + DIGIT_HEIGHT) * scale;
  const numberRoom = Math.max(0, ...entries.map(({ number }) => badgeSize(String(number), scale).width));
  const lines: TextLine[] = [{ x: margin, baseline: baselineOfRow(0), room: width - 2 * margin, text: headline }];
  entries.forEach((entry, index) => {
    const column = index % columns;
    const baseline = baselineOfRow(1 + Math.floor(index / columns));
    const left = column * columnWidth + margin;
    const x = drawNumbers(canvas, entry, left, baseline - DIGIT_HEIGHT * scale, scale, numberRoom);
    lines.push({ x, baseline, room: (column + 1) * columnWidth - margin - x, text: entry.name });
  });
  return (await hasFonts()) ? drawText(canvas, lines, FONT_SIZE * scale) : canvas;
}

/** Draws an entry's number, in a column of `numberRoom` pixels, and score; returns where its name begins. */
function drawNumbers(
  canvas: RgbCanvas, entry: LegendEntry, left: number, top: number, scale: number, numberRoom: number,
): number {
  drawBadge(canvas, String(entry.number), left, top - 2 * scale, scale, entry.color);
  let x = left + numberRoom + 4 * scale;
  if (entry.score !== undefined) {
    const score = entry.score.toFixed(2);
    drawNumber(canvas, score, x, top, scale, INK);
    x += numberWidth(score, scale) + 4 * scale;
  }
  return x;
}

async function drawText(canvas: RgbCanvas, lines: readonly TextLine[], fontSize: number): Promise<RgbCanvas> {
  const { width, height } = canvas;
  const texts = lines.map(({ x, baseline, room, text }) => {
    const shown = escapeXml(fitText(displayText(text), room, fontSize));
    return `<text x="${x}" y="${baseline}">${shown}</text>`;
  });
  const style = `font-family="sans-serif" font-size="${fontSize}" fill="rgb(${INK.join(',')})"`;
  const svg = svgDocument(width, height, `<g ${style}>${texts.join('')}</g>`);
  const data = await sharp(canvas.data, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, data };
}

/** Cuts a text, by estimate, to what fits into `room` pixels, and says so with an ellipsis. */
export function fitText(text: string, room: number, fontSize: number): string {
  const units = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let free = room;
  for (const [index, unit] of units.entries()) {
    free -= (WIDE.test(unit) ? WIDE_ADVANCE : NARROW_ADVANCE) * fontSize;
    if (free < 0) return `${units.slice(0, Math.max(0, index - 1)).join('')}…`;
  }
  return text;
}

/** Text for element content and attribute values of XML 1.0; expects no control characters (see `displayText`). */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

let fontsFound: Promise<boolean> | undefined;

/** Whether the SVG renderer finds a font: without one it draws the same box, or nothing, for every letter. */
export function hasFonts(): Promise<boolean> {
  fontsFound ??= Promise.all([drawLetter('i'), drawLetter('W')]).then(([narrow, wide]) => !narrow.equals(wide));
  return fontsFound;
}

function drawLetter(letter: string): Promise<Buffer> {
  const svg = svgDocument(40, 40, `<text x="4" y="32" font-family="sans-serif" font-size="30">${letter}</text>`);
  return sharp(Buffer.from(svg)).raw().toBuffer();
}

function svgDocument(width: number, height: number, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`;
}
