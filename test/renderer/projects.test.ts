import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/contract.ts';
import type { Params, Photo, ProjectFile } from '../../src/api/contract.ts';
import { hashDocument } from '../../src/document/document.ts';
import { findRecoverable, restore, useRecovery } from '../../renderer/app/recovery.ts';
import { discardAndClose, requestClose, useClosing } from '../../renderer/project/closing.ts';
import { showProject, take, useChangedPhoto, usePending } from '../../renderer/project/opening.ts';
import { save, write } from '../../renderer/project/saving.ts';
import { storeDocument } from '../../renderer/project/stored.ts';
import { useApp } from '../../renderer/state/app.ts';
import { useNotices } from '../../renderer/state/notices.ts';
import { activePhoto, addPhoto, execute, isUnsaved, redo, undo, usePhotos } from '../../renderer/state/photos.ts';
import { openPhoto, photo, serviceWith, square } from './documents.ts';

const open = () => activePhoto()!;
const names = () => open().document.layers.map(({ name }) => name);

function add(name: string): void {
  execute({
    kind: 'addLayers', layers: [{ id: name, name, mask: square(20, 10, 30), origin: null }], group: null, parent: null,
    index: open().document.layers.length,
  });
}

/** The journals of the service, as files. */
let journals: Map<string, string[]>;
let saved: Params<'project.save'>[];
let refuses: boolean;
/** Content of the photo when it is opened again. */
let contentHash: string;

beforeEach(() => {
  journals = new Map();
  saved = [];
  refuses = false;
  contentHash = photo.contentHash;
  serviceWith({
    'journal.append': ({ document, lines }) => {
      if (refuses) return Promise.reject(new ApiError('disk-full', 'no space left'));
      journals.set(document, [...journals.get(document) ?? [], ...lines]);
      return Promise.resolve(null);
    },
    'journal.drop': ({ document }) => {
      journals.delete(document);
      return Promise.resolve(null);
    },
    'journal.list': () => Promise.resolve([...journals].reverse().map(([document, [head]]) => ({ document, modified: 0, bytes: 1, head }))),
    'journal.read': ({ document }) => Promise.resolve(journals.get(document) ?? []),
    'photo.open': () => Promise.resolve({ ...photo, contentHash, id: `photo-${usePhotos.getState().photos.length + 10}` }),
    'photo.close': () => Promise.resolve(null),
    'project.photo': () => Promise.resolve({ ...photo, id: 'changed', contentHash: 'other' }),
    'project.close': () => Promise.resolve(null),
    'project.save': (params) => {
      saved.push(params);
      if (refuses) return Promise.reject(new ApiError('disk-full', 'no space left'));
      return Promise.resolve({ project: `project-${saved.length}`, name: 'mine.phraselift', bytes: 1, path: '/work/mine.phraselift' });
    },
  });
  useNotices.setState({ notices: [] });
  useApp.setState({ dialog: null });
  openPhoto();
});

const written = () => vi.waitFor(() => { expect(journals.size).toBe(1); });

/** What would be there after a crash now. */
async function recovered(): Promise<string> {
  // The journal's writer hands lines over one batch after the other.
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  usePhotos.setState({ photos: [], activeId: null });
  await findRecoverable();
  const { entries } = useRecovery.getState();
  expect(entries).toHaveLength(1);
  await restore({ ...entries[0], head: { ...entries[0].head, source: { kind: 'path', path: '/scene.jpg' } } });
  expect(useNotices.getState().notices.filter(({ tone }) => tone === 'problem')).toEqual([]);
  return hashDocument(open().document);
}

describe('saving', () => {
  it('asks how the first time, then writes over the same file', async () => {
    add('a');
    await save(open());
    expect(useApp.getState().dialog).toBe('save');
    expect(await write(open(), { asNew: true, withPhoto: true, name: 'mine' })).toBe(true);
    expect(open().project).toEqual({ id: 'project-1', name: 'mine.phraselift', withPhoto: true });
    add('b');
    await save(open());
    expect(saved.map(({ project, withPhoto }) => [project, withPhoto])).toEqual([[undefined, true], ['project-1', true]]);
    expect(saved[1].manifest.layers).toHaveLength(2);
  });

  it('is needed while the document is another than was saved, also after undo', async () => {
    expect(isUnsaved(open())).toBe(false);
    add('a');
    expect(isUnsaved(open())).toBe(true);
    await write(open(), { asNew: true, withPhoto: false });
    expect(isUnsaved(open())).toBe(false);
    execute({ kind: 'activate', ids: [] });
    expect(isUnsaved(open())).toBe(false);
    await undo();
    expect(isUnsaved(open())).toBe(true);
    await redo();
    expect(isUnsaved(open())).toBe(false);
  });

  it('keeps the document and its journal when it fails', async () => {
    add('a');
    await written();
    refuses = true;
    expect(await write(open(), { asNew: true, withPhoto: false })).toBe(false);
    expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['error.disk-full']);
    expect(isUnsaved(open())).toBe(true);
    expect(journals.size).toBe(1);
  });
});

