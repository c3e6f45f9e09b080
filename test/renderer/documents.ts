import type { Photo } from '../../src/api/contract.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { methods } from '../../src/api/contract.ts';
import type { Api, Method } from '../../src/api/contract.ts';
import { setService } from '../../renderer/service/service.ts';
import { addPhoto, usePhotos } from '../../renderer/state/photos.ts';
import { usePhrases } from '../../renderer/phrase/session.ts';

export const photo: Photo = {
  id: 'photo-1', name: 'scene.jpg', width: 400, height: 300, contentHash: 'abc', format: 'jpeg', conversions: [],
  hasAlpha: false, url: 'photo/1', previewUrl: 'photo/1/preview',
};

/** A rectangle that is all inside. */
export function square(x: number, y: number, width: number, height = width): AlphaTile {
  return { x, y, width, height, data: new Uint8Array(width * height).fill(255) };
}

type Handlers = { readonly [M in Method]?: Api[M] };

/** A service that answers what the test says and refuses everything else. @returns the calls that were made */
export function serviceWith(handlers: Handlers): { readonly method: Method; readonly params: unknown }[] {
  const calls: { method: Method; params: unknown }[] = [];
  const api = Object.fromEntries((Object.keys(methods) as Method[]).map((method) => [method, (params: never) => {
    calls.push({ method, params });
    const handler = handlers[method];
    return handler === undefined ? Promise.reject(new Error(`not expected: ${method}`)) : handler(params);
  }])) as unknown as Api;
  setService({
    api,
    openFile: () => Promise.reject(new Error('not expected: a file')),
    openProject: () => Promise.reject(new Error('not expected: a project')),
    openFolder: () => Promise.reject(new Error('not expected: a folder')),
    onEvent: () => () => undefined,
  });
  return calls;
}

/** Opens the photo with nothing on it. */
export function openPhoto(): void {
  usePhotos.setState({ photos: [], activeId: null });
  usePhrases.setState({ sessions: {} });
  addPhoto(photo);
}
