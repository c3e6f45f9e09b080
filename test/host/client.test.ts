import { describe, expect, it } from 'vitest';
import type { HostInit } from '../../src/host/init.ts';
import { UserError } from '../../src/errors.ts';
import { HostClient } from '../../src/host/client.ts';
import type { HostPort } from '../../src/host/port.ts';
import type { FromHost, ToHost } from '../../src/host/protocol.ts';

const init: HostInit = { model: 'lite', device: 'webgpu', threads: 1, modelFolders: [], cacheFolder: '/nowhere', maxPixels: 1e6 };
const request = { kind: 'devices' } as const;

type Behaviour = (message: ToHost, answer: (message: FromHost) => void, die: (lastWords?: string) => void) => void;

/** Hosts that follow a script, one a life; the last one serves all later lives. */
function scripted(...lives: Behaviour[]) {
  const started: { readonly inits: HostInit[]; killed: boolean }[] = [];
  const start = (): HostPort => {
    const behaviour = lives[Math.min(started.length, lives.length - 1)];
    const life = { inits: [] as HostInit[], killed: false };
    started.push(life);
    let exit: (lastWords: string) => void = () => undefined;
    let receive: (message: FromHost) => void = () => undefined;
    const later = (action: () => void) => void setTimeout(action, 1);
    return {
      pid: 1000 + started.length,
      send: (message) => {
        if (message.type === 'init') life.inits.push(message.init);
        later(() => { if (!life.killed) behaviour(message, (each) => { receive(each); }, (words = '') => { exit(words); }); });
      },
      onMessage: (listener) => { receive = listener; },
      onExit: (listener) => { exit = listener; },
      kill: () => {
        if (life.killed) return;
        life.killed = true;
        later(() => { exit(''); });
      },
    };
  };
  return { start, started };
}

const works: Behaviour = (message, answer) => {
  if (message.type === 'init') answer({ type: 'ready' });
  else answer({ type: 'result', id: message.id, value: [] });
};
const diesOnRequest: Behaviour = (message, answer, die) => {
  if (message.type === 'init') answer({ type: 'ready' });
  else die('something\nSegmentation fault');
};
const neverAnswers: Behaviour = (message, answer) => {
  if (message.type === 'init') answer({ type: 'ready' });
};

