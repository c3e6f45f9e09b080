/** An RGB picture, row-major, 3 bytes a pixel. */
export interface RgbCanvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type Rgb = readonly [red: number, green: number, blue: number];

const GLYPH_WIDTH = 5;
/** Height of a digit in units of its scale. */
export const DIGIT_HEIGHT = 7;
const ADVANCE = GLYPH_WIDTH + 1;
const PADDING = 2;

/** Digits and the point, drawn here so that numbers look the same on a machine without fonts. One string a row. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  '0': ['.###.', '#...#', '#..##', '#.#.#', '##..#', '#...#', '.###.'],
  '1': ['..#..', '.##..', '..#..', '..#..', '..#..', '..#..', '.###.'],
  '2': ['.###.', '#...#', '....#', '...#.', '..#..', '.#...', '#####'],
  '3': ['.###.', '#...#', '....#', '..##.', '....#', '#...#', '.###.'],
  '4': ['...#.', '..##.', '.#.#.', '#..#.', '#####', '...#.', '...#.'],
  '5': ['#####', '#....', '####.', '....#', '....#', '#...#', '.###.'],
  '6': ['..##.', '.#...', '#....', '####.', '#...#', '#...#', '.###.'],
  '7': ['#####', '....#', '...#.', '..#..', '..#..', '..#..', '..#..'],
  '8': ['.###.', '#...#', '#...#', '.###.', '#...#', '#...#', '.###.'],
  '9': ['.###.', '#...#', '#...#', '.####', '....#', '...#.', '.##..'],
  '.': ['.....', '.....', '.....', '.....', '.....', '.##..', '.##..'],
};

/** Width in pixels of a number drawn by `drawNumber`. */
export function numberWidth(text: string, scale: number): number {
  return (text.length * ADVANCE - 1) * scale;
}

/** Size in pixels of a badge drawn by `drawBadge`. */
export function badgeSize(text: string, scale: number): { width: number; height: number } {
  return { width: numberWidth(text, scale) + 2 * PADDING * scale, height: (DIGIT_HEIGHT + 2 * PADDING) * scale };
}

/** Draws digits and points with the left top corner at `x`, `y`; what lies outside the canvas is left out. */
export function drawNumber(canvas: RgbCanvas, text: string, x: number, y: number, scale: number, color: Rgb): void {
  Array.from(text).forEach((character, index) => {
    GLYPHS[character].forEach((row, line) => {
      Array.from(row).forEach((dot, column) => {
        if (dot === '#') {
          fillRect(canvas, x + (index * ADVANCE + column) * scale, y + line * scale, scale, scale, color);
        }
      });
    });
  });
}

/** A number on a field of `color`, in black or white, whichever contrasts more, with a rim of the same. */
export function drawBadge(canvas: RgbCanvas, text: string, x: number, y: number, scale: number, color: Rgb): void {
  const { width, height } = badgeSize(text, scale);
  const rim = Math.max(1, Math.floor(scale / 2));
  const ink: Rgb = luminance(color) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  fillRect(canvas, x, y, width, height, ink);
  fillRect(canvas, x + rim, y + rim, width - 2 * rim, height - 2 * rim, color);
  drawNumber(canvas, text, x + PADDING * scale, y + PADDING * scale, scale, ink);
}

/** Fills a rectangle of whole pixels; what lies outside the canvas is left out. */
export function fillRect(
  canvas: RgbCanvas, x: number, y: number, width: number, height: number, color: Rgb,
): void {
  const right = Math.min(canvas.width, x + width);
  const bottom = Math.min(canvas.height, y + height);
  for (let row = Math.max(0, y); row < bottom; row++) {
    for (let column = Math.max(0, x); column < right; column++) {
      canvas.data.set(color, (row * canvas.width + column) * 3);
    }
  }
}

/** Relative luminance 0..1 of an sRGB colour (WCAG 2.2); black and white contrast equally at 0.18. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
