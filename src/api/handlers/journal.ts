import type { Handlers } from './types.ts';

export const journalHandlers: Handlers<'journal.append' | 'journal.list' | 'journal.read' | 'journal.drop'> = {
  'journal.append': async ({ document, lines }, { journals }) => {
    await journals.append(document, lines);
    return null;
  },
  'journal.list': (_params, { journals }) => journals.list(),
  'journal.read': ({ document }, { journals }) => journals.read(document),
  'journal.drop': async ({ document }, { journals }) => {
    await journals.drop(document);
    return null;
  },
};
