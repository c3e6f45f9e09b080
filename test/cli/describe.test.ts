import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../src/document/apply.ts';
import { newDocument } from '../../src/document/document.ts';
import { projectFromDocument } from '../../src/document/project.ts';
import { encodeProject } from '../../src/export/projectFile.ts';
import { decodeRle, decodeRleTile } from '../../src/mask/rle.ts';
import { phraselift } from './run.ts';

const samples = resolve(import.meta.dirname, '../../assets/samples');
const photo = join(samples, 'breakfast.jpg');

interface SampleObject {
  readonly id: number;
  readonly label: string;
  readonly box: readonly [number, number, number, number];
  readonly mask: { readonly size: [number, number]; readonly counts: string };
}

interface Described {
  readonly status: string;
  readonly expression: string | null;
  readonly ambiguous: boolean;
  readonly roundTrip: { readonly f1: number; readonly selects: readonly { readonly box: readonly number[] }[] } | null;
  readonly alternatives: readonly { readonly expression: string }[];
}

const scene = JSON.parse(readFileSync(join(samples, 'breakfast.json'), 'utf8')) as {
  readonly width: number; readonly height: number; readonly objects: readonly SampleObject[];
};
const cups = scene.objects.filter(({ label }) => label === 'cup');

let folder: string;
let env: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phraselift-describe-'));
  env = { PHRASELIFT_HOME: join(folder, 'home') };
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const run = (...args: readonly string[]) => phraselift(['describe', ...args, '--device', 'cpu'], { env });
const described = async (...args: readonly string[]): Promise<Described & { code: number | null }> => {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as Described) };
};
const maskFile = async (name: string, { mask }: SampleObject): Promise<string> => {
  const { width, height, data } = decodeRle(mask);
  const path = join(folder, name);
  await sharp(data.map((value) => value * 255), { raw: { width, height, channels: 1 } }).png().toFile(path);
  return path;
};

/** Exit 2, one line on stderr that says all of `parts`, nothing on stdout. */
async function expectError(args: readonly string[], ...parts: readonly RegExp[]): Promise<void> {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const part of parts) expect(stderr).toMatch(part);
}

describe('phraselift describe', () => {
  it('says what masks show, and `select` finds the same again', async () => {
    const masks = await Promise.all(cups.map((cup, index) => maskFile(`cup-${index}.png`, cup)));
    const answer = await described(photo, ...masks.flatMap((mask) => ['--mask', mask]));
    expect(answer).toMatchObject({ code: 0, status: 'described', ambiguous: false, roundTrip: { f1: 1 } });
    const again = await phraselift(['select', photo, answer.expression!, '--json', '--device', 'cpu'], { env });
    expect((JSON.parse(again.stdout) as { count: number }).count).toBe(cups.length);
  });

  it('takes boxes, and paraphrases a phrase', async () => {
    const [cup] = cups;
    const byBox = await described(photo, '--box', cup.box.join(','), '--candidates', '2');
    expect(byBox).toMatchObject({ code: 0, ambiguous: false });
    expect(byBox.alternatives).toHaveLength(1);
    const paraphrase = await described(photo, '--select', 'all the mugs', '--style', 'full');
    expect(paraphrase.roundTrip!.selects).toHaveLength(cups.length);
  });

  it('prints for people, and writes a sentence as alternative text', async () => {
    const { code, stdout } = await run(photo, '--select', 'the cups', '--style', 'alt-text', '--candidates', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\p{Lu}.*\.\n {2}selects exactly these \d objects\n$/u);
  });

  it('says that it cannot tell, with exit 1, instead of inventing an object', async () => {
    const { code, stdout } = await run(photo, '--box', '2,2,40,30');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'I cannot tell what this is\n' });
    const white = join(folder, 'white.png');
    await sharp({ create: { width: scene.width, height: scene.height, channels: 3, background: 'white' } }).png().toFile(white);
    const whole = await run(photo, '--mask', white);
    expect(whole).toMatchObject({ code: 1, stdout: 'this is the whole image, not an object in it\n' });
    const black = join(folder, 'black.png');
    await sharp({ create: { width: scene.width, height: scene.height, channels: 3, background: 'black' } }).png().toFile(black);
    expect(await run(photo, '--mask', black)).toMatchObject({ code: 1, stdout: 'nothing is selected\n' });
    expect(await described(photo, '--select', 'an elephant')).toMatchObject({ code: 1, status: 'empty', expression: null });
  });
});

