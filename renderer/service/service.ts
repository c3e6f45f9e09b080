import { ApiError, methods } from '../../src/api/contract.ts';
import type { Api, ApiEvent, ApiFailure, Bridge, Method, Params, Photo, PickedFile, ProjectFile, Result } from '../../src/api/contract.ts';
import { t } from '../i18n/text.ts';

/** The service behind the page, whichever way it is reached. */
export interface Service {
  readonly api: Api;
  /** Opens a dropped, chosen or pasted photo. @throws ApiError */
  openFile(file: PickedFile): Promise<Photo>;
  /** Opens a dropped or chosen project. @throws ApiError */
  openProject(file: PickedFile): Promise<ProjectFile>;
  /** Allows a dropped folder to be searched. @throws ApiError, in the browser always: it does not tell where the folder lies */
  openFolder(folder: PickedFile): Promise<{ readonly name: string; readonly path: string }>;
  /** @returns ends listening */
  onEvent(listener: (event: ApiEvent) => void): () => void;
}

declare global {
  interface Window {
    /** Put there by the preload script of the Electron window. */
    readonly phraselift?: Bridge;
  }
}

let current: Service | null = null;

/** The service of this page. */
export function service(): Service {
  current ??= window.phraselift === undefined ? overHttp() : overBridge(window.phraselift);
  return current;
}

/** Puts another service in its place: for tests. */
export function setService(other: Service): void {
  current = other;
}

/** An object with a function for every method. */
function apiOf(call: <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>): Api {
  const names = Object.keys(methods) as Method[];
  return Object.fromEntries(
    names.map((method) => [method, (params: Params<typeof method>) => call(method, params)]),
  ) as unknown as Api;
}

function isFailure(answer: unknown): answer is ApiFailure {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

function resultOf<T>(answer: { readonly result: T } | ApiFailure): T {
  if (isFailure(answer)) throw new ApiError(answer.error.code, answer.error.message);
  return answer.result;
}

function overBridge(bridge: Bridge): Service {
  return {
    api: apiOf(async (method, params) => resultOf(await bridge.call(method, params)) as Result<typeof method>),
    openFile: async (file) => resultOf(await bridge.openFile(file)),
    openProject: async (file) => resultOf(await bridge.openProject(file)),
    openFolder: async (folder) => resultOf(await bridge.openFolder(folder)),
    onEvent: (listener) => bridge.onEvent(listener),
  };
}

function overHttp(): Service {
  return {
    api: apiOf((method, params) =>
      request<Result<typeof method>>(`api/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      }),
    ),
    openFile: (file) => upload<Photo>('photo.upload', file),
    openProject: (file) => upload<ProjectFile>('project.upload', file),
    openFolder: () => Promise.reject(new ApiError('not-allowed', t('search.folder.noPath'))),
    onEvent(listener) {
      const events = new EventSource('api/events');
      events.addEventListener('message', (message: MessageEvent<string>) => {
        listener(JSON.parse(message.data) as ApiEvent);
      });
      return () => {
        events.close();
      };
    },
  };
}

async function upload<T>(method: string, file: PickedFile): Promise<T> {
  return request<T>(`api/${method}?name=${encodeURIComponent(file.name)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: await file.arrayBuffer(),
  });
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' });
  } catch (error) {
    throw new UnreachableError({ cause: error });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  if (isFailure(answer)) throw new ApiError(answer.error.code, answer.error.message);
  throw new ApiError('internal', `The service answered ${response.status} ${response.statusText}.`);
}

/** Nobody listens at the other end. */
export class UnreachableError extends Error {
  constructor(options: ErrorOptions) {
    super('The service does not answer.', options);
    this.name = 'UnreachableError';
  }
}
