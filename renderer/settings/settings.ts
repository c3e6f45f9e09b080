import { create } from 'zustand';
import type { Settings } from '../../src/api/contract.ts';
import { useKeymap } from '../actions/keymap.ts';
import type { Remapped } from '../actions/keymap.ts';
import { setLanguage, systemLanguage } from '../i18n/text.ts';
import type { Language } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { setTheme, useApp } from '../state/app.ts';
import type { Theme } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';

/** What is stored; null until the service has told. */
export const useSettings = create<{ readonly settings: Settings | null }>(() => ({ settings: null }));

/** Shows the editor as the stored settings say. */
export function takeSettings(settings: Settings): void {
  useSettings.setState({ settings });
  setTheme(settings.theme);
  setLanguage(languageOf(settings.language));
  useKeymap.setState({ remapped: settings.shortcuts });
}

/** `system`, or a language without a catalogue, is what the browser prefers. */
function languageOf(setting: string): Language {
  if (setting.startsWith('de')) return 'de';
  return setting.startsWith('en') ? 'en' : systemLanguage();
}

/**
 * Changes settings at once and stores them; a failure is shown and brings back what is stored.
 * @returns whether they are stored
 */
export async function changeSettings(changes: Partial<Settings>): Promise<boolean> {
  const before = useSettings.getState().settings;
  if (before !== null) takeSettings({ ...before, ...changes });
  try {
    takeSettings(await service().api['settings.set'](changes));
    if (changes.model !== undefined || changes.device !== undefined) forgetDevice(changes.model);
    return true;
  } catch (error) {
    if (before !== null) takeSettings(before);
    reportProblem(error);
    return false;
  }
}

/** The model starts anew, on a device that is not known yet. */
function forgetDevice(model: string | undefined): void {
  useApp.setState(({ info }) => (
    { device: null, info: info === null ? null : { ...info, device: undefined, model: model ?? info.model } }
  ));
}

export function chooseTheme(theme: Theme): Promise<boolean> {
  return changeSettings({ theme });
}

export function chooseLanguage(language: Language | 'system'): Promise<boolean> {
  return changeSettings({ language });
}

export function chooseShortcuts(shortcuts: Remapped): Promise<boolean> {
  return changeSettings({ shortcuts: { ...shortcuts } });
}
