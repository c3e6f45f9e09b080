import { create } from 'zustand';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Catalogue, TextKey } from './en.ts';

export type Language = 'en' | 'de';
export type TextParameters = Readonly<Record<string, string | number>>;

const catalogues: Readonly<Record<Language, Catalogue>> = { en, de };

interface LanguageState {
  readonly language: Language;
}

/** The language that the operating system or the browser prefers, if there is a catalogue of it. */
export function systemLanguage(): Language {
  return typeof navigator !== 'undefined' && navigator.language.startsWith('de') ? 'de' : 'en';
}

export const useLanguage = create<LanguageState>(() => ({ language: systemLanguage() }));

export function setLanguage(language: Language): void {
  useLanguage.setState({ language });
}

/** The text of a key in the language that is set. */
export function t(key: TextKey, parameters: TextParameters = {}): string {
  return fill(catalogues[useLanguage.getState().language][key], parameters);
}

/** Keys that have a form for one and a form for other counts. */
export type CountedKey = {
  [Key in TextKey]: Key extends `${infer Stem}.one` ? (`${Stem}.other` extends TextKey ? Stem : never) : never;
}[TextKey];

/** The text of a key in the form that the count takes; `{count}` is the count. */
export function tCount(stem: CountedKey, count: number, parameters: TextParameters = {}): string {
  const { language } = useLanguage.getState();
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  const number = new Intl.NumberFormat(language).format(count);
  return fill(catalogues[language][`${stem}.${form}`], { count: number, ...parameters });
}

/** A share as a percentage; what is neither nothing nor all is not shown as if it were. */
export function tPercent(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return t('percent.below', { percent: 1 });
  if (percent === 100 && share < 1) return t('percent.above', { percent: 99 });
  return t('percent.plain', { percent });
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size of a file, in units of a thousand. */
export function tBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const { language } = useLanguage.getState();
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[step], maximumSignificantDigits: 3 }).format(bytes / 1000 ** step);
}

function fill(text: string, parameters: TextParameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}
