import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { ModelRef } from './types.ts';

/** The newest manifest format that this program reads. */
export const MANIFEST_FORMAT = 1;

const tensor = z.object({ type: z.string(), shape: z.array(z.union([z.number(), z.string()])) });

const graph = z.object({
  file: z.string(),
  inputs: z.record(z.string(), tensor),
  outputs: z.record(z.string(), tensor),
});

const probability = z.number().min(0).max(1);

/** P(target) = sigmoid(slope * logit(evidence) + intercept). */
const calibration = z.object({ slope: z.number(), intercept: z.number(), fittedOn: z.string() });

const thresholds = z.object({
  /** Object score from which a region counts as a target. */
  object: probability,
  /** Calibrated target probability below which the answer is `none`, and from which it is `found`. */
  none: probability,
  found: probability,
  calibration,
  /** The same for a folder, where nearly every photo has no target. */
  folder: z.object({
    none: probability,
    found: probability,
    /** P(target) = sigmoid(slope * logit(evidence) + detection * logit(score of the surest target's region) + intercept). */
    calibration: calibration.extend({ detection: z.number() }),
  }).optional(),
});

const manifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  version: z.string().min(1).max(64),
  kind: z.literal('lite'),
  name: z.string(),
  licence: z.object({ weights: z.string(), notice: z.string() }),
  files: z.array(
    z.object({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
  input: z.object({ size: z.number().int().positive(), photoSide: z.number().int().positive() }),
  graphs: z.object({ encoder: graph, masks: graph }),
  proposals: z.object({
    maxCount: z.number().int().positive(),
    nmsIou: probability,
    scoreFloor: probability,
    maskBoxScale: z.number().min(1),
    maskSide: z.number().int().positive(),
  }),
  thresholds,
  measured: z.record(z.string(), z.unknown()).optional(),
});

export type PackManifest = z.infer<typeof manifestSchema>;
export type PackThresholds = z.infer<typeof thresholds>;

/** A model pack whose files are all there and unchanged. */
export interface ModelPack {
  readonly folder: string;
  readonly manifest: PackManifest;
  readonly ref: ModelRef;
  /** Changes when any graph changes, also where the version was forgotten: what encodings are cached under. */
  readonly fingerprint: string;
  /** Names of the detector's classes, by class index. */
  readonly classNames: readonly string[];
}

const shipped = resolve(import.meta.dirname, '../../assets/models');

/** Folders that are searched for packs: those that the user imported come first, then those that are shipped. */
export function packFolders(userModels?: string): string[] {
  return userModels === undefined ? [shipped] : [userModels, shipped];
}

/** Ids of the packs that have a manifest, without reading them. */
export async function listPackIds(folders: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const manifest = join(folder, entry.name, 'manifest.json');
      if (entry.isDirectory() && (await stat(manifest).catch(() => undefined))?.isFile() === true) ids.add(entry.name);
    }
  }
  return [...ids].sort();
}

/**
 * Finds a pack by its id, reads its manifest and checks size and SHA-256 of every file.
 * @throws UserError `model-missing`, `model-damaged` or `model-too-new`.
 */
export async function openPack(id: string, folders: readonly string[]): Promise<ModelPack> {
  for (const folder of folders) {
    const path = join(folder, id);
    const inside = resolve(path).startsWith(resolve(folder) + sep);
    if (inside && (await stat(join(path, 'manifest.json')).catch(() => undefined)) !== undefined) return readPack(path);
  }
  const known = (await listPackIds(folders)).join(', ') || 'none';
  throw new UserError('model-missing', `model "${id}" is not installed (installed: ${known})`);
}

/** As `openPack`, for a pack whose folder is known. */
export async function readPack(folder: string): Promise<ModelPack> {
  const manifest = await readManifest(folder);
  for (const file of manifest.files) await checkFile(folder, file);
  const classNames = z.array(z.string()).parse(JSON.parse(await readFile(join(folder, 'classes.json'), 'utf8')));
  const graphs = Object.values(manifest.graphs).map(({ file }) => manifest.files.find(({ path }) => path === file));
  if (graphs.includes(undefined)) {
    throw new UserError('model-damaged', `${folder}: the manifest lists no checksum for one of its graphs; reinstall it`);
  }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([manifest.id, manifest.proposals, graphs.map((file) => file?.sha256)]))
    .digest('hex')
    .slice(0, 16);
  return { folder, manifest, ref: { id: manifest.id, version: manifest.version }, fingerprint, classNames };
}

async function readManifest(folder: string): Promise<PackManifest> {
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
  const bytes = await readFile(path).catch(() => {
    throw damaged('is missing or cannot be read');
  });
  if (bytes.length !== file.bytes) throw damaged(`has ${bytes.length} bytes instead of ${file.bytes}`);
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) throw damaged('checksum differs');
}
