import fc from 'fast-check';

import type { AlphaTile } from '../../src/mask/types.ts';
import { apply } from '../../src/document/apply.ts';
import { commandKinds } from '../../src/document/commands.ts';
import type { Command, CommandKind } from '../../src/document/commands.ts';
import { newDocument } from '../../src/document/document.ts';
import { DocumentError } from '../../src/document/errors.ts';
import { copyLayers, replaceMask, splitLayer } from '../../src/document/makeCommands.ts';
import { operateOnMask } from '../../src/document/maskOperations.ts';
import { blendModeSchema } from '../../src/document/settings.ts';
import type { Dab, Effect } from '../../src/document/settings.ts';
import { identityTransform } from '../../src/document/transform.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document, Layer, ObjectLayer } from '../../src/document/types.ts';
import { randomFrom } from '../../src/random.ts';

/** Three by two tiles, those at the right and bottom border cut off. */
export const WIDTH = 600;
export const HEIGHT = 400;

export function emptyDocument(width = WIDTH, height = HEIGHT): Document {
  return newDocument({ path: '/photos/beach.jpg', contentHash: 'abc123', width, height });
}

/** Random choices from a seed, so that a failing walk can be run again. */
export class Random {
  /** The next number from 0 to below 1. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = randomFrom(seed);
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** One to three of the items, not necessarily different. */
  some<T>(items: readonly T[]): T[] {
    return [...new Set(Array.from({ length: 1 + this.below(3) }, () => this.pick(items)))];
  }
}

/** A soft blob: an ellipse whose border fades over a few pixels; may reach outside the photo. */
export function blob(x: number, y: number, radiusX: number, radiusY: number, softness = 4): AlphaTile {
  const left = Math.floor(x - radiusX);
  const top = Math.floor(y - radiusY);
  const width = Math.ceil(2 * radiusX) + 1;
  const height = Math.ceil(2 * radiusY) + 1;
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const dx = (left + (i % width) + 0.5 - x) / radiusX;
    const dy = (top + Math.floor(i / width) + 0.5 - y) / radiusY;
    const inside = ((1 - Math.hypot(dx, dy)) * Math.min(radiusX, radiusY)) / softness;
    data[i] = Math.round(255 * Math.min(1, Math.max(0, inside)));
  }
  return { x: left, y: top, width, height, data };
}

function randomBlob(random: Random): AlphaTile {
  return blob(random.between(0, WIDTH), random.between(0, HEIGHT), random.between(3, 120), random.between(3, 120),
    random.pick([0.01, 4, 20]));
}

const EFFECTS: readonly Effect[] = [
  { kind: 'recolor', color: '#3366ff', amount: 0.5 },
  { kind: 'adjust', brightness: 0.25, contrast: -0.5, saturation: 1 },
  { kind: 'blur', radius: 6 },
  { kind: 'pixelate', size: 12 },
  { kind: 'fill', color: '#ffffff', opacity: 1 },
  { kind: 'dropShadow', color: '#000000', opacity: 0.5, x: 4, y: 8, radius: 6 },
  { kind: 'remove', margin: 3, keep: true },
];

/** Makes commands at random, most of which the document accepts. */
export class CommandMaker {
  readonly #random: Random;
  #ids = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  newId = (): string => `layer-${this.#ids++}`;

