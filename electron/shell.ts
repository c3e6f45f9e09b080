import { dialog, Menu, Notification, type BrowserWindow } from 'electron';
import type { Shell } from '../src/api/handlers/types.ts';
import { buildMenu } from './menu.ts';

const PHOTO_EXTENSIONS = [
  'jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff', 'avif', 'heic', 'heif', 'gif',
  'dng', 'cr2', 'cr3', 'nef', 'arw', 'orf', 'rw2', 'raf', 'pef', 'srw',
];

/** Dialogs and the menu of the window, and what tells the desktop of it. @param choose told which action of the menu was chosen */
export function windowShell(window: () => BrowserWindow | undefined, choose: (action: string) => void): Shell {
  return {
    async choosePhotos() {
      const options = {
        properties: ['openFile', 'multiSelections'] as const,
        filters: [{ name: 'Photos', extensions: PHOTO_EXTENSIONS }, { name: '*', extensions: ['*'] }],
      };
      const { canceled, filePaths } = await dialog.showOpenDialog(required(window()), { ...options, properties: [...options.properties] });
      return canceled ? [] : filePaths;
    },
    async chooseFolder() {
      const { canceled, filePaths } = await dialog.showOpenDialog(required(window()), {
        properties: ['openDirectory', 'createDirectory'],
      });
      return canceled ? undefined : filePaths[0];
    },
    setMenu(items) {
      Menu.setApplicationMenu(buildMenu(items, choose));
    },
    notify(title, text) {
      if (window()?.isFocused() === true || !Notification.isSupported()) return;
      const notification = new Notification({ title, body: text });
      notification.on('click', () => { window()?.focus(); });
      notification.show();
    },
  };
}

function required(window: BrowserWindow | undefined): BrowserWindow {
  if (window === undefined) throw new Error('a dialog was asked for without a window');
  return window;
}
