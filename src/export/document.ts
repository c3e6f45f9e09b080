import type { PixelImage, PhotoInfo } from '../image/types.ts';
import type { EmbeddedMetadata } from '../image/metadata.ts';
import type { DocumentFormat, DocumentOutput, OutputOptions } from './documentOutputs.ts';
import { listOutputs } from './documentOutputs.ts';
import { prepareDocument } from './prepare.ts';
import type { FillHole } from './prepare.ts';
import type { DocumentLayer } from './types.ts';
import { planOutputs, writeOutputs } from './write.ts';

export type { DocumentFormat } from './documentOutputs.ts';

/** A photo as it is exported. */
export interface DocumentSource {
  readonly pixels: PixelImage;
  readonly info: PhotoInfo;
  /** What the file tells beside its pixels. */
  readonly embedded?: EmbeddedMetadata | undefined;
  /** Fills holes, from what was filled before where that is known. */
  readonly fillHole?: FillHole | undefined;
}

/** What is made of the editor's document. */
export interface DocumentContent extends OutputOptions {
  readonly format: DocumentFormat;
  /** The lowest first. Parts of masks beyond the photo are cut off. */
  readonly layers: readonly DocumentLayer[];
  /** Stem of the files; the photo's own unless set. */
  readonly stem?: string | undefined;
}

/** How the editor's document is written, and where to. */
export interface DocumentJob extends DocumentContent {
  readonly folder: string;
  /** Replace files of the same name; never the photo itself. */
  readonly force: boolean;
}

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

export interface DocumentReport {
  readonly files: readonly WrittenFile[];
  /** What differs from what somebody may expect, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Writes a document in one format, all files or none of them.
 *
 * @throws UserError `output-exists` before any work; `output-unwritable`, `disk-full`, `too-large-for-format`; or
 *   `bad-argument` if there is nothing to write
 */
export async function writeDocument(source: DocumentSource, job: DocumentJob): Promise<DocumentReport> {
  const { outputs, notes } = await documentOutputs(source, job);
  const plan = await planOutputs(job.folder, outputs.map(({ name }) => name), { force: job.force, originals: [source.info.path] });
  const sizes: number[] = [];
  await writeOutputs(plan, async (stage) => {
    for (const { name, encode } of outputs) {
      const bytes = await encode();
      sizes.push(bytes.length);
      await stage(name, bytes);
    }
  });
  return { files: plan.paths.map((path, index) => ({ path, bytes: sizes[index] })), notes };
}

/** The files that a document becomes, not yet encoded. @throws UserError as `writeDocument` */
export async function documentOutputs(
  source: DocumentSource, content: DocumentContent,
): Promise<{ readonly outputs: readonly DocumentOutput[]; readonly notes: readonly string[] }> {
  const prepared = await prepareDocument(source, content.layers);
  const notes = [...source.info.conversions];
  const outputs = listOutputs({ ...prepared, info: source.info, embedded: source.embedded ?? {} }, content, notes);
  return { outputs, notes };
}
