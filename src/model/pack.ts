import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { filesSchema, graphSchema, idSchema, licenceSchema, MANIFEST_FORMAT, PACK_ID, thresholdsSchema } from './manifestParts.ts';
import { relaManifestSchema, type RelaManifest } from './rela/manifest.ts';
import type { ModelRef } from './types.ts';

const probability = z.number().min(0).max(1);

const liteManifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  id: idSchema,
  version: z.string().min(1).max(64),
  kind: z.literal('lite'),
  name: z.string(),
  licence: licenceSchema,
  files: filesSchema,
  input: z.object({ size: z.number().int().positive(), photoSide: z.number().int().positive() }),
  /** Without `relate`, the trained relation head, phrases are read symbolically; without `fine` all masks are as coarse as found. */
  graphs: z.object({ encoder: graphSchema, masks: graphSchema, relate: graphSchema.optional(), fine: graphSchema.optional() }),
  proposals: z.object({
    maxCount: z.number().int().positive(),
    nmsIou: probability,
    scoreFloor: probability,
    maskBoxScale: z.number().min(1),
    maskSide: z.number().int().positive(),
  }),
  thresholds: thresholdsSchema,
  measured: z.record(z.string(), z.unknown()).optional(),
});

const manifestSchema = z.discriminatedUnion('kind', [liteManifestSchema, relaManifestSchema]);

export type LiteManifest = z.infer<typeof liteManifestSchema>;
export type PackManifest = z.infer<typeof manifestSchema>;

/** A model pack whose files are all there and unchanged. */
interface PackOf<M extends PackManifest> {
  readonly kind: M['kind'];
  readonly folder: string;
  readonly manifest: M;
  readonly ref: ModelRef;
  /** Changes when what is computed of a photo would, also where the version was forgotten: what that is cached under. */
  readonly fingerprint: string;
}

/** The embedded kind: objects are found without the phrase. */
export interface LitePack extends PackOf<LiteManifest> {
  /** Names of the detector's classes, by class index. */
  readonly classNames: readonly string[];
}

/** The paper's model. */
export type RelaPack = PackOf<RelaManifest>;

export type ModelPack = LitePack | RelaPack;

/** Where the packs lie that come with the program. */
export const shippedModels = resolve(import.meta.dirname, '../../assets/models');

/** The pack whose regions split the merged mask of a `rela` pack. */
export const PROPOSALS_PACK = 'lite';

/** Folders that are searched for packs: those that the user imported come first, then those that are shipped. */
export function packFolders(userModels?: string): string[] {
  return userModels === undefined ? [shippedModels] : [userModels, shippedModels];
}

/** Ids of the packs that have a manifest, without reading them. */
export async function listPackIds(folders: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const manifest = join(folder, entry.name, 'manifest.json');
      // What an import has not finished yet has no such name.
      if (!PACK_ID.test(entry.name) || !entry.isDirectory()) continue;
      if ((await stat(manifest).catch(() => undefined))?.isFile() === true) ids.add(entry.name);
    }
  }
  return [...ids].sort();
}

/**
 * Finds a pack by its id, reads its manifest and checks size and SHA-256 of every file.
 * @throws UserError `model-missing`, `model-damaged` or `model-too-new`.
 */
export async function openPack(id: string, folders: readonly string[]): Promise<ModelPack> {
  return readPack(await findPack(id, folders));
}

/** As `openPack`, for a pack that has to be of the embedded kind. @throws UserError `bad-argument` for another one */
export async function openLitePack(id: string, folders: readonly string[]): Promise<LitePack> {
  return readLitePack(await findPack(id, folders));
}

/** As `openLitePack`, for a pack whose folder is known. */
export async function readLitePack(folder: string): Promise<LitePack> {
  const pack = await readPack(folder);
  if (pack.kind === 'lite') return pack;
  throw notLite(folder, pack.kind);
}

function notLite(folder: string, kind: PackManifest['kind']): UserError {
  return new UserError(
    'bad-argument',
    `${folder}: a model of kind "${kind}" looks at each photo anew for every phrase, for a second or more, and cannot be indexed: use one of kind "lite"`,
  );
}

