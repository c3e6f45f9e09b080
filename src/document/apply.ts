import * as adjust from './applyAdjust.ts';
import * as arrange from './applyArrange.ts';
import * as edit from './applyMask.ts';
import { parseCommand } from './commands.ts';
import type { Command } from './commands.ts';
import type { Document } from './types.ts';

/**
 * The document after a command. Pure: the old document stays as it was, the new one shares with it what the command
 * left alone, and the same command on an equal document gives an equal one, on every machine.
 * @throws DocumentError if the command is malformed or the document refuses it
 */
export function apply(document: Document, command: Command): Document {
  return applyParsed(document, parseCommand(command));
}

function applyParsed(document: Document, command: Command): Document {
  switch (command.kind) {
    case 'addLayers': return arrange.addLayers(document, command);
    case 'remove': return arrange.remove(document, command);
    case 'move': return arrange.move(document, command);
    case 'group': return arrange.group(document, command);
    case 'ungroup': return arrange.ungroup(document, command);
    case 'merge': return arrange.merge(document, command);
    case 'splitIntoParts': return arrange.splitIntoParts(document, command);
    case 'duplicate': return arrange.duplicate(document, command);
    case 'rename': return adjust.rename(document, command);
    case 'nameLayers': return adjust.nameLayers(document, command);
    case 'setVisible': return adjust.setVisible(document, command);
    case 'setLocked': return adjust.setLocked(document, command);
    case 'solo': return adjust.solo(document, command);
    case 'activate': return adjust.activate(document, command);
    case 'setOpacity': return adjust.setOpacity(document, command);
    case 'setBlendMode': return adjust.setBlendMode(document, command);
    case 'setTransform': return adjust.setTransform(document, command);
    case 'setEffects': return adjust.setEffects(document, command);
    case 'relinkPhoto': return adjust.relinkPhoto(document, command);
    case 'setMask': return edit.setMask(document, command);
    case 'combineMask': return edit.combineMask(document, command);
    case 'brushStroke': return edit.brushStroke(document, command);
    case 'fillShape': return edit.fillShape(document, command);
    case 'maskOperation': return edit.maskOperation(document, command);
  }
}
