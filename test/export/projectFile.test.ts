import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../src/document/apply.ts';
import { hashDocument } from '../../src/document/document.ts';
import { documentFromProject, projectFromDocument } from '../../src/document/project.ts';
import type { Document } from '../../src/document/types.ts';
import { encodeProject, readProjectFile } from '../../src/export/projectFile.ts';
import { blob, emptyDocument, plainWalk } from '../document/fixtures.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'phraselift-project-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const photo = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);

function twoLayers(): Document {
  const layers = ['a', 'b'].map((id, i) => ({ id, name: id, mask: blob(100 + 90 * i, 80, 30, 20), origin: null }));
  return apply(emptyDocument(), { kind: 'addLayers', layers, group: { id: 'g', name: 'people' }, parent: null, index: 0 });
}

async function write(name: string, document = twoLayers(), copy: Uint8Array | null = null): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await encodeProject(projectFromDocument(document, copy === null ? null : 'photo/photo.jpg'), copy));
  return path;
}

type Entries = Record<string, Uint8Array>;

/** What reading says of a project whose entries were changed. */
async function edited(edit: (entries: Entries) => Entries | Promise<Entries>): Promise<{ code: string; message: string }> {
  const path = await write('edited.phraselift');
  const entries = unzipSync(await encodeProject(projectFromDocument(twoLayers()), null));
  writeFileSync(path, zipSync(await edit(entries), { level: 0 }));
  return refusal(path);
}

async function refusal(path: string): Promise<{ code: string; message: string }> {
  const error: unknown = await readProjectFile(path).then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  const { code, message } = error as { code: string; message: string };
  expect(message).toContain(path);
  expect(message).not.toContain('\n');
  return { code, message };
}

function withManifest(change: (manifest: Record<string, unknown>) => object): (entries: Entries) => Entries {
  return (entries) => {
    const manifest = JSON.parse(strFromU8(entries['document.json'])) as Record<string, unknown>;
    return { ...entries, 'document.json': strToU8(JSON.stringify(change(manifest))) };
  };
}

describe('project files', () => {
  it('give the document and the copy of the photo back, to the last pixel', async () => {
    for (const seed of [3, 4]) {
      const { document } = plainWalk(seed, 120).at(-1)!;
      const content = await readProjectFile(await write('walk.phraselift', document, photo));
      expect(hashDocument(documentFromProject(content.manifest, content.masks))).toBe(hashDocument(document));
      expect(content.photo).toEqual(photo);
    }
    expect((await readProjectFile(await write('plain.phraselift'))).photo).toBeNull();
  });

  it('are zips of JSON and 8-bit greyscale PNG, which other programs read', async () => {
    const entries = unzipSync(await encodeProject(projectFromDocument(twoLayers()), null));
    const names = Object.keys(entries).sort();
    expect(names[0]).toBe('document.json');
    expect(names.slice(1).every((name) => /^masks\/[0-9a-f]{16}\.png$/.test(name))).toBe(true);
    const { width, height, channels, depth, format } = await sharp(entries[names[1]]).metadata();
    expect({ channels, depth, format }).toEqual({ channels: 1, depth: 'uchar', format: 'png' });
    expect(width * height).toBeLessThan(5000);
  });
});

