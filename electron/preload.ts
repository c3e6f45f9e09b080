/** The only door between the page and the application: four calls and one stream of events, nothing of Electron itself. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ApiEvent, ApiFailure, Bridge, PickedFile } from '../src/api/contract.ts';
import { CHANNELS } from './channels.ts';

/** Hands a file over: by its path where it has one, else by its bytes. */
async function hand(file: PickedFile, byPath: string, byBytes: string): Promise<unknown> {
  // The path comes from Chromium and not from the page, which could name any.
  const path = webUtils.getPathForFile(file as unknown as File);
  if (path !== '') return ipcRenderer.invoke(byPath, path);
  return ipcRenderer.invoke(byBytes, file.name, new Uint8Array(await file.arrayBuffer()));
}

const bridge: Bridge = {
  call: (method, params) => ipcRenderer.invoke(CHANNELS.call, method, params) as Promise<{ result: unknown } | ApiFailure>,
  openFile: (file) => hand(file, CHANNELS.drop, CHANNELS.upload) as ReturnType<Bridge['openFile']>,
  openProject: (file) => hand(file, CHANNELS.dropProject, CHANNELS.uploadProject) as ReturnType<Bridge['openProject']>,
  async openFolder(folder) {
    const path = webUtils.getPathForFile(folder as unknown as File);
    return await ipcRenderer.invoke(CHANNELS.dropFolder, path) as Awaited<ReturnType<Bridge['openFolder']>>;
  },
  onEvent(listener) {
    const receive = (_event: unknown, event: ApiEvent): void => { listener(event); };
    ipcRenderer.on(CHANNELS.event, receive);
    return () => { ipcRenderer.removeListener(CHANNELS.event, receive); };
  },
};

contextBridge.exposeInMainWorld('phraselift', bridge);
