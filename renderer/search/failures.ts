import { create } from 'zustand';
import type { Result } from '../../src/api/contract.ts';
import { service } from '../service/service.ts';

export type Failure = Result<'search.failures'>[number];

/** Photos that could not be looked at, and why. */
export const useFailures = create<{ readonly run: string | null; readonly failures: readonly Failure[] }>(() => ({
  run: null, failures: [],
}));

/** Fetches what has failed so far. @throws ApiError */
export async function loadFailures(run: string): Promise<void> {
  const failures = await service().api['search.failures']({ run });
  useFailures.setState({ run, failures });
}
