import type { Metadata } from 'sharp';

/** What is done to a file's colours so that 8-bit RGB comes out. */
export interface ColorPlan {
  /** Profile of the decoded RGB pixels; absent: sRGB. */
  readonly icc?: Uint8Array;
  /** Whether libvips must convert through the embedded profile; else the numbers are kept as they are. */
  readonly convertByProfile: boolean;
  /** What that changes, in plain words. */
  readonly conversions: readonly string[];
}

type ColorModel = 'rgb' | 'grey' | 'cmyk';

const COLOR_MODELS: ReadonlyMap<string, ColorModel> = new Map([
  ['srgb', 'rgb'], ['rgb', 'rgb'], ['rgb16', 'rgb'],
  ['b-w', 'grey'], ['grey16', 'grey'],
  ['cmyk', 'cmyk'],
]);

const CHANNELS: Readonly<Record<ColorModel, number>> = { rgb: 3, grey: 1, cmyk: 4 };

/** ICC signature of each model's colour space (ICC.1:2022 table 19). */
const PROFILE_SPACES: Readonly<Record<ColorModel, string>> = { rgb: 'RGB ', grey: 'GRAY', cmyk: 'CMYK' };

/** What becomes of pixels that no profile of their own explains. */
const WITHOUT_PROFILE: Readonly<Record<ColorModel, readonly string[]>> = {
  rgb: [],
  grey: ['grey expanded to RGB'],
  cmyk: ['CMYK without a profile converted to sRGB'],
};

/**
 * Decides how a file's colours become 8-bit RGB. Tagged RGB keeps its numbers and its profile: the photo's own space
 * is the working space. Everything else is converted to sRGB.
 *
 * @param isLab the channels are CIELab, whatever the metadata says: see lab.ts.
 * @returns a reason, in plain words, when the file's kind of colour is not supported.
 */
export function planColor(metadata: Metadata, isLab: boolean): ColorPlan | { readonly unsupported: string } {
  const model = COLOR_MODELS.get(metadata.space);
  const isEightOrSixteenBit = metadata.depth === 'uchar' || metadata.depth === 'ushort';
  if (model === undefined || !isEightOrSixteenBit) {
    return { unsupported: `pixels of the kind ${metadata.space}, ${metadata.depth}` };
  }
  if (metadata.channels > CHANNELS[model] + 1) {
    return { unsupported: `${metadata.channels} channels, more than colour and one alpha` };
  }
  const bits = metadata.bitsPerSample ?? 16;
  const depth = metadata.depth === 'uchar' ? [] : [`${bits} bits a channel reduced to 8`];
  const plan = isLab
    ? { convertByProfile: false, conversions: ['Lab converted to sRGB'] }
    : planModel(model, metadata.icc);
  return { ...plan, conversions: [...depth, ...plan.conversions] };
}

function planModel(model: ColorModel, profile: Uint8Array | undefined): ColorPlan {
  const space = profile && profileColorSpace(profile);
  if (profile !== undefined && space === 'RGB ' && model !== 'cmyk') {
    return { icc: profile, convertByProfile: false, conversions: model === 'grey' ? ['grey expanded to RGB'] : [] };
  }
  if (space !== undefined && space === PROFILE_SPACES[model]) {
    const name = model === 'grey' ? 'grey' : 'CMYK';
    return { convertByProfile: true, conversions: [`${name} converted to sRGB through its embedded profile`] };
  }
  const ignored = profile === undefined ? [] : ['colour profile that is damaged or of another kind ignored'];
  return { convertByProfile: false, conversions: [...ignored, ...WITHOUT_PROFILE[model]] };
}

/** Colour space signature of an ICC profile (ICC.1:2022 section 7.2.6); undefined when it is not a whole profile. */
function profileColorSpace(profile: Uint8Array): string | undefined {
  const header = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength);
  const isWhole = header.length >= 128 && header.readUInt32BE(0) <= header.length;
  return isWhole && header.toString('latin1', 36, 40) === 'acsp' ? header.toString('latin1', 16, 20) : undefined;
}
