import { create } from 'zustand';
import type { LayerId } from '../../src/document/settings.ts';

/** Groups that the list shows closed. A matter of the screen, not of the document. */
export const useCollapsed = create<{ readonly ids: ReadonlySet<LayerId> }>(() => ({ ids: new Set() }));
