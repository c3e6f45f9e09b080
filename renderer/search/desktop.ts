import { create } from 'zustand';
import type { SearchStatus } from '../../src/api/contract.ts';
import { t } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';

/** What is over sooner was waited for. */
const SHORT = 5;

function hasWindow(): boolean {
  return useApp.getState().info?.canOpenDialog === true;
}

function permission(): NotificationPermission {
  return typeof Notification === 'undefined' ? 'denied' : Notification.permission;
}

/** Whether the browser has to be asked before the desktop can be told of the end of a search. */
export const useAsking = create<{ readonly isOpen: boolean }>(() => ({ isOpen: permission() === 'default' }));

/** Asks the browser for leave to tell the desktop; only after a click of the user. */
export async function askToNotify(): Promise<void> {
  await Notification.requestPermission();
  useAsking.setState({ isOpen: permission() === 'default' });
}

/** Tells the desktop that a search has ended, if it took long and nobody is looking. */
export function tellEnd({ name, seconds }: SearchStatus, text: string): void {
  if (seconds < SHORT || document.hasFocus()) return;
  const title = t('search.notification', { name });
  if (hasWindow()) service().api['window.notify']({ title, text }).catch(reportProblem);
  else if (permission() === 'granted') new Notification(title, { body: text });
}
