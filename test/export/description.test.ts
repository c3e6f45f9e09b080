import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePicture } from '../../src/export/picture.ts';
import { withDescription } from '../../src/export/xmp.ts';
import { pythonWith } from '../python.ts';
import { displayP3, noisePhoto, temporaryFolder } from './fixtures.ts';

const python = pythonWith('PIL');
const { pixels } = noisePhoto(40, 30);
const XMP = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="" xmlns:d="http://purl.org/dc/elements/1.1/">
<d:creator><r:Seq><r:li>A. Author</r:li></r:Seq></d:creator>
<d:description><r:Alt><r:li xml:lang="x-default">before</r:li><r:li xml:lang="de">vorher</r:li></r:Alt></d:description>
</r:Description></r:RDF></x:xmpmeta><?xpacket end="w"?>`;
const WORDS = 'the dog & the "red" cup <left>, die Tasse für Jörg';

describe.skipIf(python === undefined)('the description of an exported picture', () => {
  async function readBack(format: 'png' | 'jpeg' | 'webp' | 'avif', options: Omit<Parameters<typeof encodePicture>[2], 'quality'>): Promise<unknown> {
    const file = join(await temporaryFolder(), `picture.${format}`);
    await writeFile(file, await encodePicture(pixels, format, { quality: 90, ...options }));
    return JSON.parse(execFileSync(python!, [join(import.meta.dirname, 'read_xmp.py'), file], { encoding: 'utf8' }));
  }

  it.each(['png', 'jpeg', 'webp', 'avif'] as const)('of %s is found by other readers', async (format) => {
    expect(await readBack(format, { description: WORDS })).toEqual({ descriptions: [['x-default', WORDS]], creators: [] });
    expect(await readBack(format, { description: WORDS, icc: await displayP3(), metadata: 'keep', embedded: { xmp: XMP } }))
      .toEqual({ descriptions: [['x-default', WORDS]], creators: ['A. Author'] });
    expect(await readBack(format, { description: WORDS, metadata: 'strip', embedded: { xmp: XMP } }))
      .toEqual({ descriptions: [['x-default', WORDS]], creators: [] });
    expect(await readBack(format, {})).toBeNull();
  });
});

describe('withDescription', () => {
  it.each([
    ['none', undefined],
    ['one that is no XML', 'x<y'],
    ['XML that is no XMP', '<a/>'],
    ['one without properties', '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'],
    ['one with the description as an attribute', '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="" xmlns:d="http://purl.org/dc/elements/1.1/" d:description="before"/></r:RDF>'],
  ])('writes into a packet: %s', (_, packet) => {
    const written = withDescription(packet, 'a\u0000dog \ud800 & cat');
    expect(written).toContain('>a dog \ufffd &amp; cat</rdf:li>');
    expect(written).not.toContain('before');
    expect(withDescription(written, 'once').match(/<\/dc:description>/g)).toHaveLength(1);
  });
});
