import { DocumentError } from './errors.ts';
import { hashText } from './hash.ts';
import { checkMaskSize } from '../mask/size.ts';
import { photoSchema } from './settings.ts';
import type { PhotoReference } from './settings.ts';
import { hashMask } from './tiledMask.ts';
import type { Document, Layer } from './types.ts';

/**
 * A photo from which nothing has been lifted yet.
 * @throws DocumentError `invalid` if the reference is malformed
 * @throws RangeError if the photo is larger than masks may be
 */
export function newDocument(photo: PhotoReference): Document {
  const parsed = photoSchema.safeParse(photo);
  if (!parsed.success) throw new DocumentError('invalid', `Photo refused: ${parsed.error.issues[0].message}.`);
  checkMaskSize(photo.width, photo.height);
  return { photo: parsed.data, layers: [], solo: [], active: [] };
}

/** Hash of all that a document holds but `active`: equal for equal documents however they came about. */
export function hashDocument({ photo, layers, solo }: Document): string {
  return hashText(canonicalJson({ photo, layers: layers.map(withMaskHashes), solo }));
}

function withMaskHashes(layer: Layer): object {
  return layer.kind === 'group'
    ? { ...layer, children: layer.children.map(withMaskHashes) }
    : { ...layer, mask: hashMask(layer.mask) };
}

/** JSON that does not depend on the order in which an object's members were set. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
