import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { z } from 'zod';
import { ApiError, MAX_UPLOAD_BYTES, type ApiFailure } from '../src/api/contract.ts';
import { toFailure } from '../src/api/dispatch.ts';
import type { EditorService } from '../src/api/service.ts';
import { CHANNELS } from './channels.ts';
import { ORIGIN } from './protocol.ts';

const pathParams = z.string().min(1).max(4096);
const uploadParams = z.tuple([
  z.string().max(4096),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_UPLOAD_BYTES, 'expected bytes'),
]);

type Answer = { readonly result: unknown } | ApiFailure;

/**
 * Lets the page, and nobody else, call the service. Every message is checked for its sender and its form; failures are
 * answers, since an error that is thrown loses its code on the way.
 */
export function serveIpc(service: EditorService, page: () => WebContents | undefined, log: (line: string) => void): void {
  const handle = (channel: string, action: (args: readonly unknown[]) => Promise<unknown>): void => {
    ipcMain.handle(channel, async (event, ...args: unknown[]): Promise<Answer> => {
      if (!isOwnPage(event, page())) {
        log(`refused: ${channel} from ${event.senderFrame?.url ?? 'a frame that has gone'}`);
        return toFailure(new ApiError('not-allowed', 'this message did not come from the editor'));
      }
      try {
        return { result: await action(args) };
      } catch (error) {
        if (error instanceof ApiError) return toFailure(error);
        if (!(error instanceof z.ZodError)) throw error;
        log(`refused: ${channel}: ${error.issues[0].message}`);
        return toFailure(new ApiError('bad-request', `${channel}: ${error.issues[0].message}`));
      }
    });
  };
  handle(CHANNELS.call, ([method, params]) => service.call(String(method), params));
  handle(CHANNELS.drop, ([path]) => service.drop(pathParams.parse(path)));
  handle(CHANNELS.dropProject, ([path]) => service.dropProject(pathParams.parse(path)));
  handle(CHANNELS.uploadProject, (args) => {
    const [name, bytes] = uploadParams.parse(args);
    return service.uploadProject(name, [bytes]);
  });
  handle(CHANNELS.dropFolder, ([path]) => service.dropFolder(pathParams.parse(path)));
  handle(CHANNELS.upload, (args) => {
    const [name, bytes] = uploadParams.parse(args);
    return service.upload(name, [bytes]);
  });
  service.onEvent((event) => { page()?.send(CHANNELS.event, event); });
}

/** Whether a message comes from our window, and from our page in it. */
function isOwnPage(event: IpcMainInvokeEvent, page: WebContents | undefined): boolean {
  return event.sender === page && event.senderFrame?.url.startsWith(`${ORIGIN}/`) === true;
}
