import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../export/write.ts';
import { settingsSchema, type Settings } from './contract.ts';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system', language: 'system', model: 'lite', device: 'auto', threads: 0, shortcuts: {},
};

const MAX_RECENT = 12;
const recentSchema = z.array(z.string()).max(MAX_RECENT);

/** What the user chose, in the config folder. */
export class SettingsStore {
  readonly #folder: string;
  #settings: Settings;
  #recent: readonly string[];

  private constructor(folder: string, settings: Settings, recent: readonly string[]) {
    this.#folder = folder;
    this.#settings = settings;
    this.#recent = recent;
  }

  /** Settings that are missing or make no sense are the defaults, one by one. */
  static async open(folder: string): Promise<SettingsStore> {
    const stored = await readJson(join(folder, 'settings.json'));
    const members = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
      const parsed = schema.safeParse(isRecord(stored) ? stored[name] : undefined);
      return parsed.success ? [[name, parsed.data]] : [];
    });
    const settings = settingsSchema.parse({ ...DEFAULT_SETTINGS, ...Object.fromEntries(members) as object });
    const recent = recentSchema.safeParse(await readJson(join(folder, 'recent.json')));
    return new SettingsStore(folder, settings, recent.success ? recent.data : []);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Paths of photos, the latest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  /** @throws UserError `disk-full` or `output-unwritable`; then nothing has changed */
  async change(changes: Partial<{ [K in keyof Settings]: Settings[K] | undefined }>): Promise<Settings> {
    const settings = settingsSchema.parse({ ...this.#settings, ...changes });
    await this.#write('settings.json', settings);
    this.#settings = settings;
    return settings;
  }

  /** Puts a photo on top of the list of recent ones. */
  async remember(path: string): Promise<void> {
    const recent = [path, ...this.#recent.filter((each) => each !== path)].slice(0, MAX_RECENT);
    await this.#write('recent.json', recent);
    this.#recent = recent;
  }

  async #write(name: string, value: unknown): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`);
    await writeFileAtomic(join(this.#folder, name), bytes, { force: true });
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
