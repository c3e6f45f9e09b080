import type { ActionId } from '../actions/definitions.ts';
import type { Handler, Situation } from '../actions/registry.ts';
import { copyLayer } from '../export/copyLayer.ts';
import { selectedObjects } from '../layers/layerCommands.ts';
import { activeObject } from '../phrase/commit.ts';
import { setTool, useApp } from '../state/app.ts';
import { refineEdges } from './edges.ts';
import { cycleMaskView, toggleMaskView, useMaskView } from './maskView.ts';
import { openRefine } from './RefineDialog.tsx';

const hasPhoto = ({ open }: Situation) => open !== null;
const hasObjects = ({ open }: Situation) => open !== null && selectedObjects(open.document).length > 0;
const hasOneObject = ({ open }: Situation) => open !== null && activeObject(open.document) !== null;

/** What edits masks and how they are shown. */
export const refineHandlers = {
  'mask.grow': { when: hasObjects, run: () => { openRefine('grow'); } },
  'mask.shrink': { when: hasObjects, run: () => { openRefine('shrink'); } },
  'mask.feather': { when: hasObjects, run: () => { openRefine('feather'); } },
  'mask.smooth': { when: hasObjects, run: () => { openRefine('smooth'); } },
  'mask.refineEdges': { when: hasOneObject, run: refineEdges },
  'maskView.next': { when: hasPhoto, run: () => { cycleMaskView(1); } },
  'maskView.previous': { when: hasPhoto, run: () => { cycleMaskView(-1); } },
  'maskView.overlay': { when: hasPhoto, run: () => { toggleMaskView('overlay'); } },
  'maskView.black': { when: hasPhoto, run: () => { toggleMaskView('black'); } },
  'maskView.white': { when: hasPhoto, run: () => { toggleMaskView('white'); } },
  'maskView.mask': { when: hasPhoto, run: () => { toggleMaskView('mask'); } },
  'maskView.transparent': { when: hasPhoto, run: () => { toggleMaskView('transparent'); } },
  'maskView.none': { when: () => useMaskView.getState().view !== 'none', run: () => { useMaskView.setState({ view: 'none' }); } },
  'edit.copy': { when: hasOneObject, run: copyLayer },
  'tool.marquee': { when: hasPhoto, run: () => { setTool('marquee'); } },
  'tool.lasso': { when: hasPhoto, run: () => { setTool('lasso'); } },
  'tool.object': { when: hasPhoto, run: () => { setTool('object'); } },
  'tool.zoom': { when: hasPhoto, run: () => { setTool('zoom'); } },
  'tool.swap': {
    when: () => ['brush', 'eraser'].includes(useApp.getState().tool),
    run: () => { setTool(useApp.getState().tool === 'brush' ? 'eraser' : 'brush'); },
  },
} satisfies Partial<Record<ActionId, Handler>>;
