import { useEffect, useState } from 'react';
import { dropFolder } from '../search/folders.ts';
import { openFiles } from './opening.ts';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** A folder comes as a file, which only its entry tells; entries are there only during the event. */
function sortDropped(transfer: DataTransfer | null): { readonly folders: File[]; readonly files: File[] } {
  const files = [...(transfer?.files ?? [])];
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  const isFolder = (_file: File, i: number) => items[i]?.webkitGetAsEntry()?.isDirectory === true;
  return { folders: files.filter(isFolder), files: files.filter((file, i) => !isFolder(file, i)) };
}

/** Opens photos that are dropped or pasted anywhere. @returns whether one is held over the window */
export function useDrop(): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    window.addEventListener('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    }, { signal });
    window.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) setIsOver(false);
    }, { signal });
    window.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      const { folders, files } = sortDropped(event.dataTransfer);
      if (folders.length > 0) void dropFolder(folders[0]);
      if (files.length > 0) void openFiles(files);
    }, { signal });
    window.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
      if (files.length > 0) void openFiles(files);
    }, { signal });
    return () => { ended.abort(); };
  }, []);
  return isOver;
}
