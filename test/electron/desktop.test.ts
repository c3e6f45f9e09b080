import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TaskbarProgress } from '../../electron/progress.ts';
import type { ApiEvent, SearchStatus } from '../../src/api/contract.ts';
import { FakeElectron } from './fakeElectron.ts';

function event(run: string, more: Partial<SearchStatus>): ApiEvent {
  return {
    type: 'search',
    status: {
      run, state: 'running', folder: '/photos', name: 'photos', phrases: [], total: 100, scanned: true, done: 0, encoded: 0, failed: 0,
      thresholds: { object: 0.5, none: 0.4, found: 0.8 }, defaultThresholds: { object: 0.5, none: 0.4, found: 0.8 }, seconds: 1, notes: [],
      version: 1, ...more,
    },
  };
}

describe('the taskbar', () => {
  it('shows how far all searches are, and nothing when the last one has ended', () => {
    const told: unknown[] = [];
    const window = { setProgressBar: (share: number, { mode }: { mode: string }) => { told.push([share, mode]); } };
    const progress = new TaskbarProgress(() => window as never);
    progress.note(event('a', { scanned: false, done: 1 }));
    progress.note(event('a', { done: 50 }));
    progress.note(event('b', { total: 300, done: 50 }));
    progress.note({ type: 'host', state: 'ready' });
    progress.note(event('b', { state: 'cancelled' }));
    progress.note(event('a', { state: 'paused', done: 50 }));
    progress.note(event('a', { state: 'finished', done: 100 }));
    expect(told).toEqual([
      [2, 'normal'], [0.5, 'normal'], [0.25, 'normal'], [0.5, 'normal'], [0.5, 'paused'], [-1, 'normal'],
    ]);
  });

  it('needs no window', () => {
    expect(() => { new TaskbarProgress(() => undefined).note(event('a', {})); }).not.toThrow();
  });
});

describe('notifications', () => {
  class FakeNotification extends EventEmitter {
    static shown: FakeNotification[] = [];
    static isSupported = () => true;
    readonly options: unknown;
    constructor(options: unknown) {
      super();
      this.options = options;
    }
    show(): void { FakeNotification.shown.push(this); }
  }

  beforeEach(() => {
    FakeNotification.shown = [];
    vi.resetModules();
    vi.doMock('electron', () => ({ ...new FakeElectron().module, Notification: FakeNotification }));
  });
  afterEach(() => { vi.doUnmock('electron'); });

  it('come only while the user is elsewhere, and lead back to the window', async () => {
    const { windowShell } = await import('../../electron/shell.ts');
    let isFocused = true;
    const focus = vi.fn();
    const shell = windowShell(() => ({ isFocused: () => isFocused, focus }) as never, () => undefined);
    shell.notify('Search is over', '3 photos');
    expect(FakeNotification.shown).toEqual([]);
    isFocused = false;
    shell.notify('Search is over', '3 photos');
    expect(FakeNotification.shown.map(({ options }) => options)).toEqual([{ title: 'Search is over', body: '3 photos' }]);
    FakeNotification.shown[0].emit('click');
    expect(focus).toHaveBeenCalledOnce();
  });
});
