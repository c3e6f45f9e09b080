import { useRef, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { Popover } from 'react-aria-components';
import { ActionMenu } from '../app/MenuBar.tsx';
import { t } from '../i18n/text.ts';
import { activePhoto, execute } from '../state/photos.ts';

/** Gives the rows of layers that it holds the menu that a press with the right button, or the menu key, opens. */
export function LayerMenu({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const open = (event: MouseEvent<HTMLElement>) => {
    const row = event.target instanceof Element ? event.target.closest('[role="row"]') : null;
    const id = row?.getAttribute('data-key') ?? null;
    // Text that is being edited has the browser's own menu.
    if (row === null || id === null || anchor.current === null || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    if (activePhoto()?.document.active.includes(id) !== true) execute({ kind: 'activate', ids: [id] });
    const { left, top, height } = row.getBoundingClientRect();
    // The menu key has no place of its own.
    const isKey = event.button !== 2;
    anchor.current.style.left = `${isKey ? left + 24 : event.clientX}px`;
    anchor.current.style.top = `${isKey ? top + height : event.clientY}px`;
    setIsOpen(true);
  };
  return (
    <div onContextMenu={open}>
      {children}
      <span ref={anchor} className="menu-anchor" />
      <Popover
        className="popover" aria-label={t('menu.layer')} triggerRef={anchor} isOpen={isOpen} onOpenChange={setIsOpen}
        placement="bottom start" offset={0}
      >
        <ActionMenu menu="layer" onClose={() => { setIsOpen(false); }} />
      </Popover>
    </div>
  );
}
