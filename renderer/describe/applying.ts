import type { CommandOf } from '../../src/document/commands.ts';
import { layerOf, outermost } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { newId } from '../state/ids.ts';
import { notify, reportProblem } from '../state/notices.ts';

/** What becomes of words that are applied: the name of the one selected layer or group, or of a new group of several. */
export type Application = 'rename' | 'renameGroup' | 'group';

/** @returns null if no layer is selected */
export function applicationFor(document: Document): Application | null {
  const selected = outermost(document, document.active);
  if (selected.length === 0) return null;
  if (selected.length > 1) return 'group';
  return selected[0].layer.kind === 'group' ? 'renameGroup' : 'rename';
}

export function applyCommand(document: Document, name: string): CommandOf<'rename'> | CommandOf<'group'> {
  const ids = outermost(document, document.active).map(({ layer }) => layer.id);
  if (ids.length === 1) return { kind: 'rename', id: layerOf(document, ids[0]).id, name };
  return { kind: 'group', ids, group: { id: newId(), name } };
}

/** Puts text into the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify('describe.copied');
  } catch (error) {
    reportProblem(error);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An image element whose alternative text is the description. */
export function htmlSnippet(name: string, alternative: string, width: number, height: number): string {
  const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
  return `<img src="${escaped(encodeURI(name))}" alt="${escaped(alternative)}" width="${width}" height="${height}">`;
}
