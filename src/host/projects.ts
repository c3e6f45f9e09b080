import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { encodeAlpha, type StoredAlpha } from '../document/alphaCodec.ts';
import { UserError } from '../errors.ts';
import { encodeProject, readProjectFile } from '../export/projectFile.ts';
import { writeFileAtomic } from '../export/write.ts';
import type { HostResults, StoredProject } from './protocol.ts';
import { readAlpha } from './regions.ts';
import type { OpenProjectParams, SaveProjectParams } from './requests.ts';

/** Masks as text end here: noise of this size was made to exhaust the page's memory. */
const MAX_MASK_TEXT = 256 * 2 ** 20;

/**
 * Writes a project file; what was there stays until all of the new one is written.
 * @throws UserError `disk-full`, `output-unwritable`, `output-exists`; `bad-argument` for a mask that is none
 */
export async function saveProject(
  { manifest, masks: stored, photo, target, force }: SaveProjectParams,
): Promise<HostResults['saveProject']> {
  const masks = new Map(Object.entries(stored).map(([entry, alpha]) => [entry, readAlpha(alpha)]));
  const copy = manifest.embeddedPhoto === null ? null : await readFile(photo);
  const bytes = await encodeProject({ manifest, masks }, copy);
  await writeFileAtomic(target, bytes, { force, originals: [photo] });
  return { bytes: bytes.length };
}

/**
 * Reads a project file and puts its copy of the photo, if it has one, where it is told to.
 * @throws UserError as `readProjectFile`; `disk-full`, `output-unwritable`
 */
export async function openProject({ path, photoTo }: OpenProjectParams): Promise<StoredProject> {
  const { manifest, masks, photo } = await readProjectFile(path);
  const stored: Record<string, StoredAlpha> = {};
  let length = 0;
  for (const [entry, mask] of masks) {
    stored[entry] = encodeAlpha({ x: 0, y: 0, ...mask });
    length += stored[entry].any.length + stored[entry].full.length + stored[entry].border.length;
    if (length > MAX_MASK_TEXT) {
      throw new UserError('project-damaged', `${path}: this project cannot be opened: its masks are noise`);
    }
  }
  if (photo === null) return { manifest, masks: stored, photo: null };
  const target = photoTo + extname(manifest.embeddedPhoto ?? '');
  await writeFileAtomic(target, photo);
  return { manifest, masks: stored, photo: target };
}
