import { walkLayers } from '../../src/document/tree.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { t, tCount } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { announce, notify, reportProblem } from '../state/notices.ts';
import { activePhoto, execute } from '../state/photos.ts';
import { selectionOf } from './selection.ts';

/** Gives every object layer a name of its own that says what it shows; one step. What has no name keeps its own. */
export async function nameAllLayers(): Promise<void> {
  const open = activePhoto();
  if (open === null) return;
  const layers = [...walkLayers(open.document.layers)]
    .map(({ layer }) => layer)
    .filter((layer): layer is ObjectLayer => layer.kind === 'object');
  if (layers.length === 0) return;
  announce(t('describe.naming'));
  try {
    const selections = layers.map((layer) => selectionOf({ layers: [layer], regions: [] }));
    const { names } = await service().api['describe.name']({ photo: open.photo.id, layers: selections });
    const now = activePhoto();
    if (now?.photo.id !== open.photo.id) return;
    const items = layers.flatMap(({ id }, index) => {
      const { name } = names[index];
      return name === undefined ? [] : [{ id, name }];
    });
    if (items.length === 0) {
      notify('describe.noneNamed');
      return;
    }
    execute({ kind: 'nameLayers', items });
    announce(tCount('describe.named', items.length));
    const kept = layers.length - items.length;
    if (kept > 0) notify(kept === 1 ? 'describe.notNamed.one' : 'describe.notNamed.other', { count: kept });
  } catch (error) {
    reportProblem(error);
  }
}
