import { randomFrom } from '../../src/random.ts';

/** Ways of writing a phrase differently without changing what it means. */
export const KINDS = [
  'typo',
  'capitals',
  'punctuation',
  'politeness',
  'spelling',
  'synonym',
  'order',
  'joined',
  'plural-s',
] as const;

export type Kind = (typeof KINDS)[number];

/** Keys beside each other on a QWERTY keyboard. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  q: 'wa', w: 'qes', e: 'wrd', r: 'etf', t: 'ryg', y: 'tuh', u: 'yij', i: 'uok', o: 'ipl', p: 'ol', a: 'qsz',
  s: 'adwx', d: 'sfec', f: 'dgrv', g: 'fhtb', h: 'gjyn', j: 'hkum', k: 'jli', l: 'ko', z: 'ax', x: 'zcs', c: 'xvd',
  v: 'cbf', b: 'vng', n: 'bmh', m: 'nj',
};
const SHORTEST_MISTYPED = 3;

/** American and British spellings, each way. */
const SPELLINGS: ReadonlyArray<readonly [string, string]> = [
  ['gray', 'grey'], ['color', 'colour'], ['colored', 'coloured'], ['airplane', 'aeroplane'], ['center', 'centre'],
  ['donut', 'doughnut'], ['donuts', 'doughnuts'], ['mustache', 'moustache'], ['tire', 'tyre'], ['pajamas', 'pyjamas'],
  ['racket', 'racquet'], ['motorcycle', 'motorbike'], ['truck', 'lorry'], ['trucks', 'lorries'], ['couch', 'settee'],
  ['cell phone', 'mobile phone'], ['fridge', 'refrigerator'], ['stove', 'cooker'], ['pants', 'trousers'],
];

/** Everyday words that mean the same in a phrase about a photo. */
const SYNONYMS: ReadonlyArray<readonly [string, string]> = [
  ['man', 'guy'], ['men', 'guys'], ['woman', 'lady'], ['women', 'ladies'], ['child', 'kid'], ['children', 'kids'],
  ['bicycle', 'bike'], ['couch', 'sofa'], ['cup', 'mug'], ['cups', 'mugs'], ['tv', 'television'], ['dog', 'hound'],
  ['cat', 'kitty'], ['phone', 'mobile'], ['plane', 'aircraft'], ['photo', 'picture'], ['big', 'large'],
  ['small', 'little'], ['behind', 'in back of'], ['next to', 'beside'], ['near', 'close to'],
  ['except', 'apart from'], ['leftmost', 'furthest left'], ['rightmost', 'furthest right'], ['sofa', 'couch'],
  ['bike', 'bicycle'], ['mug', 'cup'], ['guy', 'man'], ['lady', 'woman'], ['kid', 'child'], ['fridge', 'refrigerator'],
];

const POLITE: ReadonlyArray<(phrase: string) => string> = [
  (phrase) => `please select ${phrase}`,
  (phrase) => `can you cut out ${phrase} for me?`,
  (phrase) => `i'd like ${phrase}, thanks`,
  (phrase) => `pls grab me ${phrase}`,
  (phrase) => `hi, could you find ${phrase} please`,
];
const PUNCTUATED: ReadonlyArray<(phrase: string) => string> = [
  (phrase) => `${phrase}!!`,
  (phrase) => `"${phrase}"`,
  (phrase) => `${phrase}...`,
  (phrase) => phrase.replaceAll(',', ''),
  (phrase) => phrase.replaceAll("'", '’'),
];
/** A place at the end of a phrase that may as well stand first. */
const TRAILING_PLACE = /^(.+) ((?:on|at|in) the (?:far |very )?(?:left|right|top|bottom|middle|front|back|background))$/u;

const pick = <T>(items: readonly T[], next: () => number): T => items[Math.floor(next() * items.length)];

/** One slip: two letters swapped, one left out, doubled, replaced by or followed by a neighbouring key. */
export function mistyped(word: string, next: () => number): string {
  const at = Math.floor(next() * word.length);
  const neighbour = pick(Array.from(NEIGHBOURS[word[at].toLowerCase()] ?? word[at]), next);
  const swapAt = Math.min(at, word.length - 2);
  const slips = [
    word.slice(0, swapAt) + word[swapAt + 1] + word[swapAt] + word.slice(swapAt + 2),
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at] + word.slice(at),
    word.slice(0, at) + neighbour + word.slice(at + 1),
    word.slice(0, at + 1) + neighbour + word.slice(at + 1),
  ];
  return pick(slips, next);
}

function withTypo(phrase: string, next: () => number): string | undefined {
  const words = [...phrase.matchAll(/[A-Za-z]+/gu)].filter(([word]) => word.length >= SHORTEST_MISTYPED);
  if (words.length === 0) return undefined;
  const { 0: word, index } = pick(words, next);
  return phrase.slice(0, index) + mistyped(word, next) + phrase.slice(index + word.length);
}

/** Replaces the first word of a pair that occurs; `both` ways if asked for. */
function replaced(phrase: string, pairs: ReadonlyArray<readonly [string, string]>, both: boolean): string | undefined {
  const ways = both ? [...pairs, ...pairs.map(([a, b]) => [b, a] as const)] : pairs;
  for (const [from, to] of ways) {
    const result = phrase.replace(new RegExp(`\\b${from}\\b(?!-)`, 'u'), to);
    if (result !== phrase) return result;
  }
  return undefined;
}

function joined(phrase: string, next: () => number): string | undefined {
  const spaces = [...phrase.matchAll(/(?<=[a-z]) (?=[a-z])/gu)];
  if (spaces.length === 0) return undefined;
  const { index } = pick(spaces, next);
  return phrase.slice(0, index) + phrase.slice(index + 1);
}

/**
 * A phrase written differently; undefined where the kind does not apply.
 * @param seed the same phrase, kind and seed give the same result
 */
export function perturbed(phrase: string, kind: Kind, seed: number): string | undefined {
  // Spread, so that neighbouring seeds begin apart.
  const next = randomFrom(Math.imul(seed * KINDS.length + KINDS.indexOf(kind) + 1, 0x9e3779b1));
  switch (kind) {
    case 'typo':
      return withTypo(phrase, next);
    case 'capitals':
      return next() < 0.5 ? phrase.toUpperCase() : phrase.replace(/\b[a-z]/gu, (letter) => letter.toUpperCase());
    case 'punctuation':
      return pick(PUNCTUATED, next)(phrase);
    case 'politeness':
      return pick(POLITE, next)(phrase);
    case 'spelling':
      return replaced(phrase, SPELLINGS, true);
    case 'synonym':
      return replaced(phrase, SYNONYMS, false);
    case 'order':
      return phrase.replace(TRAILING_PLACE, '$2 $1');
    case 'joined':
      return joined(phrase, next);
    case 'plural-s':
      return replaced(phrase, [['men', 'mens'], ['women', 'womans'], ['children', 'childs'], ['people', 'peoples'], ['sheep', 'sheeps'], ['knives', 'knifes'], ['geese', 'gooses'], ['mice', 'mouses']], false);
  }
}
