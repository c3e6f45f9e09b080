import { expect, it } from 'vitest';
import { killCampaign } from './killCampaign.ts';

it('a killed server loses nothing that was committed more than a second before (long form: killCampaign.ts)', async () => {
  const kills = await killCampaign(3, 20261128);
  expect(kills.reduce((sum, { states }) => sum + states, 0)).toBeGreaterThan(20);
});
