import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WordPieceTokenizer } from '../../../src/model/rela/tokenizer.ts';

interface Golden {
  readonly phrase: string;
  readonly ids: readonly number[];
  readonly length: number;
}

const vocabulary = readFileSync(resolve(import.meta.dirname, '../../../training/rela/vocabulary/bert-base-uncased.txt'), 'utf8').trimEnd().split('\n');
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'tokens.json'), 'utf8')) as readonly Golden[];
const tokenizer = new WordPieceTokenizer(vocabulary);

describe('WordPieceTokenizer', () => {
  it.each(golden.map((row) => [JSON.stringify(row.phrase).slice(0, 60), row] as const))('makes of %s what transformers makes', (_name, { phrase, ids, length }) => {
    const encoded = tokenizer.encode(phrase, 20);
    expect(encoded.ids).toEqual(ids);
    expect(encoded.mask).toEqual(ids.map((_, index) => (index < length ? 1 : 0)));
  });

  it('names the words that it cannot read or that lie beyond the cut', () => {
    expect(tokenizer.encode('the red cup!', 20).unread).toEqual([]);
    expect(tokenizer.encode('the “𐍈𐍉”, cup 👍', 20).unread).toEqual(['𐍈𐍉', '👍']);
    expect(tokenizer.encode(`${'red '.repeat(19)}Cup, shelf`, 20).unread).toEqual(['Cup', 'shelf']);
  });

  it('needs its special tokens', () => {
    expect(() => new WordPieceTokenizer(['a', '[PAD]'])).toThrow('lacks [UNK], [CLS], [SEP]');
  });
});
