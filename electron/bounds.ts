import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { writeFileAtomic } from '../src/export/write.ts';

const boundsSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200).max(20_000),
  height: z.number().int().min(200).max(20_000),
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof boundsSchema>;

/** Part of the window that must be on some screen for it to be found again. */
const VISIBLE = 100;

/**
 * Where the window was when it was closed; undefined if that is not known, or no screen shows enough of it (any more).
 * @param screens work areas of all screens
 */
export async function readBounds(configFolder: string, screens: readonly Rectangle[]): Promise<WindowBounds | undefined> {
  const text = await readFile(fileIn(configFolder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = boundsSchema.safeParse(stored);
  if (!parsed.success) return undefined;
  return screens.some((screen) => isVisible(parsed.data, screen)) ? parsed.data : undefined;
}

/** @throws UserError if the config folder cannot be written to */
export async function writeBounds(configFolder: string, bounds: WindowBounds): Promise<void> {
  await writeFileAtomic(fileIn(configFolder), new TextEncoder().encode(JSON.stringify(bounds)), { force: true });
}

function fileIn(configFolder: string): string {
  return join(configFolder, 'window.json');
}

function isVisible(window: WindowBounds, screen: Rectangle): boolean {
  const width = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const height = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
  return width >= VISIBLE && height >= VISIBLE;
}
