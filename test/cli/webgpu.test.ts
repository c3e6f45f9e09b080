import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/mask/rle.ts';
import type { Rle } from '../../src/mask/types.ts';
import { phraselift } from './run.ts';

/** Chromium's software Vulkan driver: slow, but it proves the GPU path numerically on a machine without a GPU. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const photo = resolve(import.meta.dirname, '../../assets/samples/breakfast.jpg');
const home = mkdtempSync(join(tmpdir(), 'phraselift-webgpu-'));
afterAll(() => { rmSync(home, { recursive: true, force: true }); });

interface Answer {
  readonly device: string;
  readonly instances: readonly { readonly mask: Rle }[];
}

async function select(device: string): Promise<Answer> {
  const { code, stdout, stderr } = await phraselift(['select', photo, 'the cups', '--json', '--device', device], {
    env: { PHRASELIFT_HOME: join(home, device), VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver, XDG_RUNTIME_DIR: '/tmp' },
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
