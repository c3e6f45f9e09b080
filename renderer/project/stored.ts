import { z } from 'zod';
import { decodeAlpha, encodeAlpha, storedAlphaSchema } from '../../src/document/alphaCodec.ts';
import { documentFromProject, manifestSchema, projectFromDocument } from '../../src/document/project.ts';
import type { Manifest } from '../../src/document/project.ts';
import type { Document } from '../../src/document/types.ts';

/** A document as JSON: for the service, which makes a file of it, and for the journal. */
export interface StoredDocument {
  readonly manifest: Manifest;
  readonly masks: Readonly<Record<string, z.infer<typeof storedAlphaSchema>>>;
}

export function storeDocument(document: Document): StoredDocument {
  const { manifest, masks } = projectFromDocument(document);
  return { manifest, masks: Object.fromEntries([...masks].map(([entry, alpha]) => [entry, encodeAlpha(alpha)])) };
}

/** The document that was stored. @throws DocumentError `damaged` or `too-new` */
export function restoreDocument({ manifest, masks }: StoredDocument): Document {
  return documentFromProject(manifest, new Map(Object.entries(masks).map(([entry, stored]) => [entry, decodeAlpha(stored)])));
}

const storedSchema = z.object({ manifest: manifestSchema, masks: z.record(z.string(), storedAlphaSchema) });

/** As `restoreDocument`, from a line of text; null if that is no such document, or a damaged one. */
export function readStoredDocument(line: string): Document | null {
  try {
    return restoreDocument(storedSchema.parse(JSON.parse(line)));
  } catch {
    // What a crash or a bad disk has left of a line is of no use, whatever is wrong with it.
    return null;
  }
}