describe('the journal', () => {
  it('goes when the document is saved, and begins anew with what is done then', async () => {
    add('a');
    await written();
    await write(open(), { asNew: true, withPhoto: false });
    expect(journals.size).toBe(0);
    add('b');
    const before = hashDocument(open().document);
    expect(await recovered()).toBe(before);
    expect(names()).toEqual(['a', 'b']);
    expect(open().titles).toHaveLength(1);
  });

  it('follows an undo of what was done before the document was saved, and a redo after that', async () => {
    add('a');
    add('b');
    await write(open(), { asNew: true, withPhoto: false });
    await undo();
    expect(await recovered()).toBe(hashDocument(open().document));
    expect(names()).toEqual(['a']);
    addPhoto(photo);
    add('c');
    add('d');
    await undo();
    await undo();
    await write(open(), { asNew: true, withPhoto: false });
    await redo();
    await redo();
    const before = hashDocument(open().document);
    journals.delete([...journals.keys()].find((key) => !journals.get(key)!.join('').includes('"c"'))!);
    expect(await recovered()).toBe(before);
    expect(names()).toEqual(['c', 'd']);
  });

  it('waits for a disk that is full, in order', async () => {
    refuses = true;
    add('a');
    add('b');
    await vi.waitFor(() => { expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['error.journal']); });
    expect(journals.size).toBe(0);
    refuses = false;
    add('c');
    const before = hashDocument(open().document);
    await written();
    expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toContain('journal.again');
    useNotices.setState({ notices: [] });
    expect(await recovered()).toBe(before);
  });

  it('of which there are two after a crash while one took the place of the other: the whole one counts', async () => {
    add('a');
    await written();
    const [[old, lines]] = journals;
    await write(open(), { asNew: true, withPhoto: false });
    await undo();
    await written();
    const [[fresh, begun]] = journals;
    const replacing = [JSON.stringify({ ...JSON.parse(begun[0]) as object, replaces: old }), ...begun.slice(1)];
    journals = new Map([[old, lines], [fresh, replacing.slice(0, 1)]]);
    await findRecoverable();
    expect([...journals.keys()]).toEqual([old]);
    add('b');
    journals = new Map([[old, lines], [fresh, [...replacing, 'the document', 'the header']]]);
    await findRecoverable();
    expect([...journals.keys()]).toEqual([fresh]);
  });
});

describe('a project', () => {
  function projectFile(changes: Partial<ProjectFile> = {}): ProjectFile {
    add('a');
    const stored = storeDocument(open().document);
    usePhotos.setState({ photos: [], activeId: null });
    return {
      project: 'p', name: 'mine.phraselift', manifest: stored.manifest, masks: { ...stored.masks }, photo: { ...photo, id: 'again' },
      source: null, problem: null, ...changes,
    };
  }

  it('is shown with its photo, and is saved as it is', () => {
    showProject(projectFile());
    expect(names()).toEqual(['a']);
    expect(open()).toMatchObject({ project: { id: 'p', name: 'mine.phraselift', withPhoto: false }, photo: { id: 'again' } });
    expect(isUnsaved(open())).toBe(false);
  });

  it('says so when its own copy of the photo stands in', () => {
    showProject(projectFile({ problem: 'missing' }));
    expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['project.copyUsed']);
  });

  it('waits for its photo, and takes none of another size', async () => {
    showProject(projectFile({ photo: null, problem: 'missing' }));
    expect(usePhotos.getState().photos).toEqual([]);
    expect(useApp.getState().dialog).toBe('locate');
    const located: Photo = { ...photo, id: 'located', path: '/elsewhere/scene.jpg' };
    expect(await take({ ...located, width: 401 })).toBe(false);
    expect(usePending.getState().pending).not.toBeNull();
    expect(await take(located)).toBe(true);
    expect(open().document.photo).toMatchObject({ path: '/elsewhere/scene.jpg', contentHash: 'abc' });
    expect(names()).toEqual(['a']);
  });

  it('on a photo that has changed is not saved as it is', async () => {
    const file = projectFile({ photo: null, problem: 'changed' });
    await written();
    journals.clear();
    showProject(file);
    contentHash = 'other';
    await useChangedPhoto();
    expect(open().photo.id).toBe('changed');
    expect(isUnsaved(open())).toBe(true);
    expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['project.otherContent']);
    execute({ kind: 'rename', id: 'a', name: 'b' });
    const before = hashDocument(open().document);
    expect(await recovered()).toBe(before);
  });

  it('that is damaged changes nothing', () => {
    const file = projectFile();
    openPhoto();
    expect(() => { showProject({ ...file, masks: {} }); }).toThrow('missing');
    expect(usePhotos.getState().photos).toHaveLength(1);
  });
});

describe('closing', () => {
  it('asks only if something would be lost, and then drops the journal', async () => {
    await requestClose(photo.id);
    expect(usePhotos.getState().photos).toEqual([]);
    openPhoto();
    add('a');
    await written();
    await requestClose(photo.id);
    expect(useApp.getState().dialog).toBe('unsaved');
    expect(useClosing.getState().ids).toEqual([photo.id]);
    expect(usePhotos.getState().photos).toHaveLength(1);
    await discardAndClose();
    expect(usePhotos.getState().photos).toEqual([]);
    expect(journals.size).toBe(0);
  });
});
