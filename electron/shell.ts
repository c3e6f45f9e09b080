import { dialog, Menu, nativeImage, Notification, type BrowserWindow } from 'electron';
import { PROJECT_EXTENSION } from '../src/api/contract.ts';
import type { Shell } from '../src/api/handlers/types.ts';
import { buildMenu } from './menu.ts';

const PHOTO_EXTENSIONS = [
  'jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff', 'avif', 'heic', 'heif', 'gif',
  'dng', 'cr2', 'cr3', 'nef', 'arw', 'orf', 'rw2', 'raf', 'pef', 'srw',
];

const PROJECT_FILTER = { name: 'Phraselift', extensions: [PROJECT_EXTENSION.slice(1)] };
const ALL_FILES = { name: '*', extensions: ['*'] };
/** Pixels across of what the mouse carries. */
const DRAG_ICON = 96;

/** Dialogs and the menu of the window, and what tells the desktop of it. @param choose told which action of the menu was chosen */
export function windowShell(window: () => BrowserWindow | undefined, choose: (action: string) => void): Shell {
  return {
    async chooseFiles(what) {
      const photos = { name: 'Photos', extensions: PHOTO_EXTENSIONS };
      const any = { name: 'Photos, projects', extensions: [...PHOTO_EXTENSIONS, PROJECT_FILTER.extensions[0]] };
      const { canceled, filePaths } = await dialog.showOpenDialog(required(window()), what === 'photo'
        ? { properties: ['openFile'], filters: [photos, ALL_FILES] }
        : { properties: ['openFile', 'multiSelections'], filters: [any, photos, PROJECT_FILTER, ALL_FILES] });
      return canceled ? [] : filePaths;
    },
    async chooseProjectFile(suggested) {
      const { canceled, filePath } = await dialog.showSaveDialog(required(window()), {
        defaultPath: suggested, filters: [PROJECT_FILTER], properties: ['showOverwriteConfirmation', 'createDirectory'],
      });
      return canceled ? undefined : filePath;
    },
    async chooseFolder() {
      const { canceled, filePaths } = await dialog.showOpenDialog(required(window()), {
        properties: ['openDirectory', 'createDirectory'],
      });
      return canceled ? undefined : filePaths[0];
    },
    startDrag(path) {
      // macOS demands an icon; the layer itself is the best there is.
      const icon = nativeImage.createFromPath(path).resize({ width: DRAG_ICON });
      required(window()).webContents.startDrag({ file: path, icon });
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
