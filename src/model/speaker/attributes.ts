import type { PropertyKind } from './content.ts';

/** A property that a thing has by itself, whatever it is compared with. */
export interface Attribute {
  readonly kind: PropertyKind;
  readonly before?: string;
  readonly after?: string;
  /** The same for several things where it differs: "with umbrellas". */
  readonly afterPlural?: string;
  /** How surely it is true of all that it was made for, 0..1. */
  readonly strength: number;
  /** Whether somebody might say it of another region too. */
  readonly mayHold: (region: number) => boolean;
}
