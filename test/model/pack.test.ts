import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listPackIds, openLitePack, openPack, packFolders } from '../../src/model/pack.ts';

const shipped = join(import.meta.dirname, '../../assets/models/lite');

let models: string;
let pack: string;
beforeEach(() => {
  models = mkdtempSync(join(tmpdir(), 'phraselift-packs-'));
  pack = join(models, 'lite');
  cpSync(shipped, pack, { recursive: true });
});
afterEach(() => { rmSync(models, { recursive: true, force: true }); });

interface Manifest {
  format: number;
  files: { path: string }[];
  proposals: unknown;
}

function editManifest(change: (manifest: Manifest) => void): void {
  const manifest = JSON.parse(readFileSync(join(pack, 'manifest.json'), 'utf8')) as Manifest;
  change(manifest);
  writeFileSync(join(pack, 'manifest.json'), JSON.stringify(manifest));
}

describe('openPack', () => {
  it('opens the pack that is shipped', async () => {
    const { ref, classNames, fingerprint } = await openLitePack('lite', packFolders());
    expect(ref.id).toBe('lite');
    expect(classNames).toHaveLength(80);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('prefers a pack that the user imported', async () => {
    expect((await openPack('lite', packFolders(models))).folder).toBe(pack);
  });

  it.each(['rela', '../lite', '', 'manifest.json'])('says which packs there are instead of %j', async (id) => {
    await expect(openPack(id, [models])).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('installed: lite') as string,
    });
  });

  it('refuses a missing, shortened or changed file', async () => {
    const graph = join(pack, 'masks.onnx');
    const bytes = readFileSync(graph);
    bytes[1000] ^= 1;
    writeFileSync(graph, bytes);
    await expect(openPack('lite', [models])).rejects.toThrow(/masks\.onnx: checksum differs; reinstall/);
    writeFileSync(graph, bytes.subarray(0, 1000));
    await expect(openPack('lite', [models])).rejects.toThrow(/has 1000 bytes instead of/);
    rmSync(graph);
    await expect(openPack('lite', [models])).rejects.toMatchObject({ code: 'model-damaged' });
  });

  it('refuses a manifest that is no JSON, lacks a field, or names files outside of the pack', async () => {
    editManifest((manifest) => { manifest.proposals = undefined; });
    await expect(openPack('lite', [models])).rejects.toThrow(/manifest\.json: proposals/);
    editManifest((manifest) => { manifest.proposals = { maxCount: 40, nmsIou: 0.7, scoreFloor: 0.04, maskBoxScale: 1.25, maskSide: 56 }; });
    editManifest((manifest) => { manifest.files[0].path = '../../secret'; });
    await expect(openPack('lite', [models])).rejects.toThrow(/lies outside the pack/);
    writeFileSync(join(pack, 'manifest.json'), '{"format": 1');
    await expect(openPack('lite', [models])).rejects.toThrow(/is not valid JSON; reinstall/);
  });

  it('tells a pack of a later program from a damaged one', async () => {
    editManifest((manifest) => { manifest.format = 2; });
    await expect(openPack('lite', [models])).rejects.toMatchObject({
      code: 'model-too-new',
      message: expect.stringContaining('update Phraselift') as string,
    });
  });
});

describe('listPackIds', () => {
  it('lists folders with a manifest, and copes with folders that are not there', async () => {
    mkdirSync(join(models, 'empty'));
    writeFileSync(join(models, 'file'), '');
    expect(await listPackIds([models, join(models, 'nowhere')])).toEqual(['lite']);
  });
});
