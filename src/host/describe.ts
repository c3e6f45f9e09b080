import type {
  CheckedExpression, DescribedObject, Description, DescribeStyle, LayerName, PhraseCheck, RoundTrip as WireRoundTrip,
} from '../api/contract.ts';
import type { StoredAlpha } from '../document/alphaCodec.ts';
import { UserError } from '../errors.ts';
import type { PixelImage } from '../image/types.ts';
import { labelOf } from '../model/decide.ts';
import { isExact, roundTrip } from '../model/speaker/roundTrip.ts';
import { situationOf, type ClassesAt } from '../model/speaker/situation.ts';
import { rememberingListener } from '../model/speaker/listener.ts';
import { hear, speak } from '../model/speaker/speak.ts';
import type { Expression, Listener, RoundTrip, Situation } from '../model/speaker/types.ts';
import type { Box } from '../mask/types.ts';
import type { PhotoEncoding } from '../model/types.ts';
import { readAlpha } from './regions.ts';

/** A selection as it comes over the wire. */
export interface WireSelection {
  readonly masks: readonly StoredAlpha[];
  readonly regions: readonly number[];
  readonly boxes: readonly Box[];
}

/** A photo whose selections are described. */
export interface DescribedPhoto {
  readonly encoding: PhotoEncoding;
  /** RGB pixels at any scale, for the colours of what the model does not propose itself. */
  readonly pixels: PixelImage;
  readonly classNames: readonly string[];
  /** The detector's raw answer to the photo. */
  readonly look: () => Promise<ClassesAt>;
  readonly listener: Listener;
}

/** @throws UserError `bad-argument` if masks were made for a photo of another size */
export function checkSize(
  path: string, { width, height }: PhotoEncoding, made: { readonly width: number; readonly height: number } | undefined,
): void {
  if (made === undefined || (made.width === width && made.height === height)) return;
  throw new UserError(
    'bad-argument',
    `${path}: is ${width} x ${height} pixels, but the masks are for a photo of ${made.width} x ${made.height}: give the photo that they were made for`,
  );
}

/** @throws UserError `bad-argument` for a mask that is none or a region that the photo does not have */
function situationFor({ encoding, pixels, look }: DescribedPhoto, { masks, regions, boxes }: WireSelection): Promise<Situation> {
  for (const region of regions) {
    if (region >= encoding.regions.length) throw new UserError('bad-argument', `the photo has no region ${region}`);
  }
  return situationOf(encoding, { masks: masks.map(readAlpha), regions, boxes }, pixels, look);
}

/** @throws UserError `bad-argument` as `situationFor` */
export async function describeSelection(
  photo: DescribedPhoto, selection: WireSelection, candidates: number, style: DescribeStyle,
): Promise<Omit<Description, 'timings'>> {
  const situation = await situationFor(photo, selection);
  const { status, expressions, unnamed } = await speak(situation, photo.listener, { candidates, style });
  return {
    status,
    expressions: expressions.map((expression) => checked(expression, situation, photo.classNames)),
    unnamed: unnamed.map((region) => describedObject(region, situation, photo.classNames)),
  };
}

/** @throws UserError `bad-argument` as `situationFor` */
export async function checkPhrase(photo: DescribedPhoto, selection: WireSelection, phrase: string): Promise<PhraseCheck> {
  const situation = await situationFor(photo, selection);
  const { verdict, targets, unknownWords } = await hear(situation, phrase, photo.listener);
  const trip = roundTrip(situation, targets);
  return {
    verdict,
    ambiguous: !isExact(trip),
    roundTrip: wireRoundTrip(trip, situation, photo.classNames),
    unknownWords: [...unknownWords],
  };
}

/** @throws UserError `bad-argument` as `situationFor` */
export async function nameLayers(photo: DescribedPhoto, layers: readonly WireSelection[]): Promise<LayerName[]> {
  const taken = new Set<string>();
  const names: LayerName[] = [];
  const listener = rememberingListener(photo.listener);
  for (const layer of layers) {
    const situation = await situationFor(photo, layer);
    const { status, expressions: [free] } = await speak(situation, listener, { candidates: 1, style: 'short', taken });
    if (free === undefined) {
      names.push({ status, ambiguous: true });
      continue;
    }
    const name = distinct(free.text, taken);
    taken.add(name);
    names.push({
      status,
      name,
      ambiguous: name !== free.text || !isExact(free.roundTrip),
      roundTrip: wireRoundTrip(free.roundTrip, situation, photo.classNames),
    });
  }
  return names;
}

function distinct(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    if (!taken.has(`${name} (${number})`)) return `${name} (${number})`;
  }
}

function checked(expression: Expression, situation: Situation, classNames: readonly string[]): CheckedExpression {
  return {
    expression: expression.text,
    ambiguous: !isExact(expression.roundTrip),
    roundTrip: wireRoundTrip(expression.roundTrip, situation, classNames),
  };
}

function wireRoundTrip(
  { iou, f1, selects, missed, extra }: RoundTrip, situation: Situation, classNames: readonly string[],
): WireRoundTrip {
  const objects = (regions: readonly number[]): DescribedObject[] =>
    regions.map((region) => describedObject(region, situation, classNames));
  return { iou, f1, selects: objects(selects), missed: objects(missed), extra: objects(extra) };
}

function describedObject(region: number, situation: Situation, classNames: readonly string[]): DescribedObject {
  const { encoding: { regions }, regionOf, proposals } = situation;
  const selected = regionOf.indexOf(region);
  return {
    ...(region < proposals ? { region } : {}),
    ...(selected >= 0 ? { selected } : {}),
    ...(regions[region].score > 0 ? { label: labelOf(regions[region], classNames) } : {}),
    box: regions[region].box,
  };
}
