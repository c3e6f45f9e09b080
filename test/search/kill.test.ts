import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { randomFrom } from '../../src/random.ts';
import { runKillCampaign } from '../campaigns/searchKill.ts';
import { writeScenes } from './scenes.ts';

const root = mkdtempSync(join(tmpdir(), 'phraselift-kill-'));
afterAll(() => { rmSync(root, { recursive: true, force: true }); });

it('ends as an uninterrupted search does, however often it is killed, and encodes no photo twice', { timeout: 900_000 }, async () => {
  const folder = join(root, 'photos');
  const photos = 15;
  await writeScenes(folder, photos);
  const report = await runKillCampaign({
    folder, photos, kills: 3, homes: [join(root, 'a'), join(root, 'b')], random: randomFrom(7),
    phrases: ['the cups', 'a dog'],
    log: () => undefined,
  });
  expect(report).toMatchObject({ encodedAgain: [], differences: [], answers: [2 * photos, 2 * photos] });
  expect(Math.max(...report.committed)).toBeGreaterThan(0);
});
