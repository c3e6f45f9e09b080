import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/api/contract.ts';
import type { Answer } from '../../src/api/contract.ts';
import { encodeAlpha } from '../../src/document/alphaCodec.ts';
import type { Layer } from '../../src/document/types.ts';
import { enterPhrase, keepResult } from '../../renderer/phrase/commit.ts';
import {
  acceptCandidate, cancelRun, dropResult, ghostsIncluded, ghostsShown, isNothing, patchSession, sessionOf, setThreshold,
  toggleGhost,
} from '../../renderer/phrase/session.ts';
import { useNotices } from '../../renderer/state/notices.ts';
import { activePhoto, execute, undo } from '../../renderer/state/photos.ts';
import { insideArea } from '../../src/document/tiledMask.ts';
import { openPhoto, photo, serviceWith, square } from './documents.ts';

const PHOTO = photo.id;
const document = () => activePhoto()!.document;
const session = () => sessionOf(PHOTO);

interface Found {
  readonly region: number;
  readonly score: number;
  readonly at: readonly [x: number, y: number, side: number];
}

function answer(phrase: string, objects: readonly Found[], candidates: readonly Found[] = []): Answer {
  const scored = ({ region, score, at: [x, y, side] }: Found) => ({
    region, score, label: 'cup', box: [x, y, side, side] as const,
  });
  return {
    phrase, verdict: objects.length > 0 ? 'found' : 'none', targetProbability: objects.length > 0 ? 0.9 : 0.1,
    threshold: 0.5, unknownWords: [], device: 'cpu', model: { id: 'lite', version: '1' }, timings: { total: 12 },
    objects: objects.map((found) => ({ ...scored(found), alpha: encodeAlpha(square(...found.at)) })),
    candidates: candidates.map(scored), regionMap: { size: [1, 1], values: [0] },
  };
}

const left: Found = { region: 1, score: 0.9, at: [10, 10, 50] };
const right: Found = { region: 2, score: 0.8, at: [200, 10, 60] };
const faint: Found = { region: 3, score: 0.3, at: [100, 150, 40] };

let answers: Record<string, () => Promise<Answer>>;
let calls: { method: string; params: unknown }[];

beforeEach(() => {
  answers = {
    'two cups': () => Promise.resolve(answer('two cups', [left, right], [faint])),
    'left cup': () => Promise.resolve(answer('left cup', [left])),
    'no cup': () => Promise.resolve(answer('no cup', [], [faint])),
    'broken': () => Promise.reject(new ApiError('host-died', 'The host died.')),
  };
  calls = serviceWith({
    'select': ({ phrase }) => answers[phrase](),
    'proposal.mask': ({ region }) =>
      Promise.resolve({ alpha: encodeAlpha(square(...faint.at)), box: [region, 0, 1, 1] as const }),
    'cancel': () => Promise.resolve(null),
    'journal.append': () => Promise.resolve(null),
  });
  useNotices.setState({ notices: [] });
  openPhoto();
});

async function run(text: string, mode: 'new' | 'union' | 'subtract' | 'intersect' = 'new'): Promise<void> {
  patchSession(PHOTO, { text });
  await enterPhrase(mode);
}

const regions = () => ghostsIncluded(session()).map(({ region }) => region);

