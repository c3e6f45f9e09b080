import { activePane, patchPane, useSearch } from './state.ts';
import type { Pane } from './state.ts';

interface Move {
  /** Whether everything from where the selection began is selected (Shift). */
  readonly extends: boolean;
  /** Whether the preview and the selection go along. */
  readonly follows: boolean;
}

/** Moves the cursor of the active pane by a number of photos; it stops at the ends. */
export function moveCursor(by: number, move: Move): void {
  const pane = activePane();
  if (pane === null || pane.files.length === 0) return;
  const at = pane.cursor === null ? -1 : pane.files.indexOf(pane.cursor);
  const to = at < 0 ? 0 : Math.min(pane.files.length - 1, Math.max(0, at + by));
  placeCursor(to, move);
}

/** Puts the cursor on a photo by its place in the list. */
export function placeCursor(at: number, { extends: isRange, follows }: Move): void {
  const { activePane: index } = useSearch.getState();
  const pane = activePane();
  const file = pane?.files[at];
  if (pane === null || file === undefined) return;
  const anchor = isRange ? pane.anchor ?? pane.cursor ?? file : file;
  patchPane(index, {
    cursor: file, anchor, isHeld: true,
    ...(isRange ? { selected: rangeOf(pane, anchor, at) } : follows ? { selected: new Set([file]) } : {}),
  });
}

function rangeOf({ files }: Pane, anchor: number, to: number): ReadonlySet<number> {
  const from = Math.max(0, files.indexOf(anchor));
  return new Set(files.slice(Math.min(from, to), Math.max(from, to) + 1));
}

/** Takes one photo into the selection or out of it (Ctrl+click). */
export function toggleAt(at: number): void {
  const { activePane: index } = useSearch.getState();
  const pane = activePane();
  const file = pane?.files[at];
  if (pane === null || file === undefined) return;
  const selected = new Set(pane.selected);
  if (!selected.delete(file)) selected.add(file);
  patchPane(index, { cursor: file, anchor: file, isHeld: true, selected });
}

export function selectAllPhotos(): void {
  const pane = activePane();
  if (pane !== null) patchPane(useSearch.getState().activePane, { selected: new Set(pane.files), isHeld: true });
}

/** Only the photo at the cursor stays selected. */
export function selectOnlyCursor(): void {
  const pane = activePane();
  if (pane === null) return;
  patchPane(useSearch.getState().activePane, { selected: new Set(pane.cursor === null ? [] : [pane.cursor]) });
}
