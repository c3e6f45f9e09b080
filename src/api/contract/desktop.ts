/** What the page asks of the desktop around its window. Pure, as all of the contract. */
import { z } from 'zod';
import { nothing } from './primitives.ts';

export const desktopMethods = {
  /** Shows a notification of the desktop (Electron), unless the user is looking at the window; elsewhere nothing happens. */
  'window.notify': { params: z.object({ title: z.string().max(500), text: z.string().max(5000) }), result: nothing },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;
