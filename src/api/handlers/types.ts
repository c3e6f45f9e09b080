import type { z } from 'zod';
import type { AppFolders } from '../../store/paths.ts';
import type { FileAccess } from '../access.ts';
import type { ApiEvent, MenuItem, methods, Method, Params } from '../contract.ts';
import type { Downloads } from '../downloads.ts';
import type { Gateway } from '../gateway.ts';
import type { Journals } from '../journals.ts';
import type { PhotoRegistry } from '../photos.ts';
import type { ProjectRegistry } from '../projects.ts';
import type { Samples } from '../samples.ts';
import type { Searches } from '../searches.ts';
import type { SettingsStore } from '../settings.ts';
import type { TileFiles } from '../tiles.ts';
import type { Uploads } from '../uploads.ts';

/** What only a window has: dialogs, a menu and a place on the desktop. */
export interface Shell {
  /** @returns the chosen files, one at most of `photo`; none if the user changed his mind */
  chooseFiles(what: Params<'file.dialog'>['what']): Promise<readonly string[]>;
  /** Asks where a project is saved, and whether to replace what is there. @returns undefined if the user changed his mind */
  chooseProjectFile(suggested: string): Promise<string | undefined>;
  /** @returns undefined if the user changed his mind */
  chooseFolder(): Promise<string | undefined>;
  setMenu(items: readonly MenuItem[]): void;
  /** Lets the mouse, whose button is held, carry a file out of the window. */
  startDrag(path: string): void;
  /** Tells the user something while he is elsewhere. */
  notify(title: string, text: string): void;
}

/** Everything that handlers work with; nothing of it knows of a transport. */
export interface Context {
  readonly version: string;
  readonly folders: AppFolders;
  readonly modelFolders: readonly string[];
  readonly gateway: Gateway;
  readonly photos: PhotoRegistry;
  readonly projects: ProjectRegistry;
  readonly searches: Searches;
  readonly access: FileAccess;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly journals: Journals;
  readonly tiles: TileFiles;
  readonly samples: Samples;
  readonly settings: SettingsStore;
  readonly shell: Shell | undefined;
  /** Photos and projects named on the command line that the page has not been told of yet. */
  readonly start: string[];
  readonly publish: (event: ApiEvent) => void;
  /** Tells the developer, not the user. */
  readonly log: (line: string) => void;
  /** The device that ran last. */
  device: string | undefined;
}

/** A method's own code: its params are checked before, and what it throws is mapped after. */
export type Handler<M extends Method> = (
  params: z.output<(typeof methods)[M]['params']>,
  context: Context,
) => Promise<z.input<(typeof methods)[M]['result']>>;

export type Handlers<M extends Method> = { readonly [Each in M]: Handler<Each> };
