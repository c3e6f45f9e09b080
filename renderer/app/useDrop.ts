import { useEffect, useState } from 'react';
import { openFiles } from './opening.ts';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
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
      void openFiles([...(event.dataTransfer?.files ?? [])]);
    }, { signal });
    window.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
      if (files.length > 0) void openFiles(files);
    }, { signal });
    return () => { ended.abort(); };
  }, []);
  return isOver;
}
