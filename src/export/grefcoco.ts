/** One referring expression of gRefCOCO's `grefs(unc).json`. */
export interface GrefRecord {
  readonly ref_id: number;
  readonly image_id: number;
  readonly file_name: string;
  readonly ann_id: readonly number[];
  readonly category_id: readonly number[];
  readonly split: string;
  readonly no_target: boolean;
  readonly sent_ids: readonly number[];
  readonly sentences: readonly GrefSentence[];
}

export interface GrefSentence {
  readonly sent_id: number;
  readonly raw: string;
  /** Lower case, without punctuation. */
  readonly sent: string;
  readonly tokens: readonly string[];
  readonly exist: boolean;
}

/** What an expression points to. */
export interface GrefTargets {
  readonly imageId: number;
  readonly fileName: string;
  readonly annotations: readonly { readonly id: number; readonly category: number }[];
}

/**
 * A record of gRefCOCO's refs file, with the fields that its own reader takes.
 * @param number counts the file's records; sentences get the same number
 */
export function grefRecord(number: number, { imageId, fileName, annotations }: GrefTargets, raw: string, split: string): GrefRecord {
  const tokens = raw.toLowerCase().split(/[^\p{L}\p{N}'-]+/u).filter((token) => token !== '');
  return {
    ref_id: number,
    image_id: imageId,
    file_name: fileName,
    ann_id: annotations.map(({ id }) => id),
    category_id: annotations.map(({ category }) => category),
    split,
    no_target: annotations.length === 0,
    sent_ids: [number],
    sentences: [{ sent_id: number, raw, sent: tokens.join(' '), tokens, exist: annotations.length > 0 }],
  };
}