  /** A command of this kind for the document; null if it has nothing that the kind could be about. */
  make(kind: CommandKind, document: Document): Command | null {
    const random = this.#random;
    const all = [...walkLayers(document.layers)].map(({ layer }) => layer);
    const objects = all.filter((layer): layer is ObjectLayer => layer.kind === 'object');
    const groups = all.filter(({ kind: each }) => each === 'group');
    if (kind === 'addLayers') return this.#addLayers(groups, document);
    if (kind === 'relinkPhoto') return { kind, path: `/moved/${random.below(9)}.jpg`, contentHash: 'abc123' };
    if (all.length === 0 || objects.length === 0) return null;
    const ids = random.some(all).map(({ id }) => id);
    const objectIds = random.some(objects).map(({ id }) => id);
    const object = random.pick(objects);
    const { id } = object;
    switch (kind) {
      case 'remove': return { kind, ids };
      case 'rename': return { kind, id: random.pick(all).id, name: `Ärmel ${random.below(99)} 🙂` };
      case 'nameLayers': return { kind, items: ids.map((each, index) => ({ id: each, name: `the cup ${index}` })) };
      case 'setVisible': return { kind, ids, visible: random.chance(0.5) };
      case 'setLocked': return { kind, ids, locked: random.chance(0.3) };
      case 'solo': return { kind, ids: random.chance(0.5) ? [] : ids };
      case 'move': return { kind, ids, ...this.#place(groups, document) };
      case 'group': return { kind, ids, group: { id: this.newId(), name: 'Group' } };
      case 'ungroup': return groups.length === 0 ? null : { kind, ids: [random.pick(groups).id] };
      case 'merge': return { kind, ids, into: { id: this.newId(), name: 'Merged' } };
      case 'splitIntoParts': return splitLayer(document, id, 20, this.newId);
      case 'duplicate': return copyLayers(document, ids, (name) => `${name.slice(0, 40)} copy`, this.newId);
      case 'setOpacity': return { kind, ids, opacity: random.next() };
      case 'setBlendMode': return { kind, ids, blendMode: random.pick(blendModeSchema.options) };
      case 'setTransform': return { kind, items: [{ id, transform: this.#transform(object) }] };
      case 'setEffects': return { kind, ids: objectIds, effects: EFFECTS.filter(() => random.chance(0.3)) };
      case 'activate': return { kind, ids };
      case 'brushStroke': return { kind, id, brush: this.#brush(), dabs: this.#dabs() };
      case 'fillShape': return {
        kind, id, rings: [Array.from({ length: 2 * (3 + random.below(5)) }, () => random.between(-50, WIDTH))],
        mode: random.pick(['union', 'subtract', 'intersect']), feather: random.pick([0, 0, 5]),
      };
      case 'maskOperation': {
        const operation = random.pick(['grow', 'shrink', 'feather', 'smooth'] as const);
        return {
          kind, ids: [id],
          operation: random.chance(0.2) ? { kind: 'invert' } : { kind: operation, radius: random.pick([0.5, 1, 3, 8]) },
        };
      }
      case 'setMask': return replaceMask(id, object.mask, operateOnMask(object.mask, { kind: 'feather', radius: 3 }));
      case 'combineMask': return {
        kind, id, mode: random.pick(['union', 'subtract', 'intersect']),
        masks: Array.from({ length: random.below(3) }, () => randomBlob(random)),
      };
    }
  }

  #addLayers(groups: readonly Layer[], document: Document): Command {
    const random = this.#random;
    const layers = Array.from({ length: 1 + random.below(3) }, () => ({
      id: this.newId(),
      name: 'person',
      mask: randomBlob(random),
      origin: random.chance(0.8)
        ? { phrase: 'the people', label: 'person', score: random.next(), box: [1, 2, 3.5, 4] as const }
        : null,
    }));
    const group = random.chance(0.5) ? { id: this.newId(), name: 'the people' } : null;
    return { kind: 'addLayers', layers, group, ...this.#place(groups, document) };
  }

  #place(groups: readonly Layer[], document: Document): { parent: string | null; index: number } {
    const parent = groups.length > 0 && this.#random.chance(0.5) ? this.#random.pick(groups).id : null;
    return { parent, index: this.#random.below(document.layers.length + 2) };
  }

  #transform(object: ObjectLayer): ObjectLayer['transform'] {
    const random = this.#random;
    // Mostly none, so that layers can be merged.
    if (random.chance(0.7)) return identityTransform(object.mask);
    return {
      ...identityTransform(object.mask), x: random.between(-50, 50), y: random.between(-50, 50),
      scaleX: random.between(0.5, 2), scaleY: random.between(0.5, 2), rotation: random.pick([0, 90, 33.3]),
      flipX: random.chance(0.5), flipY: random.chance(0.5),
    };
  }

  #brush() {
    const random = this.#random;
    return {
      size: random.pick([1, 8, 40, 300]), hardness: random.pick([0, 0.5, 1]), opacity: random.pick([1, 0.4]),
      mode: random.pick(['add', 'erase'] as const),
    };
  }

  #dabs(): Dab[] {
    const random = this.#random;
    const [x, y] = [random.between(-20, WIDTH), random.between(-20, HEIGHT)];
    return Array.from({ length: 1 + random.below(8) }, (_, i) => [x + 9 * i, y + random.between(-5, 5), random.next()]);
  }
}

/** A command that was accepted, and the document that it led to. */
export interface WalkStep {
  readonly command: Command;
  readonly document: Document;
}

/** A walk that adds more than it removes would end in a document that nobody has. */
const MOST_LAYERS = 60;

/**
 * Commands at random, of all kinds alike but that locks and removals are rarer (or nothing would be left to edit), each
 * made for the document as it is then. Some will be refused.
 */
export function* candidates(seed: number, current: () => Document): Generator<Command> {
  const random = new Random(seed);
  const maker = new CommandMaker(random);
  for (;;) {
    const locked = [...walkLayers(current().layers)].filter(({ layer }) => layer.locked).map(({ layer }) => layer.id);
    if (locked.length > 0 && random.chance(0.05)) yield { kind: 'setLocked', ids: locked, locked: false };
    const all = [...walkLayers(current().layers)].map(({ layer }) => layer.id);
    if (all.length > MOST_LAYERS) yield { kind: 'remove', ids: all.slice(0, 20) };
    const kind = random.pick(commandKinds);
    if (['setLocked', 'remove', 'merge'].includes(kind) && random.chance(0.6)) continue;
    const command = maker.make(kind, current());
    if (command !== null) yield command;
  }
}

/** Takes commands at random until `length` of them were accepted. */
export function walk(seed: number, length: number, take: (command: Command) => Document): WalkStep[] {
  const steps: WalkStep[] = [];
  let document = emptyDocument();
  for (const command of candidates(seed, () => document)) {
    try {
      document = take(command);
      steps.push({ command, document });
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
    }
    if (steps.length === length) break;
  }
  return steps;
}

/** A walk without history. */
export function plainWalk(seed: number, length: number): WalkStep[] {
  let document = emptyDocument();
  return walk(seed, length, (command) => (document = apply(document, command)));
}

export const anySeed: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** Freezes everything but the bytes of tiles, which JavaScript cannot freeze. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}
