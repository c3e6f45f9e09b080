/** ICC profiles of version 2 (ICC.1:2001-04), made from their published numbers, so that tests need no files of others. */

type XYZ = readonly [x: number, y: number, z: number];

/** White of the profile connection space, to which the colours below are adapted. */
const D50: XYZ = [0.9642, 1, 0.8249];

/** Numbers as `s15Fixed16Number` (section 5.3.10). */
function fixed(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeInt32BE(Math.round(value * 0x10000), index * 4));
  return bytes;
}

function xyz(values: XYZ): Buffer {
  return Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), fixed(values)]);
}

/** A tone curve (section 6.5.3): a gamma of 1 is written as no value, others in 256ths. */
function curve(gamma: number): Buffer {
  const bytes = Buffer.alloc(gamma === 1 ? 12 : 16);
  bytes.write('curv', 0);
  if (gamma !== 1) {
    bytes.writeUInt32BE(1, 8);
    bytes.writeUInt16BE(Math.round(gamma * 256), 12);
  }
  return bytes;
}

function description(name: string): Buffer {
  const bytes = Buffer.alloc(104);
  bytes.write('desc', 0);
  bytes.writeUInt32BE(name.length + 1, 8);
  bytes.write(`${name}\0`, 12);
  return bytes;
}

function profile(space: 'GRAY' | 'RGB ', name: string, tags: readonly (readonly [string, Buffer])[]): Buffer {
  const all = [
    ['desc', description(name)], ['cprt', Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1')], ['wtpt', xyz(D50)], ...tags,
  ] as const;
  const table = Buffer.alloc(4 + all.length * 12);
  table.writeUInt32BE(all.length, 0);
  let offset = 128 + table.length;
  all.forEach(([tag, { length }], index) => {
    table.write(tag, 4 + index * 12);
    table.writeUInt32BE(offset, 8 + index * 12);
    table.writeUInt32BE(length, 12 + index * 12);
    offset += length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write(`mntr${space}XYZ `, 12);
  header.write('acsp', 36);
  fixed(D50).copy(header, 68);
  return Buffer.concat([header, table, ...all.map(([, bytes]) => bytes)]);
}

/** Grey whose numbers are amounts of light. */
export function linearGreyProfile(): Buffer {
  return profile('GRAY', 'linear grey', [['kTRC', curve(1)]]);
}

/** Adobe RGB (1998), by its specification: the primaries adapted to D50 (section 4.3.1.1), a gamma of 2 and 51/256. */
export function adobeRgbProfile(): Buffer {
  const gamma = curve(2 + 51 / 256);
  return profile('RGB ', 'Adobe RGB (1998)', [
    ['rXYZ', xyz([0.60974, 0.31111, 0.01947])], ['gXYZ', xyz([0.20528, 0.62567, 0.06087])],
    ['bXYZ', xyz([0.14919, 0.06322, 0.74457])], ['rTRC', gamma], ['gTRC', gamma], ['bTRC', gamma],
  ]);
}
