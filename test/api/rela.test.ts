import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packFolders } from '../../src/model/pack.ts';
import { miniatureId, miniatureModels } from '../model/rela/miniature.ts';
import { openTestService, type TestService } from './helpers.ts';

const models = miniatureModels();
const photo = resolve(import.meta.dirname, '../../assets/samples/breakfast.jpg');

describe.skipIf(models === undefined)('a rela pack in the editor', { timeout: 240_000 }, () => {
  let test: TestService;
  afterAll(async () => { await test.close(); });

  it('is listed with its licence, chosen in the settings, and answers', async () => {
    test = await openTestService({ modelFolders: packFolders(models) });
    const listed = (await test.call('models.list', {})).find(({ id }) => id === miniatureId);
    expect(listed).toMatchObject({ kind: 'rela', name: 'ReLA miniature', shipped: false, licence: expect.stringContaining('non-commercial') as string });
    expect(listed?.notice).toContain('gRefCOCO');

    const { id } = await test.service.drop(photo);
    const before = await test.call('select', { photo: id, phrase: 'the cups' });
    await test.call('settings.set', { model: miniatureId, device: 'cpu' });
    const answer = await test.call('select', { photo: id, phrase: 'the cups' });
    expect([before.model.id, answer.model.id]).toEqual(['lite', miniatureId]);
    expect(answer.regionMap.size).toEqual([4, 4]);
    expect(answer.timings.relate).toBeGreaterThan(0);
    for (const { alpha } of answer.objects) expect(alpha.width * alpha.height).toBeGreaterThan(0);
    // The regions are the embedded model's, whichever model reads the phrase.
    const proposals = await test.call('proposals', { photo: id });
    expect(proposals.length).toBeGreaterThan(0);
    for (const { region, label } of answer.candidates) expect(proposals[region].label).toBe(label);
  });
});
