import { dialog, Menu, nativeImage, type BrowserWindow } from 'electron';
import type { Shell } from '../src/api/handlers/types.ts';
import { buildMenu } from './menu.ts';

const PHOTO_EXTENSIONS = [
  'jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff', 'avif', 'heic', 'heif', 'gif',
  'dng', 'cr2', 'cr3', 'nef', 'arw', 'orf', 'rw2', 'raf', 'pef', 'srw',
];

/** Pixels across of what the mouse carries. */
const DRAG_ICON = 96;

/** Dialogs and the menu of the window. @param choose told which action of the menu was chosen */
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
    startDrag(path) {
      // macOS demands an icon; the layer itself is the best there is.
      const icon = nativeImage.createFromPath(path).resize({ width: DRAG_ICON });
      required(window()).webContents.startDrag({ file: path, icon });
    },
    setMenu(items) {
      Menu.setApplicationMenu(buildMenu(items, choose));
    },
  };
}

function required(window: BrowserWindow | undefined): BrowserWindow {
  if (window === undefined) throw new Error('something was asked of the window without a window');
  return window;
}
