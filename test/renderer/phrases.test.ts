import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT_DRAFT, markUnknown, phrasesOf, walkHistory } from '../../renderer/phrase/phrases.ts';

describe('phrasesOf', () => {
  it('cuts a line at semicolons and leaves out what is empty or said twice', () => {
    expect(phrasesOf(' all donuts;  both   oranges ;; all donuts;')).toEqual(['all donuts', 'both oranges']);
    expect(phrasesOf(' ; ')).toEqual([]);
  });
});

describe('markUnknown', () => {
  it('marks whole words only, whatever their case', () => {
    expect(markUnknown('The Zorb, not the zorbing', ['zorb'])).toEqual([
      { text: 'The ', isUnknown: false }, { text: 'Zorb', isUnknown: true }, { text: ', not the zorbing', isUnknown: false },
    ]);
  });

  it('keeps every letter of the line', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.string()), (line, words) => {
      expect(markUnknown(line, words).map(({ text }) => text).join('')).toBe(line);
    }));
  });
});

describe('walkHistory', () => {
  const earlier = ['newest', 'older'];

  it('goes back to the oldest phrase and forth to what was being typed', () => {
    const first = walkHistory(earlier, AT_DRAFT, 1, 'draft')!;
    expect(first.text).toBe('newest');
    const second = walkHistory(earlier, first.at, 1, first.text)!;
    expect(second.text).toBe('older');
    expect(walkHistory(earlier, second.at, 1, second.text)).toBeNull();
    const back = walkHistory(earlier, second.at, -1, second.text)!;
    expect(walkHistory(earlier, back.at, -1, back.text)!.text).toBe('draft');
    expect(walkHistory(earlier, AT_DRAFT, -1, 'draft')).toBeNull();
  });
});
