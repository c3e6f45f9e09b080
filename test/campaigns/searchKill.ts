import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { phraselift } from '../cli/run.ts';
import { childrenOf } from '../processes.ts';

export interface KillCampaign {
  /** Folder of photos; is only read. */
  readonly folder: string;
  /** Where the two runs keep their stores: two empty folders. */
  readonly homes: readonly [interrupted: string, uninterrupted: string];
  readonly phrases: readonly string[];
  /** How often the run is killed. */
  readonly kills: number;
  readonly photos: number;
  readonly random: () => number;
  readonly log: (line: string) => void;
}

export interface KillReport {
  readonly kills: number;
  /** Photos whose encodings were committed at each kill. */
  readonly committed: readonly number[];
  /** Photos, by content, whose committed encoding was written once more. */
  readonly encodedAgain: readonly string[];
  /** Answers that differ from those of the uninterrupted run. */
  readonly differences: readonly string[];
  /** Answers of each run. */
  readonly answers: readonly [interrupted: number, uninterrupted: number];
}

const POLL_MS = 20;
const main = resolve(import.meta.dirname, '../../src/cli/main.ts');

/**
 * Kills `phraselift search` with SIGKILL, the model's process with it, whenever as many encodings are committed as a random
 * number says, and a random moment later; starts it again each time; and compares the end with an uninterrupted run.
 */
export async function runKillCampaign(campaign: KillCampaign): Promise<KillReport> {
  const { kills, photos, random, log, homes: [interrupted, uninterrupted] } = campaign;
  const moments = Array.from({ length: kills }, () => Math.floor(random() * photos * 0.98)).sort((a, b) => a - b);
  const committed: number[] = [];
  const encodedAgain = new Set<string>();
  let before = new Map<string, number>();
  for (const [index, moment] of moments.entries()) {
    await runUntil(campaign, interrupted, moment, random() * 400);
    const now = committedRows(interrupted);
    for (const [photo, row] of before) if (now.get(photo) !== row) encodedAgain.add(photo);
    before = now;
    committed.push(now.size);
    log(`kill ${index + 1} of ${kills}: ${now.size} encodings are committed`);
  }
  const last = await finish(campaign, interrupted);
  for (const [photo, row] of before) if (committedRows(interrupted).get(photo) !== row) encodedAgain.add(photo);
  log('resumed to the end; now an uninterrupted run');
  const reference = await finish(campaign, uninterrupted);
  return {
    kills, committed, encodedAgain: [...encodedAgain], differences: differences(last, reference), answers: [last.size, reference.size],
  };
}

/** Runs until so many encodings are committed and a moment longer, then kills all of it. */
async function runUntil({ folder, phrases }: KillCampaign, home: string, count: number, longer: number): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...argumentsFor(folder, phrases)], {
    env: { ...process.env, PHRASELIFT_HOME: home },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((finished) => { child.on('close', () => { finished(); }); });
  while (child.exitCode === null && committedRows(home).size < count) await delay(POLL_MS);
  await delay(longer);
  if (child.exitCode === null) {
    // The searching process is in a session of its own; it dies in the same moment.
    for (const pid of [...childrenOf(child.pid!), child.pid!]) process.kill(pid, 'SIGKILL');
  }
  await ended;
}

function argumentsFor(folder: string, phrases: readonly string[]): string[] {
  return ['search', folder, ...phrases, '--json', '--device', 'cpu'];
}

/** @returns each answer by photo and phrase, as text */
async function finish({ folder, phrases }: KillCampaign, home: string): Promise<Map<string, string>> {
  const { code, stdout, stderr } = await phraselift(argumentsFor(folder, phrases), { env: { PHRASELIFT_HOME: home } });
  if (code !== 0 && code !== 1) throw new Error(`the search ended with ${code}: ${stderr}`);
  const answers = new Map<string, string>();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const answer = JSON.parse(line) as { path?: string; phrase?: string };
    if (answer.path !== undefined) answers.set(`${answer.path} | ${answer.phrase ?? 'failed'}`, line);
  }
  return answers;
}

/** Row of each photo's encoding: one that is written again gets a new row. */
function committedRows(home: string): Map<string, number> {
  const path = join(home, 'cache', 'encodings', 'encodings.sqlite');
  if (!existsSync(path)) return new Map();
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      database.exec('PRAGMA busy_timeout = 5000');
      return new Map(database.prepare('SELECT photo, rowid FROM encodings').all().map((row) => [String(row['photo']), Number(row['rowid'])]));
    } finally {
      database.close();
    }
  } catch {
    // It is just being made.
    return new Map();
  }
}

function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}
