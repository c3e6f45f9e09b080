/** What a file is by its first bytes; `refused` and `raw` carry the name that people know it by. */
export type FileKind =
  | { readonly kind: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif' }
  | { readonly kind: 'raw'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string }
  | { readonly kind: 'unknown' };

interface Signature {
  readonly offset: number;
  readonly text: string;
  /** A second text that must stand there too. */
  readonly also?: { readonly offset: number; readonly text: string };
  readonly is: FileKind;
}

const raw = (name: string): FileKind => ({ kind: 'raw', name });
const refused = (name: string): FileKind => ({ kind: 'refused', name });

/** Signatures as Latin-1 text. A TIFF may still turn out to be a RAW file: see raw.ts. */
const SIGNATURES: readonly Signature[] = [
  { offset: 0, text: '\xff\xd8\xff', is: { kind: 'jpeg' } },
  { offset: 0, text: '\x89PNG\r\n\x1a\n', is: { kind: 'png' } },
  { offset: 0, text: 'RIFF', also: { offset: 8, text: 'WEBP' }, is: { kind: 'webp' } },
  { offset: 0, text: 'GIF87a', is: { kind: 'gif' } },
  { offset: 0, text: 'GIF89a', is: { kind: 'gif' } },
  { offset: 0, text: 'II*\0', is: { kind: 'tiff' } },
  { offset: 0, text: 'MM\0*', is: { kind: 'tiff' } },
  { offset: 0, text: 'II+\0', is: { kind: 'tiff' } },
  { offset: 0, text: 'MM\0+', is: { kind: 'tiff' } },
  { offset: 0, text: 'IIRO', is: raw('Olympus ORF') },
  { offset: 0, text: 'IIRS', is: raw('Olympus ORF') },
  { offset: 0, text: 'MMOR', is: raw('Olympus ORF') },
  { offset: 0, text: 'IIU\0', is: raw('Panasonic RW2') },
  { offset: 0, text: 'FUJIFILMCCD-RAW ', is: raw('Fujifilm RAF') },
  { offset: 0, text: '\0MRM', is: raw('Minolta MRW') },
  { offset: 0, text: 'FOVb', is: raw('Sigma X3F') },
  { offset: 6, text: 'HEAPCCDR', is: raw('Canon CRW') },
  { offset: 0, text: '%PDF', is: refused('PDF') },
  { offset: 0, text: '%!PS', is: refused('PostScript') },
  { offset: 0, text: '8BPS', is: refused('Photoshop document') },
  { offset: 0, text: 'BM', also: { offset: 6, text: '\0\0\0\0' }, is: refused('BMP') },
  { offset: 0, text: '\xff\x0a', is: refused('JPEG XL') },
  { offset: 0, text: '\0\0\0\x0cJXL ', is: refused('JPEG XL') },
  { offset: 0, text: '\0\0\0\x0cjP  ', is: refused('JPEG 2000') },
  { offset: 0, text: '\xff\x4f\xff\x51', is: refused('JPEG 2000') },
  { offset: 0, text: 'v/1\x01', is: refused('OpenEXR') },
  { offset: 0, text: '#?RADIANCE', is: refused('Radiance HDR') },
  { offset: 0, text: 'gimp xcf', is: refused('GIMP document') },
  { offset: 0, text: '\0\0\x01\0', is: refused('Windows icon') },
];

/** Brands of ISO 23008-12 files whose pictures libheif reads, HEVC and AV1 alike. */
const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'mif2', 'msf1', 'avif', 'avis']);

/** Bytes of the beginning in which an SVG's root element is looked for. */
const TEXT_WINDOW = 4096;

/** Tells a file's kind by content alone: names and extensions lie. */
export function sniff(bytes: Uint8Array): FileKind {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, TEXT_WINDOW)).toString('latin1');
  if (head.startsWith('ftyp', 4)) return isoMediaKind(head);
  const match = SIGNATURES.find(({ offset, text, also }) =>
    head.startsWith(text, offset) && (also === undefined || head.startsWith(also.text, also.offset)));
  if (match !== undefined) return match.is;
  return /<svg[\s>]/i.test(head.replaceAll('\0', '')) ? refused('SVG') : { kind: 'unknown' };
}

/** ISO 14496-12 section 4.3: major brand at 8, compatible brands from 16 to the end of the box. */
function isoMediaKind(head: string): FileKind {
  const boxSize = Math.min(head.length, Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE(0));
  const brands = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= boxSize; at += 4) brands.push(head.slice(at, at + 4));
  if (brands[0] === 'crx ') return raw('Canon CR3');
  return brands.some((brand) => HEIF_BRANDS.has(brand)) ? { kind: 'heif' } : refused('video or other ISO media');
}
