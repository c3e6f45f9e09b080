import { join } from 'node:path';
import { packFolders } from '../../src/model/pack.ts';
import { PhotoReader } from '../../src/search/reader.ts';

/** Encodings of the development photos, so that a second run needs no image pass. */
const CACHE = join(import.meta.dirname, '../../.cache/retrieval');

/** The shipped model on the CPU. */
export function developmentReader(): Promise<PhotoReader> {
  return PhotoReader.open({ model: 'lite', device: 'cpu', threads: 1, modelFolders: packFolders(), cacheFolder: CACHE, maxPixels: 200e6 });
}
