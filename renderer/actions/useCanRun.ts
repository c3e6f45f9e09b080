import { useSyncExternalStore } from 'react';
import { usePhrases } from '../phrase/session.ts';
import { useSearch } from '../search/state.ts';
import { useApp } from '../state/app.ts';
import { usePhotos } from '../state/photos.ts';
import type { ActionId } from './definitions.ts';
import { canRun } from './registry.ts';

/** The stores that decide whether actions can be run. */
export const situationStores = [usePhotos, usePhrases, useSearch, useApp] as const;

function subscribe(onChange: () => void): () => void {
  const ends = situationStores.map((store) => store.subscribe(onChange));
  return () => {
    for (const end of ends) end();
  };
}

/** Whether an action can be run, for components: drawn anew only when that changes. */
export function useCanRun(id: ActionId): boolean {
  return useSyncExternalStore(subscribe, () => canRun(id));
}
