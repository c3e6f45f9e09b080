import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/mask/rle.ts';
import type { Rle } from '../../src/mask/types.ts';
import { miniatureId, miniatureModels } from '../model/rela/miniature.ts';
import { phraselift } from './run.ts';

/** Chromium's software Vulkan driver: slow, but it proves the GPU path numerically on a machine without a GPU. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
/** Chromium's own Vulkan loader serves where the system has none. */
const software = { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver, LD_LIBRARY_PATH: dirname(driver), XDG_RUNTIME_DIR: '/tmp' };
const photo = resolve(import.meta.dirname, '../../assets/samples/breakfast.jpg');
const home = mkdtempSync(join(tmpdir(), 'phraselift-webgpu-'));
afterAll(() => { rmSync(home, { recursive: true, force: true }); });

interface Answer {
  readonly device: string;
  readonly instances: readonly { readonly mask: Rle }[];
}

async function select(device: string): Promise<Answer> {
  const { code, stdout, stderr } = await phraselift(['select', photo, 'the cups', '--json', '--device', device], {
    env: { PHRASELIFT_HOME: join(home, device), ...software },
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Answer;
}

function iou(a: Rle, b: Rle): number {
  const [first, second] = [decodeRle(a).data, decodeRle(b).data];
  let both = 0;
  let either = 0;
  first.forEach((value, i) => {
    both += value & second[i];
    either += value | second[i];
  });
  return both / either;
}

if (!existsSync(driver)) console.warn(`Skipped: no software Vulkan driver at ${driver} (Debian: apt-get install chromium).`);

describe.skipIf(!existsSync(driver))('select --device webgpu', () => {
  it('gives the masks of the CPU', { timeout: 600_000 }, async () => {
    const [cpu, webgpu] = [await select('cpu'), await select('webgpu')];
    expect(webgpu.device).toBe('webgpu');
    expect(cpu.instances.length).toBeGreaterThan(0);
    expect(webgpu.instances).toHaveLength(cpu.instances.length);
    cpu.instances.forEach(({ mask }, i) => { expect(iou(mask, webgpu.instances[i].mask)).toBeGreaterThanOrEqual(0.99); });
  });
});

const models = existsSync(driver) ? miniatureModels() : undefined;

interface Report {
  readonly device: string;
  readonly usable: boolean;
  readonly reason?: string;
  readonly selfTest?: { readonly passed: boolean; readonly difference: number; readonly maskIou: number };
}

describe.skipIf(models === undefined)('devices --model rela-miniature', () => {
  it("runs ReLA's graphs on webgpu through the self-test, and prints the table", { timeout: 600_000 }, async () => {
    const data = join(home, 'rela', 'data', 'models', miniatureId);
    cpSync(join(models!, miniatureId), data, { recursive: true });
    const env = { PHRASELIFT_HOME: join(home, 'rela'), ...software };
    const { code, stdout, stderr } = await phraselift(['devices', '--model', miniatureId, '--json'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const webgpu = (JSON.parse(stdout) as Report[]).find(({ device }) => device === 'webgpu');
    expect(webgpu).toMatchObject({ usable: true, selfTest: { passed: true } });
    expect(webgpu?.selfTest?.difference).toBeLessThanOrEqual(1e-3);
    const selected = await phraselift(['select', photo, 'the cups', '--json', '--model', miniatureId, '--device', 'webgpu'], { env });
    expect(JSON.parse(selected.stdout)).toMatchObject({ device: 'webgpu', model: { id: miniatureId } });
  });
});