describe('a phrase', () => {
  it('shows ghosts first and makes a layer each, in a group, as one step', async () => {
    await run('two cups');
    expect(regions()).toEqual([1, 2]);
    expect(document().layers).toEqual([]);
    await enterPhrase('new');
    const [group] = document().layers;
    expect(group).toMatchObject({ kind: 'group', name: 'two cups' });
    expect((group as Layer & { kind: 'group' }).children.map(({ name }) => name)).toEqual(['cup 2', 'cup 1']);
    expect(session().stage.kind).toBe('idle');
    await undo();
    expect(document().layers).toEqual([]);
  });

  it('makes one layer for all objects if asked to', async () => {
    await run('two cups');
    patchSession(PHOTO, { isCombined: true });
    keepResult();
    const [layer] = document().layers;
    expect(layer).toMatchObject({ kind: 'object', name: 'two cups' });
    expect(insideArea((layer as Layer & { kind: 'object' }).mask)).toBe(50 * 50 + 60 * 60);
  });

  it('is dropped without a trace', async () => {
    await run('two cups');
    dropResult(PHOTO);
    expect(ghostsShown(session())).toEqual([]);
    expect(document().layers).toEqual([]);
    expect(session().text).toBe('two cups');
  });

  it('is run anew when its text has changed', async () => {
    await run('two cups');
    await run('left cup');
    expect(regions()).toEqual([1]);
    expect(document().layers).toEqual([]);
  });

  it('may be several at once, and a region that both mean is one ghost', async () => {
    await run('two cups; left cup');
    expect(regions()).toEqual([1, 2]);
    expect(calls.filter(({ method }) => method === 'select')).toHaveLength(2);
  });

  it('points to a layer that shows the object already instead of making it twice', async () => {
    await run('left cup');
    keepResult();
    const [{ id }] = document().layers;
    execute({ kind: 'activate', ids: [] });
    await run('left cup');
    keepResult();
    expect(document().layers).toHaveLength(1);
    expect(document().active).toEqual([id]);
    await run('two cups');
    keepResult();
    expect(document().layers).toHaveLength(2);
  });
});

describe('the ghosts', () => {
  it('follow the threshold without another run of the model', async () => {
    await run('two cups');
    await setThreshold(PHOTO, 0.25);
    expect(regions()).toEqual([1, 2, 3]);
    expect(session().masks.get(3)).toMatchObject({ x: 100, width: 40 });
    await setThreshold(PHOTO, 0.85);
    expect(regions()).toEqual([1]);
    expect(calls.filter(({ method }) => method === 'select')).toHaveLength(1);
    expect(calls.filter(({ method }) => method === 'proposal.mask')).toHaveLength(1);
  });

  it('can be taken out one by one, and back in', async () => {
    await run('two cups');
    toggleGhost(PHOTO, 1);
    expect(regions()).toEqual([2]);
    expect(ghostsShown(session())).toHaveLength(2);
    toggleGhost(PHOTO, 1);
    expect(regions()).toEqual([1, 2]);
  });
});

describe('nothing matches', () => {
  it('is an answer, from which a candidate can be taken', async () => {
    await run('no cup');
    expect(isNothing(session())).toBe(true);
    await enterPhrase('new');
    expect(document().layers).toEqual([]);
    await acceptCandidate(PHOTO, 3);
    expect(isNothing(session())).toBe(false);
    await enterPhrase('new');
    expect(document().layers).toHaveLength(1);
  });
});

describe('a phrase on the active layer', () => {
  const area = () => insideArea((document().layers[0] as Layer & { kind: 'object' }).mask);

  beforeEach(async () => {
    await run('left cup');
    keepResult();
  });

  it('unites, subtracts and intersects at once, each as one step', async () => {
    await run('two cups', 'union');
    expect(area()).toBe(50 * 50 + 60 * 60);
    await run('left cup', 'subtract');
    expect(area()).toBe(60 * 60);
    await undo();
    await run('left cup', 'intersect');
    expect(area()).toBe(50 * 50);
    expect(document().layers).toHaveLength(1);
  });

  it('leaves the mask alone when nothing matches', async () => {
    await run('no cup', 'intersect');
    expect(area()).toBe(50 * 50);
  });

  it('asks for a layer if none is selected, and does not run', async () => {
    execute({ kind: 'activate', ids: [] });
    const before = calls.length;
    await run('two cups', 'union');
    expect(calls).toHaveLength(before);
    expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['phrase.needsLayer']);
  });
});

describe('a run that does not end well', () => {
  it('keeps the document and says what happened', async () => {
    await run('broken');
    expect(session().stage).toMatchObject({ kind: 'failed', problem: { textKey: 'error.host-died' } });
    expect(session().text).toBe('broken');
  });

  it('is cancelled for good: a late answer is nobody\'s', async () => {
    let finish: (late: Answer) => void = () => undefined;
    answers['slow'] = () => new Promise((resolve) => { finish = resolve; });
    const running = run('slow');
    await cancelRun(PHOTO);
    finish(answer('slow', [left]));
    await running;
    expect(session().stage.kind).toBe('idle');
    expect(calls.map(({ method }) => method)).toContain('cancel');
  });
});
