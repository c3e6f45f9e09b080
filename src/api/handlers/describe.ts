import type { Handlers } from './types.ts';

export const describeHandlers: Handlers<'describe' | 'describe.check' | 'describe.name'> = {
  'describe': async ({ photo, requestId, ...params }, { photos, gateway }) =>
    gateway.ask({ kind: 'describe', params: { path: photos.get(photo).path, ...params } }, requestId),
  'describe.check': async ({ photo, requestId, ...params }, { photos, gateway }) =>
    gateway.ask({ kind: 'checkPhrase', params: { path: photos.get(photo).path, ...params } }, requestId),
  'describe.name': async ({ photo, requestId, ...params }, { photos, gateway }) =>
    gateway.ask({ kind: 'nameLayers', params: { path: photos.get(photo).path, ...params } }, requestId),
};
