import { create } from 'zustand';
import type { Result } from '../../src/api/contract.ts';
import { service } from '../service/service.ts';
import { newId } from '../state/ids.ts';
import { reportProblem } from '../state/notices.ts';

export type DeviceReport = Result<'devices.list'>[number];

interface DevicesState {
  /** What the last test of this session has found; null before one. */
  readonly reports: readonly DeviceReport[] | null;
  /** The test that is under way. */
  readonly requestId: string | null;
}

export const useDevices = create<DevicesState>(() => ({ reports: null, requestId: null }));

/** Tries every device with the model, which takes seconds. */
export async function testDevices(): Promise<void> {
  const requestId = newId();
  useDevices.setState({ requestId });
  try {
    useDevices.setState({ reports: await service().api['devices.list']({ requestId }) });
  } catch (error) {
    reportProblem(error);
  } finally {
    useDevices.setState({ requestId: null });
  }
}

export async function cancelTest(): Promise<void> {
  const { requestId } = useDevices.getState();
  if (requestId === null) return;
  try {
    await service().api.cancel({ requestId });
  } catch (error) {
    reportProblem(error);
  }
}
