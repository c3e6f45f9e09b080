/**
 * Kills the real server (SIGKILL) at random moments while a document is edited through the page's own stores and
 * journal, then recovers from what is on the disk with the page's own recovery: nothing that was committed more than a
 * second before may be lost.
 * Run: node test/renderer/killCampaign.ts [kills] [seed]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { findRecoverable, restore, useRecovery } from '../../renderer/app/recovery.ts';
import { storeDocument } from '../../renderer/project/stored.ts';
import { setService } from '../../renderer/service/service.ts';
import { useNotices } from '../../renderer/state/notices.ts';
import { activePhoto, addPhoto, execute, redo, undo, usePhotos } from '../../renderer/state/photos.ts';
import { methods, type Api, type Method, type Photo } from '../../src/api/contract.ts';
import { Journals } from '../../src/api/journals.ts';
import { commandKinds } from '../../src/document/commands.ts';
import { hashDocument } from '../../src/document/document.ts';
import { rawRequest } from '../api/helpers.ts';
import { CommandMaker, HEIGHT, Random, WIDTH } from '../document/fixtures.ts';

const root = resolve(import.meta.dirname, '../..');
/** What may be lost. */
const GRACE_MS = 1000;

const photo: Photo = {
  id: 'photo', name: 'beach.jpg', path: '/photos/beach.jpg', width: WIDTH, height: HEIGHT, contentHash: 'abc123', format: 'jpeg',
  conversions: [], hasAlpha: false, url: '/photos/photo/full', previewUrl: '/photos/photo/preview',
};
const source = { kind: 'path', path: '/photos/beach.jpg' } as const;

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
  readonly cookie: string;
}

async function startServer(home: string): Promise<Server> {
  const child = spawn(
    process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), 'serve'],
    { env: { ...process.env, PHRASELIFT_HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [line] = await once(createInterface(child.stdout), 'line') as [string];
  const url = new URL(line);
  const { headers } = await rawRequest(Number(url.port), { path: `/${url.search}` });
  return { child, port: Number(url.port), cookie: String(headers['set-cookie']).split(';')[0] };
}

function apiThat(call: (method: Method, params: never) => Promise<unknown>): Api {
  return Object.fromEntries((Object.keys(methods) as Method[]).map((method) =>
    [method, (params: never) => call(method, params)])) as unknown as Api;
}

const nothing = {
  openFile: () => Promise.reject(new Error()), openProject: () => Promise.reject(new Error()),
  openFolder: () => Promise.reject(new Error()), onEvent: () => () => undefined,
};

/** The page talks to the server as it does in a browser. */
function connectTo({ port, cookie }: Server): void {
  setService({
    ...nothing,
    api: apiThat(async (method, params) => {
      const { status, body } = await rawRequest(port, {
        method: 'POST', path: `/api/${method}`, body: JSON.stringify(params),
        headers: { cookie, 'origin': `http://127.0.0.1:${port}`, 'content-type': 'application/json' },
      });
      if (status !== 200) throw new Error(`${method}: ${status} ${body.toString()}`);
      return JSON.parse(body.toString()) as unknown;
    }),
  });
}

/** What the next server finds. */
function connectToDisk(home: string): void {
  const journals = new Journals(join(home, 'data', 'journals'));
  const answers: Partial<Api> = {
    'journal.list': () => journals.list(),
    'journal.read': ({ document }) => journals.read(document),
    'journal.append': async ({ document, lines }) => { await journals.append(document, lines); return null; },
    'journal.drop': async ({ document }) => { await journals.drop(document); return null; },
    'photo.open': () => Promise.resolve(photo),
  };
  setService({ ...nothing, api: apiThat((method, params) => answers[method]!(params)) });
}

/** A state that was seen, and when; `isSaved` if a project file held it from then on. */
interface State {
  readonly time: number;
  readonly hash: string;
  readonly isSaved: boolean;
}

/** Edits until it is told to stop. */
async function edit(random: Random, states: State[], isOver: () => boolean): Promise<void> {
  const maker = new CommandMaker(random);
  const note = (isSaved: boolean) => { states.push({ time: performance.now(), hash: hashDocument(activePhoto()!.document), isSaved }); };
  while (!isOver()) {
    const open = activePhoto()!;
    const chance = random.next();
    if (chance < 0.1) await undo();
    else if (chance < 0.15) await redo();
    else if (chance < 0.18) {
      note(true);
      // Not waited for: the user goes on while the journal goes.
      void open.journal.saved(open.document, storeDocument(open.document));
      continue;
    } else {
      const kind = open.document.layers.length > 30 ? 'remove' : random.pick(commandKinds.filter((each) => each !== 'setLocked'));
      const command = maker.make(kind, open.document);
      if (command === null || !execute(command)) continue;
    }
    note(false);
    await delay(random.between(0, 40));
  }
}

/** The state that comes back from the disk. */
async function recover(home: string, states: readonly State[]): Promise<string> {
  connectToDisk(home);
  usePhotos.setState({ photos: [], activeId: null });
  await findRecoverable();
  const { entries: [entry] } = useRecovery.getState();
  if (entry === undefined) return states.findLast(({ isSaved }) => isSaved)!.hash;
  await restore(entry);
  const open = activePhoto();
  if (open === null) throw new Error(`the journal could not be replayed: ${JSON.stringify(useNotices.getState().notices)}`);
  return hashDocument(open.document);
}

export interface Kill {
  /** States that were made before it. */
  readonly states: number;
  /** Milliseconds between the kill and the newest state that came back. */
  readonly lostMs: number;
}

/** One life of a server. @throws Error if more was lost than may be */
async function kill(random: Random): Promise<Kill> {
  const home = mkdtempSync(join(tmpdir(), 'phraselift-kill-'));
  const server = await startServer(home);
  try {
    connectTo(server);
    usePhotos.setState({ photos: [], activeId: null });
    addPhoto(photo, source);
    const states: State[] = [{ time: performance.now(), hash: hashDocument(activePhoto()!.document), isSaved: true }];
    let isOver = false;
    const editing = edit(random, states, () => isOver);
    await delay(random.between(100, 4000));
    const killedAt = performance.now();
    server.child.kill('SIGKILL');
    await once(server.child, 'exit');
    isOver = true;
    await editing;
    const before = states.filter(({ time }) => time <= killedAt);
    // The page is gone with its server: what its writer still holds must not come to the disk afterwards.
    await activePhoto()?.journal.drop();
    const hash = await recover(home, before);
    const index = before.findLastIndex((state) => state.hash === hash);
    if (index < 0) throw new Error(`a state came back that never was (${before.length} states)`);
    const lost = before[index + 1];
    const lostMs = lost === undefined ? 0 : killedAt - lost.time;
    if (lostMs > GRACE_MS) throw new Error(`lost what was committed ${Math.round(lostMs)} ms before (state ${index} of ${before.length})`);
    return { states: before.length, lostMs };
  } finally {
    server.child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}

export async function killCampaign(kills: number, seed: number): Promise<Kill[]> {
  const random = new Random(seed);
  const results: Kill[] = [];
  for (let i = 0; i < kills; i++) results.push(await kill(random));
  return results;
}

if (process.argv[1] === import.meta.filename) {
  const [kills = 50, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
  console.log(`seed ${seed}`);
  const results = await killCampaign(kills, seed);
  const states = results.reduce((sum, each) => sum + each.states, 0);
  const worst = Math.max(...results.map(({ lostMs }) => lostMs));
  console.log(`${kills} kills among ${states} states: the most that was lost had been committed ${Math.round(worst)} ms before the kill`);
  process.exit();
}
