import { expect, it } from 'vitest';
import { walkCampaign } from '../campaigns/walk.ts';

it('a random walk of every kind of action undoes to the start and redoes to the end (2,000 actions: test/campaigns/walk.ts)', async () => {
  const { steps, missing } = await walkCampaign(11, 300);
  expect(steps).toBeGreaterThan(200);
  expect(missing).toEqual([]);
});
