import { actionIds } from '../actions/definitions.ts';
import { runAction } from '../actions/registry.ts';
import { noteProgress } from '../phrase/session.ts';
import { leaveForPhotos } from '../search/leave.ts';
import { noteStatus } from '../search/runs.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import { takeSettings } from '../settings/settings.ts';
import { findRecoverable } from './recovery.ts';
import { keepNativeMenu } from './nativeMenu.ts';
import { notify, reportProblem } from '../state/notices.ts';
import type { ApiEvent } from '../../src/api/contract.ts';
import { guardLeaving } from '../project/closing.ts';
import { openPath } from './opening.ts';

function onEvent(event: ApiEvent): void {
  switch (event.type) {
    case 'progress':
      noteProgress(event.requestId, event.step);
      return;
    case 'host':
      if (event.state === 'restarted') notify('app.restarted');
      return;
    case 'search':
      noteStatus(event.status);
      return;
    case 'open':
      void openPath(event.path);
      return;
    case 'action': {
      const id = actionIds.find((each) => each === event.action);
      if (id !== undefined) runAction(id);
    }
  }
}

/** Connects the page with its service and opens what was given at the start. @returns ends listening */
export function start(): () => void {
  const stops = [service().onEvent(onEvent), guardLeaving(), leaveForPhotos()];
  void begin(stops);
  return () => {
    for (const stop of stops) stop();
  };
}

async function begin(stops: (() => void)[]): Promise<void> {
  try {
    const [info, settings] = await Promise.all([service().api['app.info']({}), service().api['settings.get']({})]);
    takeSettings(settings);
    useApp.setState({ info });
    // The browser has its menus in the page.
    if (info.canOpenDialog) stops.push(keepNativeMenu());
    for (const path of info.start) await openPath(path);
    await findRecoverable();
  } catch (error) {
    reportProblem(error);
  }
}
