import type { SearchItem } from '../api/contract/search.ts';

/** RFC 4180, which ends lines so. */
const LINE_END = '\r\n';

export const CSV_HEAD = `path,phrase,verdict,probability,count,area,width,height,bytes,modified,review,error${LINE_END}`;

/** What one phrase means on one photo. @param path how the photo is named */
export function csvRow({ answers, width, height, bytes, modified }: SearchItem, phrase: string, index: number, path: string): string {
  const { verdict, probability, count, area, review = '' } = answers[index];
  return csvLine([
    path, phrase, verdict, probability.toFixed(4), count, area.toFixed(4), width, height, bytes, new Date(modified).toISOString(), review, '',
  ]);
}

/** A file that failed. */
export function csvFailure(path: string, reason: string): string {
  return csvLine([path, '', '', '', '', '', '', '', '', '', '', reason]);
}

function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => csvCell(String(cell))).join(',') + LINE_END;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
