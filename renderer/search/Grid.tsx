import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Cell } from './Cell.tsx';
import type { CellSize } from './Cell.tsx';
import { placeCursor, toggleAt } from './cursor.ts';
import { onGridKey } from './gridKeys.ts';
import { maskKey, wantItems, wantMasks, useItems } from './items.ts';
import { openHit } from './openHit.ts';
import { patchPane, useSearch } from './state.ts';
import type { Pane } from './state.ts';

const GAP = 10;
const CAPTION = 34;
/** Rows beyond the window that are drawn ahead. */
const OVERSCAN = 2;
/** Milliseconds that the grid has to stand still before pictures are asked for: nobody looks at what flies by. */
const SETTLE = 60;

interface GridProps {
  readonly index: number;
  readonly pane: Pane;
  readonly label: string;
}

/** The photos of a pane: a list box of which only what is in sight exists. */
export function Grid({ index, pane, label }: GridProps) {
  const { files, phrase, cursor, selected } = pane;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const wish = useSearch(({ cellWidth }) => cellWidth);
  const columns = Math.max(1, Math.floor((width - GAP) / (wish + GAP)));
  // The same object as long as it says the same, or every cell would be drawn anew with every key.
  const size = useMemo(() => sizeOf(width, columns), [width, columns]);
  const rows = useVirtualizer({
    count: Math.ceil(files.length / columns),
    getScrollElement: useCallback(() => scroller.current, []),
    estimateSize: () => size.height + GAP,
    overscan: OVERSCAN,
    paddingStart: GAP,
    useFlushSync: false,
  });
  useEffect(() => { rows.measure(); }, [rows, size.height]);
  const shown = rows.getVirtualItems();
  const first = (shown[0]?.index ?? 0) * columns;
  const last = ((shown.at(-1)?.index ?? -1) + 1) * columns;
  useContents(files, first, last, phrase);
  useCursorInSight(rows, files, cursor, columns);
  const place = useMemo(() => ({ files, first, last, columns, size }), [files, first, last, columns, size]);
  const base = `search-${index}`;
  return (
    <div
      ref={scroller} className="photo-grid" role="listbox" tabIndex={0} aria-multiselectable aria-label={label}
      {...(cursor === null ? {} : { 'aria-activedescendant': `${base}-${cursor}` })}
      onFocus={(event) => { takeFocus(event.currentTarget, index, pane); }}
      onKeyDown={(event: KeyboardEvent) => { onGridKey(event, columns, pageOf(scroller.current, size)); }}
      onClick={(event) => { onClick(event, index); }}
      onDoubleClick={() => { void openHit(); }}
      onScroll={(event) => { if (event.currentTarget.scrollTop > 0 && !pane.isHeld) patchPane(index, { isHeld: true }); }}
    >
      <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        <Cells {...useDeferredValue(place)} base={base} phrase={phrase} cursor={cursor} selected={selected} />
      </div>
    </div>
  );
}

interface CellsProps {
  readonly files: readonly number[];
  /** Places of those that exist: from `first` up to, not including, `last`. */
  readonly first: number;
  readonly last: number;
  readonly columns: number;
  readonly size: CellSize;
  /** Beginning of every cell's id. */
  readonly base: string;
  readonly phrase: number;
  readonly cursor: number | null;
  readonly selected: ReadonlySet<number>;
}

/**
 * The cells of what is in sight. Where they are and what they show comes deferred: a page of photos, or the answers to
 * one, are drawn in slices between keys. The cursor and the selection are shown at once.
 */
const Cells = memo(function Cells({ files, first, last, columns, size, base, phrase, cursor, selected }: CellsProps) {
  const { items, masks } = useDeferredValue(useItems());
  return files.slice(first, last).map((file, i) => {
    const at = first + i;
    return (
      <Cell
        key={file} id={`${base}-${file}`} item={items.get(file)} objects={masks.get(maskKey(phrase, file))}
        at={at} total={files.length} phrase={phrase} size={size}
        x={GAP + (at % columns) * (size.width + GAP)} y={GAP + Math.floor(at / columns) * (size.height + GAP)}
        isSelected={selected.has(file)} isCursor={cursor === file}
      />
    );
  });
});

function sizeOf(width: number, columns: number): CellSize {
  const cell = Math.max(1, Math.floor((width - GAP) / columns) - GAP);
  const pictureHeight = Math.round(cell * 0.75);
  return { width: cell, height: pictureHeight + CAPTION, pictureWidth: cell, pictureHeight };
}

/** Rows that PageDown goes. */
function pageOf(scroller: HTMLElement | null, { height }: CellSize): number {
  return Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / (height + GAP)));
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => { setWidth(Math.floor(entry.contentRect.width)); });
    observer.observe(element.current);
    return () => { observer.disconnect(); };
  }, [element]);
  return width;
}

/** Has the answers and masks of what is in sight fetched. */
function useContents(files: readonly number[], first: number, last: number, phrase: number): void {
  const version = useSearch(({ run }) => (run === null ? '' : JSON.stringify(run.thresholds)));
  const items = useItems((state) => state.items);
  useEffect(() => {
    const timer = setTimeout(() => {
      const inSight = files.slice(first, last);
      void wantItems(inSight);
      void wantMasks(phrase, inSight);
    }, SETTLE);
    return () => { clearTimeout(timer); };
  }, [files, first, last, phrase, version, items]);
}

function useCursorInSight(
  rows: { scrollToIndex(index: number, options: { align: 'auto' }): void }, files: readonly number[], cursor: number | null, columns: number,
): void {
  useEffect(() => {
    const at = cursor === null ? -1 : files.indexOf(cursor);
    if (at >= 0) rows.scrollToIndex(Math.floor(at / columns), { align: 'auto' });
    // Not when the list grows: only the user moves what he sees.
  }, [cursor, columns]);
}

/** The first photo is where keys begin. A click says itself which photo it means. */
function takeFocus(grid: HTMLElement, index: number, { cursor, files }: Pane): void {
  useSearch.setState({ activePane: index });
  if (cursor === null && files.length > 0 && grid.matches(':focus-visible')) placeCursor(0, { extends: false, follows: true });
}

function onClick(event: MouseEvent, index: number): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-at]') : null;
  if (cell === null) return;
  useSearch.setState({ activePane: index });
  const at = Number(cell.dataset.at);
  if (event.ctrlKey || event.metaKey) toggleAt(at);
  else placeCursor(at, { extends: event.shiftKey, follows: true });
}
