/** The window's menu. Pure, as all of the contract. */
import { z } from 'zod';

/** An entry of the window's menu (Electron), built by the page from its actions and catalogue. */
export interface MenuItem {
  /** Told back in an `action` event. Absent for a submenu and for a separator (which has no label either). */
  readonly action?: string | undefined;
  readonly label?: string | undefined;
  /** Electron accelerator, such as `CmdOrCtrl+Z`; shown, while the page itself listens to the keys. */
  readonly accelerator?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly checked?: boolean | undefined;
  /** What the operating system does by itself. */
  readonly role?: 'quit' | 'minimize' | 'togglefullscreen' | 'copy' | 'cut' | 'paste' | 'selectAll' | undefined;
  readonly items?: readonly MenuItem[] | undefined;
}

export const menuItemSchema: z.ZodType<MenuItem> = z.lazy(() => z.object({
  action: z.string().max(100).optional(),
  label: z.string().max(200).optional(),
  accelerator: z.string().max(60).optional(),
  enabled: z.boolean().optional(),
  checked: z.boolean().optional(),
  role: z.enum(['quit', 'minimize', 'togglefullscreen', 'copy', 'cut', 'paste', 'selectAll']).optional(),
  items: z.array(menuItemSchema).max(200).optional(),
}));
