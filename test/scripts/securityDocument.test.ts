import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/security.md'), 'utf8');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx)$/.test(name)).map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

describe('docs/security.md', () => {
  it('names files that are there', () => {
    const paths = [...text.matchAll(/`((?:src|electron|test|renderer)\/[\w./-]+|[\w-]+\.config\.ts|[\w-]+\.yml)`/g)].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names tests that are there', () => {
    const titles = ['test/api', 'test/electron', 'test/smoke', 'test/search', 'test/export'].flatMap(sources).join('\n');
    // Words between quotes, of which "..." leaves some out.
    const quoted = [...text.replaceAll(/\s+/g, ' ').matchAll(/"([^"]{12,120})"/g)].map(([, words]) => words);
    expect(quoted.length).toBeGreaterThan(15);
    const parts = quoted.flatMap((words) => words.split('...').map((part) => part.trim()).filter(Boolean));
    expect(parts.filter((part) => !titles.includes(part))).toEqual([]);
  });

  it('is right that these are used nowhere', () => {
    const used = ['electron', 'src', 'renderer'].flatMap(sources).join('\n');
    expect(used).toContain('webviewTag: false');
    for (const name of ['openExternal', 'allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']) {
      expect(used, name).not.toContain(name);
    }
  });
});
