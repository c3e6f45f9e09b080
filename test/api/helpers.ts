import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openService, type EditorService, type ServiceOptions } from '../../src/api/service.ts';
import type { Shell } from '../../src/api/handlers/types.ts';
import type { ApiEvent, Method, Params, Result } from '../../src/api/contract.ts';
import { forkBackground, forkHost } from '../../src/host/port.ts';
import { packFolders } from '../../src/model/pack.ts';

export interface TestService {
  readonly service: EditorService;
  readonly home: string;
  /** Everything that was logged, a line each. */
  readonly log: string[];
  readonly events: ApiEvent[];
  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>;
  close(): Promise<void>;
}

/** A service with folders of its own and the real host, which starts when it is first needed. */
export async function openTestService(options: Partial<ServiceOptions> = {}): Promise<TestService> {
  const home = mkdtempSync(join(tmpdir(), 'phraselift-api-'));
  const log: string[] = [];
  const events: ApiEvent[] = [];
  const service = await openService({
    version: '0.0.0-test',
    folders: { config: join(home, 'config'), cache: join(home, 'cache'), data: join(home, 'data') },
    modelFolders: packFolders(),
    sampleFolder: resolve(import.meta.dirname, '../../assets/samples'),
    threads: 1,
    maxPixels: 100e6,
    overrides: { device: 'cpu' },
    startHost: forkHost,
    startSearch: forkBackground,
    log: (line) => { log.push(line); },
    ...options,
  });
  service.onEvent((event) => { events.push(event); });
  return {
    service,
    home,
    log,
    events,
    call: (method, params) => service.call(method, params) as Promise<never>,
    async close() {
      await service.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A window whose user chooses nothing but what the test says. */
export function shellThat(chooses: Partial<Shell>): Shell {
  return {
    chooseFiles: () => Promise.resolve([]),
    chooseFolder: () => Promise.resolve(undefined),
    chooseProjectFile: () => Promise.resolve(undefined),
    setMenu: () => undefined,
    startDrag: () => undefined,
    notify: () => undefined,
    ...chooses,
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request whose path and headers go out as they are: `fetch` would put them right. */
export function rawRequest(
  port: number,
  { method = 'GET', path, headers = {}, body }: {
    readonly method?: string; readonly path: string; readonly headers?: Record<string, string>; readonly body?: string | Buffer;
  },
): Promise<RawAnswer> {
  return new Promise((done, fail) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, setHost: !('host' in headers) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => { chunks.push(chunk); });
      response.on('end', () => { done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }); });
      response.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}
