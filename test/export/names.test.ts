import fc from 'fast-check';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  displayText, fileNameKey, layerNames, MAX_STEM_BYTES, safeFileStem, uniqueFileStems,
} from '../../src/export/names.ts';
import { temporaryFolder } from './fixtures.ts';

const RESERVED = ['CON', 'prn', 'Aux', 'nul', 'COM1', 'com9', 'LPT1', 'lpt²', 'CONIN$', 'nul.tar'];

/** Unicode at its worst: any code unit, lone surrogates, controls, long graphemes, reserved names, separators. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 100 }),
  fc.string({ unit: fc.constantFrom(...Array.from('/\\.:-~ \u202e\u200d\u0301\0\nA👨‍👩‍👧é漢')), maxLength: 120 }),
  fc.tuple(fc.constantFrom(...RESERVED), fc.string({ maxLength: 100 })).map((parts) => parts.join('')),
);

describe('safeFileStem', () => {
  it('makes any text safe on every operating system', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stem = safeFileStem(text);
        expect(stem).not.toBe('');
        expect(new TextEncoder().encode(stem).length).toBeLessThanOrEqual(MAX_STEM_BYTES);
        expect(stem).not.toMatch(/\p{Cs}/u);
        expect(stem).toBe(stem.normalize('NFC'));
        expect(stem).not.toMatch(/[\s/\\:*?"<>|`$]/u);
        expect(stem).not.toMatch(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
        expect(stem).not.toMatch(/^[.~-]|[.-]$/u);
        expect(stem.split('.')[0]).not.toMatch(/^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)$/iu);
        expect(safeFileStem(stem)).toBe(stem);
      }),
      { numRuns: 3000 },
    );
  });

  it('names files that this file system takes, and lists under the same name', async () => {
    const folder = await temporaryFolder();
    const texts = fc.sample(anyText, { numRuns: 200, seed: 7 });
    const stems = uniqueFileStems(texts);
    for (const stem of stems) await writeFile(join(folder, `${stem}.overlay.png`), '');
    expect((await readdir(folder)).sort()).toEqual(stems.map((stem) => `${stem}.overlay.png`).sort());
  });

  it('keeps every script and emoji', () => {
    expect(safeFileStem('the two mugs')).toBe('the-two-mugs');
    expect(safeFileStem('белая собака')).toBe('белая-собака');
    expect(safeFileStem('左边的人')).toBe('左边的人');
    expect(safeFileStem('الكلب الأبيض')).toBe('الكلب-الأبيض');
    expect(safeFileStem('👨‍👩‍👧 with ❤️')).toBe('👨‍👩‍👧-with-❤️');
    expect(safeFileStem('🏴󠁧󠁢󠁥󠁮󠁧󠁿 fans')).toBe('🏴󠁧󠁢󠁥󠁮󠁧󠁿-fans');
    expect(safeFileStem('می‌خواهم')).toBe('می‌خواهم');
  });

  it('disarms what systems, shells and readers take for something else', () => {
    expect(safeFileStem('../../etc/passwd')).toBe('etc-passwd');
    expect(safeFileStem('C:\\Windows\\cat')).toBe('C-Windows-cat');
    expect(safeFileStem('-rf $(touch x)')).toBe('rf-(touch-x)');
    expect(safeFileStem('~/.ssh')).toBe('ssh');
    expect(safeFileStem('cat\u202egnp.exe')).toBe('catgnp.exe');
    expect(safeFileStem('con')).toBe('_con');
    expect(safeFileStem('NUL.txt')).toBe('_NUL.txt');
    expect(safeFileStem('console')).toBe('console');
    expect(safeFileStem('the cat...  ')).toBe('the-cat');
    expect(safeFileStem('\u200b\u3164 \n')).toBe('object');
    expect(safeFileStem('')).toBe('object');
  });

  it('cuts between graphemes', () => {
    const family = '👨‍👩‍👧';
    expect(safeFileStem(family.repeat(10))).toBe(family.repeat(4));
    expect(safeFileStem(`e${'\u0301'.repeat(100)}`).length).toBeGreaterThan(1);
  });
});

describe('uniqueFileStems', () => {
  const variants = fc.constantFrom('É', 'é', 'e\u0301', 'E');

  it('gives no two names that any file system takes for one', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, variants), { maxLength: 12 }), (texts) => {
        const stems = uniqueFileStems(texts);
        expect(new Set(stems.map(fileNameKey)).size).toBe(texts.length);
        for (const stem of stems) expect(safeFileStem(stem)).toBe(stem);
      }),
    );
  });

  it('numbers what would clash, regardless of case and normal form', () => {
    expect(uniqueFileStems(['Café', 'cafe\u0301', 'CAFÉ', 'cafe'])).toEqual(['Café', 'café-2', 'CAFÉ-3', 'cafe']);
    expect(uniqueFileStems(['a', 'a-2', 'a'])).toEqual(['a', 'a-2', 'a-3']);
    const long = 'x'.repeat(200);
    expect(uniqueFileStems([long, long])).toEqual(['x'.repeat(80), `${'x'.repeat(78)}-2`]);
  });

  it('holds on a real file system', async () => {
    const folder = await temporaryFolder();
    for (const stem of uniqueFileStems(['Mug', 'mug', 'MUG'])) await mkdir(join(folder, stem));
    expect(await readdir(folder)).toHaveLength(3);
  });
});

describe('layerNames', () => {
  it('is the phrase, numbered when there are several', () => {
    expect(layerNames('the two mugs', 2)).toEqual(['the two mugs 1', 'the two mugs 2']);
    expect(layerNames(' the\n mug ', 1)).toEqual(['the mug']);
    expect(layerNames('the mug', 0)).toEqual([]);
    expect(layerNames('\u202e', 1)).toEqual(['object']);
  });

  it('keeps the number of a name that is too long for Photoshop', () => {
    const names = layerNames('漢'.repeat(500), 12);
    expect(names[11]).toHaveLength(255);
    expect(names[11].endsWith('漢 12')).toBe(true);
  });
});

describe('displayText', () => {
  it('leaves nothing that hides or reorders', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = displayText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\n]/u);
        expect(shown).not.toMatch(/^ | {2}| $/u);
        expect(displayText(shown)).toBe(shown);
      }),
      { numRuns: 1000 },
    );
  });
});
