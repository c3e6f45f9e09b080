import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phraselift } from './run.ts';

const samples = resolve(import.meta.dirname, '../../assets/samples');
const hasPage = existsSync(resolve(import.meta.dirname, '../../dist/renderer/index.html'));
let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'phraselift-serve-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

describe.skipIf(!hasPage)('phraselift serve', () => {
  const env = () => ({ PHRASELIFT_HOME: join(folder, 'home') });

  it('prints one address on stdout, serves the page there, and leaves nothing behind after Ctrl+C', async () => {
    let page: Promise<string> | undefined;
    const { code, stdout, stderr } = await phraselift(['serve', samples, join(samples, 'breakfast.jpg')], {
      env: env(),
      onStart: (child) => {
        child.stdout?.on('data', (text: string) => {
          page ??= visit(text.trim()).finally(() => { child.kill('SIGINT'); });
        });
      },
    });
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    expect(stderr).toContain('Ctrl+C');
    expect(code).toBe(130);
    expect(await page).toContain('<title>Phraselift</title>');
    for (const name of ['uploads', 'downloads']) expect(readdirSync(folder, { recursive: true }).some((each) => String(each).includes(name))).toBe(false);
  });

  it('says in one line what is wrong', async () => {
    const missing = await phraselift(['serve', join(folder, 'none')], { env: env() });
    expect(missing).toEqual({ code: 2, stdout: '', stderr: `phraselift: ${join(folder, 'none')}: no such file or folder\n` });
    const port = await phraselift(['serve', '--port', '70000'], { env: env() });
    expect(port).toMatchObject({ code: 2, stdout: '' });
    expect(port.stderr).toMatch(/^phraselift: .*70000.*\n$/);
  });
});

/** As a browser does: the token for a cookie, the cookie for the page. */
async function visit(url: string): Promise<string> {
  const welcome = await fetch(url);
  const cookie = String(welcome.headers.get('set-cookie')).split(';')[0];
  return (await fetch(new URL('/', url), { headers: { cookie } })).text();
}
