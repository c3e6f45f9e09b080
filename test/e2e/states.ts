import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { violations } from './browserEditor.ts';

/** A state of the page by its name, with the way to it from the state before. */
export type State = readonly [name: string, reach: (page: Page) => Promise<unknown>];

/** Where a screenshot of every state is kept, if anywhere. */
const screenshots = process.env['PHRASELIFT_SCREENSHOTS'];

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 900, height: 700 };
const looks = [
  { look: 'dark', colorScheme: 'dark', size: WIDE },
  { look: 'light', colorScheme: 'light', size: WIDE },
  { look: 'narrow', colorScheme: 'dark', size: NARROW },
] as const;

/**
 * Goes from state to state and has axe look at each in the dark and in the light theme and in a narrow window.
 * @param area names the screenshots
 * @returns what axe finds that keeps somebody out and what stands out of the window, each with its state, and the state
 * that was not reached
 */
export async function walkStates(page: Page, area: string, states: readonly State[]): Promise<string[]> {
  const found: string[] = [];
  for (const [i, [name, reach]] of states.entries()) {
    try {
      await reach(page);
    } catch (error) {
      // The states after it cannot be reached from here, but what was found until now is worth knowing.
      return [...found, `${name}: not reached: ${String(error)}`];
    }
    for (const { look, colorScheme, size } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      if (screenshots !== undefined) {
        await mkdir(screenshots, { recursive: true });
        const file = `${area}-${String(i + 1).padStart(2, '0')}-${name.replaceAll(/\W+/g, '-')}-${look}.png`;
        await page.screenshot({ path: join(screenshots, file) });
      }
      found.push(...[...await violations(page, look !== 'narrow'), ...await cutOff(page)].map((each) => `${name}, ${look}: ${each}`));
    }
    await page.setViewportSize(WIDE);
  }
  return found;
}

/** Buttons and fields that lie partly outside of the window where nothing scrolls to them. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const isReached = (element) => {
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        // What is there for screen readers alone is a pixel large.
        if (at.offsetWidth <= 1 || /auto|scroll/.test(getComputedStyle(at).overflow)) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('button, input, [role="tab"], [role="slider"]')].flatMap((element) => {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1 || !element.checkVisibility({ visibilityProperty: true }) || isReached(element)) return [];
      if (left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1) return [];
      return ['cut off: ' + (element.getAttribute('aria-label') || element.textContent || element.outerHTML.slice(0, 120))];
    });
  })()`);
}
