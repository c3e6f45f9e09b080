import type { Handlers } from './types.ts';

export const desktopHandlers: Handlers<'window.notify'> = {
  'window.notify': ({ title, text }, { shell }) => {
    shell?.notify(title, text);
    return Promise.resolve(null);
  },
};
