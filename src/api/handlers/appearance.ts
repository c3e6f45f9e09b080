import { basename, extname } from 'node:path';
import { ApiError } from '../contract.ts';
import type { Handlers } from './types.ts';

export const appearanceHandlers: Handlers<'photo.fill' | 'export.preview' | 'layer.drag'> = {
  'photo.fill': async ({ photo, alpha, margin, requestId }, { photos, gateway }) => {
    const { path } = photos.get(photo);
    const { x, y, width, height, ...picture } = await gateway.ask({ kind: 'fill', params: { path, alpha, margin } }, requestId);
    return { x, y, width, height, url: photos.offer(photo, picture) };
  },
  'export.preview': async ({ photo, format, options, layers, requestId }, { photos, gateway }) => {
    const { path } = photos.get(photo);
    const params = { path, format, layers, ...options };
    const { picture, files, bytes, isEstimate, notes } = await gateway.ask({ kind: 'previewDocument', params }, requestId);
    return { files, bytes, isEstimate, notes: [...notes], url: photos.offer(photo, picture) };
  },
  'layer.drag': async ({ photo, layer, requestId }, { photos, gateway, downloads, shell }) => {
    if (shell === undefined) throw new ApiError('not-allowed', 'only the window can drag files out: use the export instead');
    const opened = photos.get(photo);
    const { files } = await gateway.ask({
      kind: 'exportDocument',
      params: {
        path: opened.path, format: 'png-layers', layers: [{ ...layer, visible: true }], folder: await downloads.folder(),
        stem: basename(opened.photo.name, extname(opened.photo.name)), force: false,
      },
    }, requestId);
    shell.startDrag(files[0].path);
    return null;
  },
};
