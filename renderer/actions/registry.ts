import type { Document } from '../../src/document/types.ts';
import { chooseFiles } from '../app/opening.ts';
import { zoomStep } from '../canvas/viewMath.ts';
import { nameAllLayers } from '../describe/naming.ts';
import { canDescribe, describeSelection } from '../describe/session.ts';
import * as layers from '../layers/layerCommands.ts';
import type { Make } from '../layers/layerCommands.ts';
import { keepResult } from '../phrase/commit.ts';
import {
  cancelRun, dropResult, ghostsIncluded, patchSession, sessionOf,
} from '../phrase/session.ts';
import type { PhraseSession } from '../phrase/session.ts';
import { refineHandlers } from '../refine/actions.ts';
import { requestClose } from '../project/closing.ts';
import { save } from '../project/saving.ts';
import { searchHandlers } from '../search/actions.ts';
import { useSearch } from '../search/state.ts';
import { chooseLanguage, chooseTheme } from '../settings/settings.ts';
import { openDialog, setTool, useApp } from '../state/app.ts';
import { notify } from '../state/notices.ts';
import { activatePhoto, activePhoto, execute, redo, undo, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { fit, hardenBrush, resizeBrush, zoomTo } from '../state/view.ts';
import type { ActionId } from './definitions.ts';
import { phraseBoxFocus } from './focus.ts';

/** What an action is judged by. */
export interface Situation {
  readonly open: OpenPhoto | null;
  readonly session: PhraseSession;
}

export interface Handler {
  /** Whether it can be run now; without one it always can. */
  readonly when?: (situation: Situation) => boolean;
  readonly run: (situation: Situation) => void | Promise<void>;
}

const hasPhoto = ({ open }: Situation) => open !== null;
const hasSelection = ({ open }: Situation) => open !== null && open.document.active.length > 0;
const hasLayers = ({ open }: Situation) => open !== null && open.document.layers.length > 0;

function selectedAre(holds: (document: Document) => boolean): (situation: Situation) => boolean {
  return ({ open }) => open !== null && open.document.active.length > 0 && holds(open.document);
}

/** An action that runs one command on the document. */
function command(make: Make, when: Handler['when'] = hasSelection): Handler {
  return {
    when,
    run: ({ open }) => {
      const made = open === null ? null : make(open.document);
      if (made !== null) execute(made);
    },
  };
}

const layerHandlers = {
  'select.all': command(layers.selectAll, hasLayers),
  'select.none': command(layers.selectNone),
  'mask.invert': command(layers.operateOnMask({ kind: 'invert' })),
  'layer.duplicate': command(layers.duplicate),
  'layer.delete': command(layers.remove),
  'layer.rename': {
    when: selectedAre(({ active }) => active.length === 1),
    run: ({ open }) => { useApp.setState({ renaming: open?.document.active[0] ?? null }); },
  },
  'layer.group': command(layers.group),
  'layer.ungroup': command(layers.ungroup, selectedAre((document) =>
    layers.selectedLayers(document).some(({ kind }) => kind === 'group'))),
  'layer.merge': command(layers.merge, selectedAre((document) => layers.selectedObjects(document).length > 1)),
  'layer.split': {
    when: selectedAre((document) =>
      layers.selectedLayers(document).length === 1 && layers.selectedLayers(document)[0].kind === 'object'),
    run: ({ open }) => {
      const made = open === null ? null : layers.split(open.document);
      if (made === null) notify('layers.onePart');
      else execute(made);
    },
  },
  'layer.up': command(layers.reorder(1)),
  'layer.down': command(layers.reorder(-1)),
  'layer.top': command(layers.reorderToEnd(1)),
  'layer.bottom': command(layers.reorderToEnd(-1)),
  'layer.visible': command(layers.toggleVisible),
  'layer.lock': command(layers.toggleLocked),
  'layer.solo': command(layers.toggleSolo, ({ open }) =>
    open !== null && (open.document.active.length > 0 || open.document.solo.length > 0)),
  'layer.flipX': command(layers.flipX),
  'layer.flipY': command(layers.flipY),
  'layer.resetTransform': command(layers.resetTransform),
} satisfies Partial<Record<ActionId, Handler>>;

const phraseHandlers = {
  'phrase.focus': { when: hasPhoto, run: () => { phraseBoxFocus.request(); } },
  'phrase.commit': {
    when: ({ session }) => ghostsIncluded(session).length > 0,
    run: () => { keepResult(); },
  },
  'phrase.drop': {
    when: ({ open, session }) => session.stage.kind !== 'idle' || (open !== null && open.document.active.length > 0),
    run: ({ open, session }) => {
      if (open === null) return undefined;
      if (session.stage.kind === 'running') return cancelRun(open.photo.id);
      if (session.stage.kind !== 'idle') dropResult(open.photo.id);
      else execute({ kind: 'activate', ids: [] });
      return undefined;
    },
  },
  'phrase.map': {
    when: ({ session }) => session.stage.kind === 'answered',
    run: ({ open }) => {
      if (open !== null) patchSession(open.photo.id, { showsMap: !sessionOf(open.photo.id).showsMap });
    },
  },
} satisfies Partial<Record<ActionId, Handler>>;

const describeHandlers = {
  'describe.run': { when: ({ open }) => open !== null && canDescribe(open), run: () => { void describeSelection(); } },
  'describe.nameAll': { when: hasLayers, run: nameAllLayers },
} satisfies Partial<Record<ActionId, Handler>>;

const viewHandlers = {
  'view.fit': { when: hasPhoto, run: fit },
  'view.actual': { when: hasPhoto, run: () => { zoomTo(() => 1); } },
  'view.zoomIn': { when: hasPhoto, run: () => { zoomTo((zoom) => zoomStep(zoom, 1)); } },
  'view.zoomOut': { when: hasPhoto, run: () => { zoomTo((zoom) => zoomStep(zoom, -1)); } },
  'view.original': {
    when: hasPhoto,
    run: () => { useApp.setState(({ showsOriginal }) => ({ showsOriginal: !showsOriginal })); },
  },
  'view.panels': { run: () => { useApp.setState(({ panelsShown }) => ({ panelsShown: !panelsShown })); } },
  'view.nextPhoto': {
    when: () => usePhotos.getState().photos.length > 1,
    run: ({ open }) => {
      const { photos } = usePhotos.getState();
      const index = photos.findIndex(({ photo }) => photo.id === open?.photo.id);
      activatePhoto(photos[(index + 1) % photos.length].photo.id);
    },
  },
  'view.systemTheme': { run: () => void chooseTheme('system') },
  'view.dark': { run: () => void chooseTheme('dark') },
  'view.light': { run: () => void chooseTheme('light') },
  'view.english': { run: () => void chooseLanguage('en') },
  'view.german': { run: () => void chooseLanguage('de') },
} satisfies Partial<Record<ActionId, Handler>>;

const BRUSH_STEP = 1.2;

const handlers: Readonly<Record<ActionId, Handler>> = {
  ...layerHandlers,
  ...phraseHandlers,
  ...describeHandlers,
  ...viewHandlers,
  ...refineHandlers,
  ...searchHandlers,
  'file.open': { run: chooseFiles },
  'file.close': { when: hasPhoto, run: ({ open }) => (open === null ? undefined : requestClose(open.photo.id)) },
  'file.save': { when: hasPhoto, run: ({ open }) => (open === null ? undefined : save(open)) },
  'file.saveAs': { when: hasPhoto, run: () => { openDialog('save'); } },
  'file.export': { when: hasPhoto, run: () => { openDialog('export'); } },
  'edit.settings': { run: () => { openDialog('settings'); } },
  'edit.undo': { when: ({ open }) => open !== null && open.position > 0, run: undo },
  'edit.redo': { when: ({ open }) => open !== null && open.position < open.titles.length, run: redo },
  'tool.move': { when: hasPhoto, run: () => { setTool('move'); } },
  'tool.hand': { when: hasPhoto, run: () => { setTool('hand'); } },
  'tool.brush': { when: hasPhoto, run: () => { setTool('brush'); } },
  'tool.eraser': { when: hasPhoto, run: () => { setTool('eraser'); } },
  'tool.larger': { when: hasPhoto, run: () => { resizeBrush(BRUSH_STEP); } },
  'tool.smaller': { when: hasPhoto, run: () => { resizeBrush(1 / BRUSH_STEP); } },
  'tool.harder': { when: hasPhoto, run: () => { hardenBrush(0.25); } },
  'tool.softer': { when: hasPhoto, run: () => { hardenBrush(-0.25); } },
  'help.palette': { run: () => { openDialog('palette'); } },
  'help.shortcuts': { run: () => { openDialog('shortcuts'); } },
};

function situation(): Situation {
  // Behind the search no photo is acted upon.
  const open = useSearch.getState().isShown ? null : activePhoto();
  return { open, session: sessionOf(open?.photo.id ?? null) };
}

/** Whether an action can be run now. */
export function canRun(id: ActionId): boolean {
  return handlers[id].when?.(situation()) ?? true;
}

/** Runs an action if it can be run now. @returns whether it was */
export function runAction(id: ActionId): boolean {
  if (!canRun(id)) return false;
  void handlers[id].run(situation());
  return true;
}
