import { create } from 'zustand';
import type { TextKey } from '../i18n/en.ts';
import { service } from '../service/service.ts';
import { newId } from './ids.ts';
import { reportProblem } from './notices.ts';

/** Something that the service is asked and that may take its time. */
export interface Task {
  readonly requestId: string;
  readonly textKey: TextKey;
}

export const useBusy = create<{ readonly tasks: readonly Task[] }>(() => ({ tasks: [] }));

/**
 * Asks the service for something that can be cancelled; what goes wrong is shown.
 * @returns null if it failed or was cancelled
 */
export async function whileBusy<T>(textKey: TextKey, ask: (requestId: string) => Promise<T>): Promise<T | null> {
  const requestId = newId();
  useBusy.setState(({ tasks }) => ({ tasks: [...tasks, { requestId, textKey }] }));
  try {
    return await ask(requestId);
  } catch (error) {
    reportProblem(error);
    return null;
  } finally {
    useBusy.setState(({ tasks }) => ({ tasks: tasks.filter((task) => task.requestId !== requestId) }));
  }
}

export async function cancelTask({ requestId }: Task): Promise<void> {
  try {
    await service().api.cancel({ requestId });
  } catch (error) {
    reportProblem(error);
  }
}