describe('phraselift describe PROJECT', () => {
  const names = { cups: 'cup', bananas: 'banana' } as const;

  /** The breakfast with a group of its cups and a layer for each banana. @param linked path of the photo */
  async function project(name: string, linked: string, copy: Uint8Array | null = null): Promise<string> {
    const bytes = readFileSync(photo);
    const contentHash = createHash('sha256').update(bytes).digest('hex');
    let document = newDocument({ path: linked, contentHash, width: scene.width, height: scene.height });
    for (const [group, label] of Object.entries(names)) {
      const layers = scene.objects.filter((object) => object.label === label)
        .map((object) => ({ id: `o${object.id}`, name: label, mask: decodeRleTile(object.mask), origin: null }));
      document = apply(document, { kind: 'addLayers', layers, group: { id: group, name: group }, parent: null, index: 0 });
    }
    const path = join(folder, name);
    writeFileSync(path, await encodeProject(projectFromDocument(document, copy === null ? null : 'photo/photo.jpg'), copy));
    return path;
  }

  it('describes a group, or all layers, with the photo where it is or from within the project', async () => {
    const linked = await project('linked.phraselift', photo);
    expect(await described(linked, '--layer', 'cups')).toMatchObject({ code: 0, ambiguous: false, roundTrip: { f1: 1 } });
    const moved = await project('moved.phraselift', '/nowhere/breakfast.jpg', readFileSync(photo));
    const { expression } = await described(moved);
    expect(expression).toMatch(/(?:cup|mug).* and |banana.* and /);
  });

  it('refuses in one line what it cannot describe', async () => {
    const linked = await project('linked.phraselift', photo);
    await expectError([linked, '--layer', 'forks'], /linked\.phraselift: has no layer "forks"; it has .*"cups"/);
    await expectError([linked, '--box', '1,2,3,4'], /leave out --box/);
    await expectError([photo, '--layer', 'cups'], /--layer is for project files/);
    const lost = await project('lost.phraselift', '/nowhere/breakfast.jpg');
    await expectError([lost], /lost\.phraselift: its photo breakfast\.jpg is not there/, /beside the project/);
    // The photo beside the project has its name but not its content.
    writeFileSync(join(folder, 'breakfast.jpg'), 'another one');
    await expectError([lost], /another one now/);
    writeFileSync(join(folder, 'broken.phraselift'), 'no zip');
    await expectError([join(folder, 'broken.phraselift')], /broken\.phraselift: this project cannot be opened/);
    await expectError([join(folder, 'none.phraselift')], /none\.phraselift/);
  });
});

describe('phraselift describe --instances', () => {
  it('writes records that the evaluation reads', async () => {
    const instances = join(folder, 'instances.json');
    const bbox = (object: SampleObject) => [...object.box];
    writeFileSync(instances, JSON.stringify({
      images: [{ id: 7, file_name: 'breakfast.jpg', width: scene.width, height: scene.height }],
      annotations: scene.objects.map((object) => ({
        id: object.id, image_id: 7, category_id: object.label === 'cup' ? 47 : 1, bbox: bbox(object), segmentation: object.mask,
      })),
      categories: [],
    }));
    const out = join(folder, 'grefs.json');
    const { code, stdout } = await run(samples, '--instances', instances, '--sets', 'class', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/expressions for 2 sets/);
    const records = JSON.parse(readFileSync(out, 'utf8')) as Record<string, unknown>[];
    const record = records.find(({ ann_id: ids }) => JSON.stringify(ids) === JSON.stringify(cups.map(({ id }) => id)))!;
    expect(record).toMatchObject({ image_id: 7, file_name: 'breakfast.jpg', no_target: false, split: 'train' });
    const evaluation = await phraselift([
      'evaluate', '--grefs', out, '--instances', instances, '--images', samples, '--split', 'train',
      '--out', join(folder, 'evaluation'), '--device', 'cpu', '--json',
    ], { env });
    expect(evaluation.code).toBe(0);
    await expectError([samples, '--instances', instances, '--out', out], /grefs\.json: exists/, /--force/);
  });
});

describe('input that must fail', () => {
  it('nothing selected, a box or mask that is none, a mask of another size', async () => {
    await expectError([photo], /nothing is selected/, /--mask/);
    await expectError([photo, '--box', '1,2,3'], /X,Y,WIDTH,HEIGHT/);
    await expectError([photo, '--box', '1,2,0,4'], /above 0/);
    await expectError([photo, '--mask', join(folder, 'nowhere.png')], /nowhere\.png/);
    const small = join(folder, 'small.png');
    await sharp({ create: { width: 10, height: 20, channels: 3, background: 'white' } }).png().toFile(small);
    await expectError([photo, '--mask', small], /small\.png: is 10 x 20 pixels/, /photo's size/);
    await expectError([join(folder, 'nowhere.jpg'), '--box', '1,2,3,4'], /nowhere\.jpg/);
  });

  it('--instances without --out, or with a selection', async () => {
    await expectError([samples, '--instances', 'x.json'], /--out/);
    await expectError([samples, '--instances', 'x.json', '--out', join(folder, 'y.json'), '--box', '1,2,3,4'], /leave out/);
    await expectError([samples, '--instances', join(folder, 'x.json'), '--out', join(folder, 'y.json')], /x\.json: cannot be read/);
  });
});
