/** Neighbours on a QWERTY keyboard, row by row. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const VOWELS = new Set('aeiouy');

/** What is mistaken more easily costs less than a whole edit. */
const TRANSPOSED = 0.7;
const DOUBLED = 0.7;
const LIKELY_SLIP = 0.85;
/** People seldom get the first letter wrong. */
const AT_START = 0.4;

const positions = new Map<string, readonly [row: number, column: number]>(
  ROWS.flatMap((keys, row) => Array.from(keys, (key, column) => [key, [row, column + row * 0.4]] as const)),
);

function areNeighbours(a: string, b: string): boolean {
  const [p, q] = [positions.get(a), positions.get(b)];
  return p !== undefined && q !== undefined && Math.abs(p[0] - q[0]) <= 1 && Math.abs(p[1] - q[1]) <= 1;
}

function substitution(a: string, b: string): number {
  return areNeighbours(a, b) || (VOWELS.has(a) && VOWELS.has(b)) ? LIKELY_SLIP : 1;
}

/** Longest word that is compared; longer ones are no slips of known words. */
export const LONGEST_COMPARED = 30;
/** Three rows of the table, used over and over: words are compared by the thousand. */
const rows = [0, 1, 2].map(() => new Float64Array(LONGEST_COMPARED + 1)) as [Float64Array, Float64Array, Float64Array];

/**
 * Weighted optimal string alignment distance (Damerau-Levenshtein without overlaps): letters left out, added, changed,
 * or swapped with their neighbour.
 * @param limit the distance is of no interest beyond it
 * @returns the distance; Infinity beyond the limit and for words of more than {@link LONGEST_COMPARED} letters
 */
export function editCost(written: string, meant: string, limit: number): number {
  if (Math.max(written.length, meant.length) > LONGEST_COMPARED) return Infinity;
  if (Math.abs(written.length - meant.length) > limit / DOUBLED) return Infinity;
  let [beforeLast, last, row] = rows;
  for (let j = 0; j <= meant.length; j += 1) last[j] = j === 0 ? 0 : j + AT_START;
  for (let i = 1; i <= written.length; i += 1) {
    row[0] = i + AT_START;
    let least = row[0];
    const a = written[i - 1];
    for (let j = 1; j <= meant.length; j += 1) {
      const b = meant[j - 1];
      const start = i === 1 && j === 1 ? AT_START : 0;
      const added = last[j] + (a === written[i - 2] ? DOUBLED : 1);
      const leftOut = row[j - 1] + (b === meant[j - 2] ? DOUBLED : 1);
      const changed = last[j - 1] + (a === b ? 0 : substitution(a, b) + start);
      row[j] = Math.min(added, leftOut, changed);
      if (i > 1 && j > 1 && a === meant[j - 2] && written[i - 2] === b) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + TRANSPOSED + (i === 2 ? AT_START / 2 : 0));
      }
      least = Math.min(least, row[j]);
    }
    if (least > limit) return Infinity;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[meant.length] <= limit ? last[meant.length] : Infinity;
}
