import { create } from 'zustand';

const KEY = 'phraselift.phrases';
const MOST = 50;

function load(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string').slice(0, MOST) : [];
  } catch {
    // What cannot be read, or may not be, is as good as not there: the phrases are a convenience.
    return [];
  }
}

/** Phrases that were run, the latest first. */
export const useRecentPhrases = create<{ readonly phrases: readonly string[] }>(() => ({ phrases: load() }));

export function rememberPhrase(phrase: string): void {
  const phrases = [phrase, ...useRecentPhrases.getState().phrases.filter((each) => each !== phrase)].slice(0, MOST);
  useRecentPhrases.setState({ phrases });
  try {
    localStorage.setItem(KEY, JSON.stringify(phrases));
  } catch {
    // As above.
  }
}
