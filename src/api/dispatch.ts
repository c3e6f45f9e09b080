import { UserError } from '../errors.ts';
import { ApiError, isMethod, methods, type ApiFailure, type Method } from './contract.ts';
import { appearanceHandlers } from './handlers/appearance.ts';
import { applicationHandlers } from './handlers/application.ts';
import { describeHandlers } from './handlers/describe.ts';
import { desktopHandlers } from './handlers/desktop.ts';
import { exportHandlers } from './handlers/export.ts';
import { historyHandlers } from './handlers/history.ts';
import { journalHandlers } from './handlers/journal.ts';
import { photoHandlers } from './handlers/photos.ts';
import { projectHandlers } from './handlers/project.ts';
import { searchHandlers } from './handlers/search.ts';
import { selectHandlers } from './handlers/select.ts';
import type { Context, Handler, Handlers } from './handlers/types.ts';

const handlers: Handlers<Method> = {
  ...applicationHandlers, ...photoHandlers, ...selectHandlers, ...exportHandlers, ...journalHandlers,
  ...projectHandlers, ...searchHandlers, ...describeHandlers, ...historyHandlers, ...appearanceHandlers, ...desktopHandlers,
};

/**
 * Calls a method with what came over the wire. Both transports go through here, so nothing reaches a handler unchecked.
 * @throws ApiError, with `bad-request` for an unknown method or params that the contract refuses
 */
export async function dispatch(method: string, params: unknown, context: Context): Promise<unknown> {
  if (!isMethod(method)) throw refusal(`there is no method "${method.slice(0, 100)}"`, context);
  try {
    const parsed = methods[method].params.safeParse(params);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw refusal(`${method}: ${issue.path.join('.') || 'params'}: ${issue.message}`, context);
    }
    // Handler and params belong to the same method, which the types of a lookup cannot say.
    return await (handlers[method] as Handler<Method>)(parsed.data, context);
  } catch (error) {
    throw toApiError(error, method, context);
  }
}

function refusal(reason: string, { log }: Context): ApiError {
  log(`refused: ${reason}`);
  return new ApiError('bad-request', reason);
}

/** A user's error keeps its code and sentence; a bug is logged with its stack, of which the page learns nothing. */
export function toApiError(error: unknown, what: string, { log }: Pick<Context, 'log'>): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof UserError) return new ApiError(error.code, error.message, { cause: error });
  log(`${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new ApiError('internal', 'Something went wrong inside Phraselift; its log says what.', { cause: error });
}

/** An error as it crosses. */
export function toFailure({ code, message }: ApiError): ApiFailure {
  return { error: { code, message } };
}
