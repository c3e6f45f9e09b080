import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { apply } from '../../src/document/apply.ts';
import { hashDocument } from '../../src/document/document.ts';
import { DocumentError } from '../../src/document/errors.ts';
import { documentFromProject, parseManifest, projectFromDocument } from '../../src/document/project.ts';
import type { Manifest } from '../../src/document/project.ts';
import type { Document } from '../../src/document/types.ts';
import { anySeed, blob, emptyDocument, plainWalk } from './fixtures.ts';

/** As the manifest comes out of a file. */
function throughJson(manifest: Manifest): unknown {
  return JSON.parse(JSON.stringify(manifest));
}

function smallDocument(): Document {
  const layer = (id: string) => ({ id, name: id, mask: blob(100, 80, 30, 20), origin: null });
  const added = apply(emptyDocument(), {
    kind: 'addLayers', layers: [layer('a'), layer('b')], group: { id: 'g', name: 'the people' }, parent: null, index: 0,
  });
  const brush = { size: 9, hardness: 1, opacity: 1, mode: 'erase' } as const;
  return apply(added, { kind: 'brushStroke', id: 'b', brush, dabs: [[100, 80, 1]] });
}

interface EditableManifest extends Record<string, unknown> {
  layers: { parent: string | null; layer: Record<string, unknown> }[];
}

type Edit = (manifest: EditableManifest) => void;

/** What reading says of the small document after an edit of its manifest. */
function readEdited(edit: Edit): unknown {
  const { manifest, masks } = projectFromDocument(smallDocument());
  const edited = throughJson(manifest) as EditableManifest;
  edit(edited);
  try {
    return hashDocument(documentFromProject(edited, masks));
  } catch (error) {
    if (error instanceof DocumentError) return error.code;
    throw error;
  }
}

describe('projects', () => {
  it('give the document back', () => {
    fc.assert(fc.property(anySeed, (seed) => {
      const { document } = plainWalk(seed, 80).at(-1)!;
      const { manifest, masks } = projectFromDocument(document);
      const opened = documentFromProject(throughJson(manifest), masks);
      expect(hashDocument(opened)).toBe(hashDocument(document));
      expect(opened.active).toEqual(document.active);
    }), { numRuns: 5 });
  });

  it('hold masks cut to what is inside, and those of copies once', () => {
    const document = smallDocument();
    const copied = apply(document, {
      kind: 'duplicate', copies: [{ from: 'a', id: 'c', name: 'c' }, { from: 'b', id: 'd', name: 'd' }],
    });
    const { manifest, masks } = projectFromDocument(copied, 'photo/beach.jpg');
    expect(manifest.embeddedPhoto).toBe('photo/beach.jpg');
    expect([...masks.values()].map(({ x, y, width, height }) => [x, y, width, height]))
      .toEqual([[70, 60, 60, 40], [70, 60, 60, 40]]);
    const entries = manifest.layers.flatMap(({ layer }) => (layer.kind === 'object' ? [layer.mask!.entry] : []));
    expect(entries).toHaveLength(4);
    expect(new Set(entries)).toEqual(new Set(masks.keys()));
  });

  it('keep unknown members out', () => {
    const expected = hashDocument(smallDocument());
    expect(readEdited((manifest) => {
      manifest.plugin = { evil: true };
      manifest.layers[1].layer.script = 'x';
    })).toBe(expected);
    expect(parseManifest({ ...projectFromDocument(smallDocument()).manifest, plugin: 1 })).not.toHaveProperty('plugin');
  });

  it('of a newer version are refused, whatever else they hold', () => {
    const refusal = { code: 'too-new', message: expect.stringContaining('version 2') as string };
    expect(() => parseManifest({ format: 'phraselift-project', version: 2, pages: [] }))
      .toThrow(expect.objectContaining(refusal) as Error);
  });

  it('that are none, or contradict themselves, are refused', () => {
    const format = 'phraselift-project';
    for (const value of [null, 7, 'x', [], {}, { format: 'psd', version: 1 }, { format, version: 1 }]) {
      expect(() => parseManifest(value)).toThrow(expect.objectContaining({ code: 'damaged' }) as Error);
    }
    const edits: Edit[] = [
      (manifest) => { manifest.version = 0; },
      (manifest) => { manifest.layers[1].parent = 'nowhere'; },
      (manifest) => { manifest.layers[0].parent = 'g'; },
      (manifest) => { manifest.layers[1].parent = 'b'; },
      (manifest) => { manifest.layers.reverse(); },
      (manifest) => { manifest.layers[2].layer.id = 'a'; },
      (manifest) => { manifest.layers[1].layer.opacity = 1.5; },
      (manifest) => { manifest.layers[1].layer.id = '../../x'; },
      (manifest) => { (manifest.layers[1].layer.mask as { x: number }).x = 590; },
      (manifest) => { (manifest.layers[1].layer.mask as { x: number }).x += 1; },
      (manifest) => { (manifest.layers[1].layer.mask as { entry: string }).entry = 'masks/0123456789abcdef.png'; },
      (manifest) => { (manifest.layers[1].layer.mask as { entry: string }).entry = 'masks/../../etc/passwd'; },
      (manifest) => { manifest.solo = ['nobody']; },
      (manifest) => { (manifest.photo as { width: number }).width = 2 ** 40; },
      (manifest) => { manifest.embeddedPhoto = 'photo/../x'; },
      (manifest) => {
        manifest.layers = Array.from({ length: 5000 }, (_, i) => ({
          parent: i === 0 ? null : `g${i - 1}`, layer: { ...manifest.layers[0].layer, id: `g${i}` },
        }));
      },
    ];
    expect(edits.map(readEdited)).toEqual(edits.map(() => 'damaged'));
  });

  it('whose masks were changed or are missing are refused', () => {
    const { manifest, masks } = projectFromDocument(smallDocument());
    const [[name, mask], other] = [...masks];
    const changed = new Map([[name, { ...mask, data: mask.data.with(700, mask.data[700] ^ 1) }], other]);
    expect(() => documentFromProject(manifest, changed)).toThrow(/was changed/);
    expect(() => documentFromProject(manifest, new Map([other]))).toThrow(/is missing/);
    const short = new Map([[name, { ...mask, data: mask.data.subarray(1) }], other]);
    expect(() => documentFromProject(manifest, short)).toThrow(expect.objectContaining({ code: 'damaged' }) as Error);
  });
});
