import type { Handlers } from './types.ts';

export const historyHandlers: Handlers<'history.put' | 'history.get' | 'history.drop'> = {
  'history.put': async ({ history, key, tile }, { tiles }) => {
    await tiles.put(history, key, Buffer.from(tile, 'base64'));
    return null;
  },
  'history.get': async ({ history, key }, { tiles }) => Buffer.from(await tiles.get(history, key)).toString('base64'),
  'history.drop': async ({ history }, { tiles }) => {
    await tiles.drop(history);
    return null;
  },
};