describe('a project that cannot be opened', () => {
  it('was written by a newer version', async () => {
    expect(await edited(withManifest((manifest) => ({ ...manifest, version: 2 }))))
      .toMatchObject({ code: 'project-too-new', message: expect.stringContaining('newer version') as string });
  });

  it('is cut off, wherever that is', async () => {
    const path = await write('cut.phraselift', twoLayers(), photo);
    const { length } = await encodeProject(projectFromDocument(twoLayers(), 'photo/photo.jpg'), photo);
    for (const left of [length - 1, length - 30, length >> 1, 100, 21, 1, 0]) {
      await write('cut.phraselift', twoLayers(), photo);
      truncateSync(path, left);
      expect(await refusal(path), `${left} bytes`).toMatchObject({ code: 'project-damaged' });
    }
  });

  it('is no project at all', async () => {
    const path = join(folder, 'other.phraselift');
    for (const bytes of [Buffer.from('hello, this is no zip'), zipSync({}), zipSync({ 'a.txt': strToU8('a') })]) {
      writeFileSync(path, bytes);
      expect(await refusal(path)).toMatchObject({ code: 'project-damaged' });
    }
    expect(await refusal(folder)).toMatchObject({ code: 'project-damaged' });
    expect(await refusal(join(folder, 'none.phraselift'))).toMatchObject({ code: 'file-missing' });
    for (const text of ['{', 'null', '[]', '{"format":"other","version":1}']) {
      expect(await edited((entries) => ({ ...entries, 'document.json': strToU8(text) }))).toMatchObject({ code: 'project-damaged' });
    }
  });

  it('swells beyond all measure when it is opened', async () => {
    const zeros = new Uint8Array(80 * 2 ** 20);
    const path = join(folder, 'bomb.phraselift');
    writeFileSync(path, zipSync({ 'document.json': [zeros, { level: 9 }] }));
    expect(await refusal(path)).toMatchObject({ code: 'project-damaged', message: expect.stringContaining('larger') as string });
    // What a header claims is not allocated either.
    const small = Buffer.from(zipSync({ 'document.json': strToU8('{}'), 'masks/x.png': strToU8('x') }, { level: 1 }));
    const directory = small.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    small.writeUInt32LE(0xffff_fff0, directory + 24);
    writeFileSync(path, small);
    expect(await refusal(path)).toMatchObject({ code: 'project-damaged', message: expect.stringContaining('larger') as string });
  });

  it('holds a mask that is larger than the photo', async () => {
    const png = await sharp({ create: { width: 4000, height: 4000, channels: 3, background: '#fff' } }).toColourspace('b-w').png().toBuffer();
    expect(await edited((entries) => {
      const [name] = Object.keys(entries).filter((each) => each.startsWith('masks/'));
      return { ...entries, [name]: png };
    })).toMatchObject({ code: 'project-damaged' });
  });

  it.each([['another size', 59], ['other pixels', 0]])('holds a mask of %s', async (_what, extra) => {
    expect(await edited(async (entries) => {
      const [name] = Object.keys(entries).filter((each) => each.startsWith('masks/'));
      const { width, height } = await sharp(entries[name]).metadata();
      const create = { width: width + extra, height, channels: 3, background: '#808080' } as const;
      return { ...entries, [name]: await sharp({ create }).toColourspace('b-w').png().toBuffer() };
    })).toMatchObject({ code: 'project-damaged', message: expect.stringContaining('masks/') as string });
  });

  it('holds a mask in colour, or a text instead of one, or none', async () => {
    const color = await sharp({ create: { width: 61, height: 41, channels: 3, background: '#f00' } }).png().toBuffer();
    for (const bytes of [color, strToU8('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')]) {
      expect(await edited((entries) => Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, name.startsWith('masks/') ? bytes : each]))))
        .toMatchObject({ code: 'project-damaged' });
    }
    expect(await edited(({ 'document.json': manifest }) => ({ 'document.json': manifest })))
      .toMatchObject({ code: 'project-damaged', message: expect.stringContaining('missing') as string });
  });

  it('holds names that lead out of it, or one name twice', async () => {
    for (const name of ['../../.bashrc', '/etc/passwd', 'masks/../../x.png', 'C:\\x.png', '__proto__/a/b', '.hidden']) {
      expect(await edited((entries) => ({ ...entries, [name]: strToU8('x') })), name).toMatchObject({ code: 'project-damaged' });
    }
    const bytes = Buffer.from(zipSync({ 'document.json': strToU8('{}'), 'document.jsoN': strToU8('{}') }, { level: 0 }));
    for (let at = bytes.indexOf('document.jsoN'); at >= 0; at = bytes.indexOf('document.jsoN')) bytes.write('document.json', at);
    const path = join(folder, 'twice.phraselift');
    writeFileSync(path, bytes);
    expect(await refusal(path)).toMatchObject({ code: 'project-damaged', message: expect.stringContaining('twice') as string });
  });
});
