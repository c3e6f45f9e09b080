import type { Command, CommandKind } from './commands.ts';
import { layerOf } from './tree.ts';
import type { Document } from './types.ts';

/** What the history list shows of a step; the words for the kinds are the user interface's. */
export interface StepTitle {
  readonly kind: CommandKind;
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
  const { kind } = command;
  const nameOf = (id: string | undefined) => (id === undefined ? '' : layerOf(document, id).name);
  switch (command.kind) {
    case 'addLayers':
      return { kind, subject: (command.group ?? command.layers[0]).name, count: command.layers.length };
    case 'group':
      return { kind, subject: command.group.name, count: command.ids.length };
    case 'merge':
      return { kind, subject: command.into.name, count: command.ids.length };
    case 'splitIntoParts':
      return { kind, subject: nameOf(command.id), count: command.parts.length };
    case 'duplicate':
      return { kind, subject: nameOf(command.copies[0].from), count: command.copies.length };
    case 'setTransform':
    case 'nameLayers':
      return { kind, subject: nameOf(command.items[0].id), count: command.items.length };
    case 'relinkPhoto':
      return { kind, subject: command.path, count: 0 };
    case 'rename':
    case 'setMask':
    case 'combineMask':
    case 'brushStroke':
    case 'fillShape':
      return { kind, subject: nameOf(command.id), count: 1 };
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
      return { kind, subject: nameOf(command.ids[0]), count: command.ids.length };
  }
}
