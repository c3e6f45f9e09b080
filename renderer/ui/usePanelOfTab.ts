import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/**
 * Keeps the id of a panel whose content changes with the tab the one that the tab in front names: React Aria gives a panel
 * the id of the first tab that it showed, for good, and a panel of its own for each tab would build its content anew.
 * @param selected key of the tab in front
 * @returns the panel's ref
 */
export function usePanelOfTab(selected: string | null): RefObject<HTMLDivElement | null> {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = panel.current?.getAttribute('aria-labelledby') ?? '';
    if (panel.current !== null) panel.current.id = tab.replace('-tab-', '-tabpanel-');
  }, [selected]);
  return panel;
}
