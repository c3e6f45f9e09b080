import { app, session } from 'electron';
import { ORIGIN } from './protocol.ts';

/** What the page may load: its own files, and what it has made itself. Developer tools only exist in a checkout. */
const OWN_URLS = [`${ORIGIN}/`, `blob:${ORIGIN}/`, 'data:', 'devtools:'];

/** Denies everything that a local editor does not need: the network, permissions, other pages, new windows, webviews. */
export function harden(log: (line: string) => void): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    const allowed = isNeeded(permission);
    if (!allowed) log(`refused: permission ${permission}`);
    answer(allowed);
  });
  defaultSession.setPermissionCheckHandler((_contents, permission) => isNeeded(permission));
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !OWN_URLS.some((own) => url.startsWith(own));
    if (cancel) log(`refused: request to ${url}`);
    answer({ cancel });
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      log(`refused: navigation to ${url}`);
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => { event.preventDefault(); });
    contents.setWindowOpenHandler(({ url }) => {
      log(`refused: window for ${url}`);
      return { action: 'deny' };
    });
  });
}

/** Writing to the clipboard after a click: a layer is copied as a picture. */
function isNeeded(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}
