import { homedir } from 'node:os';
import { join } from 'node:path';

export interface AppFolders {
  /** What the user chose: settings. */
  readonly config: string;
  /** What can be computed again: encodings, device probes. */
  readonly cache: string;
  /** What the user would miss: imported models, indexes. */
  readonly data: string;
}

/**
 * The one place that knows where things are kept, by the platform's conventions (XDG base directories, Apple's file
 * system guide, Windows' known folders). `PHRASELIFT_HOME` puts everything below one folder, for portable use and tests.
 */
export function appFolders(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): AppFolders {
  if (env['PHRASELIFT_HOME'] !== undefined && env['PHRASELIFT_HOME'] !== '') {
    const home = env['PHRASELIFT_HOME'];
    return { config: join(home, 'config'), cache: join(home, 'cache'), data: join(home, 'data') };
  }
  const home = homedir();
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', 'Phraselift');
    return { config: support, cache: join(home, 'Library', 'Caches', 'Phraselift'), data: support };
  }
  if (platform === 'win32') {
    const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    const local = env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    return {
      config: join(roaming, 'Phraselift'),
      cache: join(local, 'Phraselift', 'Cache'),
      data: join(local, 'Phraselift', 'Data'),
    };
  }
  const xdg = (variable: string, fallback: string) => join(env[variable] || join(home, fallback), 'phraselift');
  return {
    config: xdg('XDG_CONFIG_HOME', '.config'),
    cache: xdg('XDG_CACHE_HOME', '.cache'),
    data: xdg('XDG_DATA_HOME', '.local/share'),
  };
}
