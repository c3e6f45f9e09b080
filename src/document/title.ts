import type { Command, CommandKind } from './commands.ts';
import type { Brush, CombineMode, MaskOperation } from './settings.ts';
import { layerOf } from './tree.ts';
import type { Document } from './types.ts';

/** What a step of a kind did in particular. */
export type StepVariant = MaskOperation['kind'] | CombineMode | Brush['mode'];

/** What the history list shows of a step; the words for the kinds are the user interface's. */
export interface StepTitle {
  readonly kind: CommandKind;
  /** Kinds that do different things are told apart by it; null for the others. */
  readonly variant: StepVariant | null;
  /** Name of the layer, group or file that the step is about, the first if it is about several; may be empty. */
  readonly subject: string;
  /** How many layers the step is about. */
  readonly count: number;
}

/**
 * The title of a command as a step.
 * @param document before the command, of which it must be one
 * @throws DocumentError `unknown-layer` if the command is about a layer that the document does not have
 */
export function titleOf(document: Document, command: Command): StepTitle {
  return { ...subjectOf(document, command), kind: command.kind, variant: variantOf(command) };
}

function variantOf(command: Command): StepVariant | null {
  if (command.kind === 'brushStroke') return command.brush.mode;
  if (command.kind === 'fillShape' || command.kind === 'combineMask') return command.mode;
  return command.kind === 'maskOperation' ? command.operation.kind : null;
}

function subjectOf(document: Document, command: Command): Pick<StepTitle, 'subject' | 'count'> {
  const nameOf = (id: string | undefined) => (id === undefined ? '' : layerOf(document, id).name);
  switch (command.kind) {
    case 'addLayers':
      return { subject: (command.group ?? command.layers[0]).name, count: command.layers.length };
    case 'group':
      return { subject: command.group.name, count: command.ids.length };
    case 'merge':
      return { subject: command.into.name, count: command.ids.length };
    case 'splitIntoParts':
      return { subject: nameOf(command.id), count: command.parts.length };
    case 'duplicate':
      return { subject: nameOf(command.copies[0].from), count: command.copies.length };
    case 'setTransform':
    case 'nameLayers':
      return { subject: nameOf(command.items[0].id), count: command.items.length };
    case 'relinkPhoto':
      return { subject: command.path, count: 0 };
    case 'rename':
    case 'setMask':
    case 'combineMask':
    case 'brushStroke':
    case 'fillShape':
      return { subject: nameOf(command.id), count: 1 };
    case 'remove':
    case 'setVisible':
    case 'setLocked':
    case 'solo':
    case 'move':
    case 'ungroup':
    case 'setOpacity':
    case 'setBlendMode':
    case 'setEffects':
    case 'maskOperation':
    case 'activate':
      return { subject: nameOf(command.ids[0]), count: command.ids.length };
  }
}
