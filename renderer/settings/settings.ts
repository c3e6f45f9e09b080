import type { Settings } from '../../src/api/contract.ts';
import { setLanguage } from '../i18n/text.ts';
import type { Language } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { setTheme } from '../state/app.ts';
import type { Theme } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';

/** Shows the editor as the stored settings say. */
export function takeSettings({ theme, language }: Settings): void {
  setTheme(theme);
  // `system`, or a language without a catalogue, leaves what the browser prefers.
  if (language.startsWith('de')) setLanguage('de');
  else if (language.startsWith('en')) setLanguage('en');
}

export async function chooseTheme(theme: Theme): Promise<void> {
  setTheme(theme);
  await store({ theme });
}

export async function chooseLanguage(language: Language): Promise<void> {
  setLanguage(language);
  await store({ language });
}

async function store(change: Partial<Settings>): Promise<void> {
  try {
    await service().api['settings.set'](change);
  } catch (error) {
    reportProblem(error);
  }
}
