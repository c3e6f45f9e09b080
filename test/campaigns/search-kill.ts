/**
 * The long form of test/search/kill.test.ts: node test/campaigns/search-kill.ts FOLDER... [--kills 20] [--seed N] [--limit N]
 * All photos of the folders are linked into one folder in the system's temporary folder first.
 */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../../src/random.ts';
import { isPhotoName } from '../../src/search/scan.ts';
import { runKillCampaign } from './searchKill.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' }, limit: { type: 'string', default: '100000' } },
});
const root = mkdtempSync(join(process.env['TMPDIR'] ?? tmpdir(), 'phraselift-kill-'));
try {
  const folder = join(root, 'photos');
  mkdirSync(folder);
  const sources = positionals.flatMap((each, index) => readdirSync(each).filter(isPhotoName).map((name) => ({ path: join(each, name), name: `${index}-${name}` })));
  const chosen = sources.slice(0, Number(values.limit));
  for (const { path, name } of chosen) {
    try {
      linkSync(path, join(folder, name));
    } catch {
      await copyFile(path, join(folder, name));
    }
  }
  const homes = [join(root, 'interrupted'), join(root, 'uninterrupted')] as const;
  console.log(`${chosen.length} photos, ${values.kills} kills, seed ${values.seed}`);
  const report = await runKillCampaign({
    folder, homes, kills: Number(values.kills), photos: chosen.length, random: randomFrom(Number(values.seed)),
    phrases: ['a dog', 'two people on a bench', 'everyone except the man in white'],
    log: (line) => { console.log(`${new Date().toISOString()} ${line}`); },
  });
  console.log(report);
  const passed = report.encodedAgain.length === 0 && report.differences.length === 0 && report.answers[0] === report.answers[1];
  console.log(passed ? 'passed' : 'FAILED');
  process.exitCode = passed ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
