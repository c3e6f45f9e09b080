import { afterEach, expect, it } from 'vitest';
import { menuItems, recentPath } from '../../renderer/app/nativeMenu.ts';
import { useApp } from '../../renderer/state/app.ts';
import { menuItemSchema } from '../../src/api/contract/menu.ts';

afterEach(() => { useApp.setState({ info: null }); });

it('the window\'s menu has the recent files, and is what the contract takes', () => {
  expect(JSON.stringify(menuItems())).not.toContain('Open recent');
  const recent = [{ name: 'a.jpg', path: '/photos/a.jpg' }, { name: 'b.phraselift', path: '/work/b.phraselift' }];
  useApp.setState({ info: {
    version: '1', platform: 'linux', canOpenDialog: true, model: 'lite', samples: [], start: [], recent,
  } });
  const [file] = menuItems();
  const entry = file.items?.find(({ label }) => label === 'Open recent');
  expect(entry?.items).toEqual([{ action: 'recent:0', label: '/photos/a.jpg' }, { action: 'recent:1', label: '/work/b.phraselift' }]);
  expect(recentPath('recent:1')).toBe('/work/b.phraselift');
  expect(recentPath('recent:9')).toBeNull();
  expect(recentPath('edit.undo')).toBeNull();
  for (const item of menuItems()) expect(menuItemSchema.parse(item)).toEqual(item);
});