/** The folder of a pack, by its id. @throws UserError `model-missing` */
export async function findPack(id: string, folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const path = join(folder, id);
    if (PACK_ID.test(id) && (await stat(join(path, 'manifest.json')).catch(() => undefined)) !== undefined) return path;
  }
  const known = (await listPackIds(folders)).join(', ') || 'none';
  throw new UserError('model-missing', `model "${id}" is not installed (installed: ${known})`);
}

/** As `openPack`, for a pack whose folder is known. */
export async function readPack(folder: string): Promise<ModelPack> {
  const manifest = await readManifest(folder);
  for (const file of manifest.files) await checkFile(folder, file);
  return manifest.kind === 'rela' ? relaPack(folder, manifest) : litePack(folder, manifest);
}

/**
 * As `openLitePack`, but takes the pack's files on trust: for what does not run its graphs, such as reading what they have
 * said before, and should not wait for their checksums.
 */
export async function describeLitePack(id: string, folders: readonly string[]): Promise<LitePack> {
  const folder = await findPack(id, folders);
  const manifest = await readManifest(folder);
  if (manifest.kind !== 'lite') throw notLite(folder, manifest.kind);
  return litePack(folder, manifest);
}

function relaPack(folder: string, manifest: RelaManifest): RelaPack {
  const { id, version, input, files } = manifest;
  // Graphs and weights are files of the pack: whatever answers depend on is among them.
  const fingerprint = fingerprintOf([id, input, files.map(({ sha256 }) => sha256)]);
  return { kind: 'rela', folder, manifest, ref: { id, version }, fingerprint };
}

async function litePack(folder: string, manifest: LiteManifest): Promise<LitePack> {
  const { id, version } = manifest;
  const classNames = z.array(z.string()).parse(JSON.parse(await readFile(join(folder, 'classes.json'), 'utf8')));
  const checksum = (file: string) => manifest.files.find(({ path }) => path === file)?.sha256;
  if (Object.values(manifest.graphs).some((graph) => graph !== undefined && checksum(graph.file) === undefined)) {
    throw new UserError('model-damaged', `${folder}: the manifest lists no checksum for one of its graphs; reinstall it`);
  }
  const { encoder, masks } = manifest.graphs;
  // Encodings do not depend on the other graphs, so better ones leave them valid.
  const fingerprint = fingerprintOf([id, manifest.proposals, [encoder, masks].map(({ file }) => checksum(file))]);
  return { kind: 'lite', folder, manifest, ref: { id, version }, fingerprint, classNames };
}

function fingerprintOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The manifest of a pack, without a look at its files. @throws UserError `model-damaged` or `model-too-new` */
export async function readManifest(folder: string): Promise<PackManifest> {
  const path = join(folder, 'manifest.json');
  const damaged = (reason: string) => new UserError('model-damaged', `${path}: ${reason}; reinstall this model pack`);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw damaged(error instanceof Error ? error.message : 'cannot be read');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged('is not valid JSON');
  }
  const format = z.object({ format: z.number() }).safeParse(json);
  if (format.success && format.data.format > MANIFEST_FORMAT) {
    throw new UserError(
      'model-too-new',
      `${path}: manifest format ${format.data.format} is newer than this program reads (${MANIFEST_FORMAT}); update Phraselift`,
    );
  }
  const manifest = manifestSchema.safeParse(json);
  if (manifest.success) return manifest.data;
  const issue = manifest.error.issues[0];
  throw damaged(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`);
}

async function checkFile(folder: string, file: PackManifest['files'][number]): Promise<void> {
  const path = join(folder, file.path);
  const damaged = (reason: string) => new UserError('model-damaged', `${path}: ${reason}; reinstall this model pack`);
  if (!resolve(path).startsWith(resolve(folder) + sep)) throw damaged('lies outside the pack');
  const bytes = (await stat(path).catch(() => undefined))?.size;
  if (bytes === undefined) throw damaged('is missing or cannot be read');
  if (bytes !== file.bytes) throw damaged(`has ${bytes} bytes instead of ${file.bytes}`);
  const hash = createHash('sha256');
  try {
    // In pieces: the weights of a large model need not be in memory twice.
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch {
    throw damaged('is missing or cannot be read');
  }
  if (hash.digest('hex') !== file.sha256) throw damaged('checksum differs');
}
