import type { Result, Results } from './results.ts';

/** RFC 4180, which ends lines so. */
const LINE_END = '\r\n';

export const CSV_HEAD = `path,phrase,verdict,probability,count,area,width,height,bytes,modified,review,error${LINE_END}`;

/** One photo and one phrase. @param path how the photo is named */
export function csvRow(results: Results, result: Result, phrase: string, index: number, path: string): string {
  const { verdict, count, area } = results.judge(index, result);
  const { width, height, bytes, modified } = result;
  return csvLine([
    path, phrase, verdict, result.answers[index].probability.toFixed(4), count, area.toFixed(4), width, height, bytes,
    new Date(modified).toISOString(), results.reviewOf(index, result) ?? '', '',
  ]);
}

/** A file that failed. */
export function csvFailure(path: string, reason: string): string {
  return csvLine([path, '', '', '', '', '', '', '', '', '', '', reason]);
}

export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => csvCell(String(cell))).join(',') + LINE_END;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
