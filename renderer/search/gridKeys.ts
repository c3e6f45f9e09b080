import type { KeyboardEvent } from 'react';
import { moveCursor, placeCursor, selectAllPhotos, selectOnlyCursor } from './cursor.ts';
import { openHit } from './openHit.ts';
import { activePane, useSearch } from './state.ts';

/** Arrows and the like in a grid: how many photos they go. */
function stepOf(key: string, columns: number, rowsOfPage: number): number | null {
  switch (key) {
    case 'ArrowLeft': return -1;
    case 'ArrowRight': return 1;
    case 'ArrowUp': return -columns;
    case 'ArrowDown': return columns;
    case 'PageUp': return -columns * rowsOfPage;
    case 'PageDown': return columns * rowsOfPage;
    default: return null;
  }
}

/** Keys of a grid; letters are actions and work wherever the focus is. */
export function onGridKey(event: KeyboardEvent, columns: number, rowsOfPage: number): void {
  if (handle(event, columns, rowsOfPage)) event.preventDefault();
}

function handle({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent, columns: number, rowsOfPage: number): boolean {
  const { isPreviewing } = useSearch.getState();
  const hasModifier = ctrlKey || metaKey;
  if (hasModifier && key.toLowerCase() === 'a') {
    selectAllPhotos();
    return true;
  }
  if (hasModifier || altKey) return false;
  const move = { extends: shiftKey && !isPreviewing, follows: true };
  // In the preview there is one photo after the other.
  const step = stepOf(key, isPreviewing ? 1 : columns, isPreviewing ? 1 : rowsOfPage);
  if (step !== null) moveCursor(step, move);
  else if (key === 'Home') placeCursor(0, move);
  else if (key === 'End') placeCursor((activePane()?.files.length ?? 0) - 1, move);
  else if (key === 'Enter') void openHit();
  else if (key === ' ') togglePreview();
  else if (key === 'Escape') {
    if (isPreviewing) togglePreview();
    else selectOnlyCursor();
  } else return false;
  return true;
}

/** Shows the photo at the cursor large, or the grid again. */
export function togglePreview(): void {
  useSearch.setState(({ isPreviewing }) => ({ isPreviewing: !isPreviewing && activePane()?.cursor !== null }));
}
