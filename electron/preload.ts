/** The only door between the page and the application: three calls and one stream of events, nothing of Electron itself. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ApiEvent, ApiFailure, Bridge, Photo } from '../src/api/contract.ts';
import { CHANNELS } from './channels.ts';


type Opened = { readonly result: Photo } | ApiFailure;

const bridge: Bridge = {
  call: (method, params) => ipcRenderer.invoke(CHANNELS.call, method, params) as Promise<{ result: unknown } | ApiFailure>,
  async openFile(file) {
    // The path comes from Chromium and not from the page, which could name any.
    const path = webUtils.getPathForFile(file as unknown as File);
    if (path !== '') return await ipcRenderer.invoke(CHANNELS.drop, path) as Opened;
    const bytes = new Uint8Array(await file.arrayBuffer());
    return await ipcRenderer.invoke(CHANNELS.upload, file.name, bytes) as Opened;
  },
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
