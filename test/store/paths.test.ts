import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appFolders } from '../../src/store/paths.ts';

describe('appFolders', () => {
  it('follows XDG on Linux, with and without the variables', () => {
    expect(appFolders({ XDG_CACHE_HOME: '/c' }, 'linux').cache).toBe(join('/c', 'phraselift'));
    expect(appFolders({}, 'linux').config).toBe(join(homedir(), '.config', 'phraselift'));
  });

  it('follows the conventions of macOS and Windows', () => {
    expect(appFolders({}, 'darwin').cache).toBe(join(homedir(), 'Library', 'Caches', 'Phraselift'));
    expect(appFolders({ LOCALAPPDATA: '/local' }, 'win32').data).toBe(join('/local', 'Phraselift', 'Data'));
  });

  it('puts everything below PHRASELIFT_HOME', () => {
    expect(Object.values(appFolders({ PHRASELIFT_HOME: '/p' }, 'linux'))).toEqual(['/p/config', '/p/cache', '/p/data']);
  });
});
