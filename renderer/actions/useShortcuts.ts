import { useEffect } from 'react';
import { holdHand, useApp } from '../state/app.ts';
import { actionOf } from './shortcuts.ts';
import { runAction } from './registry.ts';

/** Whether keys typed there are text: letters are no shortcuts then. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button', 'color'].includes(target.type);
}

/** Keys that the focused control needs itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.metaKey) return false;
  const isPress = event.key === 'Enter' || event.key === ' ';
  if (isPress && event.target.closest('button, a, input, [role="row"], [role="menuitem"], [role="tab"]') !== null) return true;
  // Lists drop a drag or clear a selection by it, and menus close.
  return event.key === 'Escape' && event.target.closest('[role="menu"], [role="listbox"]') !== null;
}

/** Text that is marked on the page is what is copied. */
function copiesText({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key.toLowerCase() === 'c' && getSelection()?.toString() !== '';
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || useApp.getState().dialog !== null) return;
  const hasModifier = event.ctrlKey || event.metaKey;
  if (isTyping(event.target) && (!hasModifier || ['a', 'c', 'v', 'x', 'y', 'z'].includes(event.key.toLowerCase()))) return;
  if (event.key === ' ' && !belongsToControl(event)) {
    holdHand(true);
    event.preventDefault();
    return;
  }
  if (belongsToControl(event) || copiesText(event)) return;
  const action = actionOf(event);
  if (action !== null) {
    // Even if it cannot be run: the browser's own meaning of the key would surprise more.
    runAction(action);
    event.preventDefault();
  }
}

function onKeyUp(event: KeyboardEvent): void {
  if (event.key === ' ') holdHand(false);
}

/** Lets keys run actions, unless they are typed as text or a dialog is open. */
export function useShortcuts(): void {
  useEffect(() => {
    const onBlur = () => {
      holdHand(false);
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, []);
}