describe('HostClient', () => {
  it("tells of the host's life", async () => {
    const { start } = scripted(diesOnRequest, works);
    const states: string[] = [];
    const client = new HostClient(init, { start, onState: (state) => { states.push(state); } });
    await client.request(request);
    client.close();
    expect(states).toEqual(['starting', 'ready', 'restarted', 'starting', 'ready']);
  });

  it('has a device that takes the process down marked, and tells the user', async () => {
    const diesOnWebGpu: Behaviour = (message, answer, die) => {
      if (message.type === 'init') answer({ type: 'ready', device: 'webgpu', notes: ['cuda is not used: it is wrong'] });
      else die('Segmentation fault');
    };
    const { start, started } = scripted(diesOnWebGpu, works);
    const messages: (string | undefined)[] = [];
    const client = new HostClient({ ...init, device: 'auto' }, { start, onState: (_state, message) => { messages.push(message); } });
    await client.request(request);
    client.close();
    expect(started[0].inits).toEqual([{ ...init, device: 'auto' }]);
    expect(started[1].inits).toEqual([{ ...init, device: 'cpu', crashed: 'webgpu' }]);
    expect(messages).toEqual([
      undefined, 'cuda is not used: it is wrong', expect.stringContaining('died on webgpu') as string, undefined, undefined,
    ]);
  });

  it('starts one host and asks it one thing at a time', async () => {
    const { start, started } = scripted(works);
    const client = new HostClient(init, { start });
    await Promise.all([client.request(request), client.request(request), client.request(request)]);
    expect(started).toHaveLength(1);
    client.close();
    expect(started[0].killed).toBe(true);
  });

  it('tries once more, on the CPU, when the host dies', async () => {
    const { start, started } = scripted(diesOnRequest, works);
    const client = new HostClient(init, { start });
    await expect(client.request(request)).resolves.toEqual([]);
    expect(started.map(({ inits }) => inits[0].device)).toEqual(['webgpu', 'cpu']);
    client.close();
  });

  it('gives up after the second death and says how the host ended', async () => {
    const { start, started } = scripted(diesOnRequest);
    const client = new HostClient(init, { start });
    await expect(client.request(request)).rejects.toThrow(/died twice.*Segmentation fault/);
    expect(started).toHaveLength(2);
    await expect(client.request(request)).rejects.toBeInstanceOf(UserError);
    client.close();
  });

  it('counts a host that dies or hangs before it is ready', async () => {
    const dead = scripted((_message, _answer, die) => { die(); });
    await expect(new HostClient(init, { start: dead.start }).request(request)).rejects.toThrow('died twice');
    const hung = scripted(() => undefined);
    await expect(new HostClient(init, { start: hung.start, startTimeout: 20 }).request(request)).rejects.toThrow('not ready');
    expect(hung.started.every(({ killed }) => killed)).toBe(true);
  });

  it('passes on why a host refuses to start, and asks anew next time', async () => {
    const { start, started } = scripted((message, answer) => {
      if (message.type === 'init') answer({ type: 'refused', error: { code: 'model-missing', message: 'model "x" is not installed' } });
    }, works);
    const client = new HostClient(init, { start });
    await expect(client.request(request)).rejects.toMatchObject({ code: 'model-missing' });
    await expect(client.request(request)).resolves.toEqual([]);
    expect(started).toHaveLength(2);
    client.close();
  });

  it('cancels by killing the host; waiting requests go to a new one', async () => {
    const { start, started } = scripted(neverAnswers, works);
    const client = new HostClient(init, { start });
    const abort = new AbortController();
    const first = client.request(request, { signal: abort.signal });
    const second = client.request(request);
    setTimeout(() => { abort.abort(); }, 10);
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(second).resolves.toEqual([]);
    expect(started[0].killed).toBe(true);
    expect(started[1].inits[0].device).toBe('webgpu');
    client.close();
  });

  it('drops a waiting request that is cancelled without disturbing the one under way', async () => {
    const { start, started } = scripted((message, answer) => {
      if (message.type === 'init') answer({ type: 'ready' });
      else setTimeout(() => { answer({ type: 'result', id: message.id, value: [] }); }, 20);
    });
    const client = new HostClient(init, { start });
    const abort = new AbortController();
    const first = client.request(request);
    const second = client.request(request, { signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await expect(first).resolves.toEqual([]);
    expect(started).toHaveLength(1);
    client.close();
  });

  it('refuses a request whose signal is raised already', async () => {
    const { start, started } = scripted(works);
    await expect(new HostClient(init, { start }).request(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(started).toHaveLength(0);
  });

  it('ends an idle host to give its memory back, and starts a new one when asked again', async () => {
    const { start, started } = scripted(works);
    const client = new HostClient(init, { start, idleTimeout: 15 });
    await client.request(request);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(started[0].killed).toBe(true);
    expect(client.pid).toBeUndefined();
    await client.request(request);
    expect(started).toHaveLength(2);
    client.close();
  });

  it('refuses what is under way and what comes later when it is closed', async () => {
    const { start } = scripted(neverAnswers);
    const client = new HostClient(init, { start });
    const pending = client.request(request);
    client.close();
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.request(request)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('tells the steps of a request as they begin', async () => {
    const { start } = scripted((message, answer) => {
      if (message.type === 'init') { answer({ type: 'ready' }); return; }
      answer({ type: 'progress', id: message.id, step: 'decode' });
      answer({ type: 'result', id: message.id, value: [] });
    });
    const client = new HostClient(init, { start });
    const steps: string[] = [];
    await client.request(request, { onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(['load', 'decode']);
    client.close();
  });
});
