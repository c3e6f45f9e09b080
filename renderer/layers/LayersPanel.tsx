import { useRef } from 'react';
import { Button, Tree, useDragAndDrop } from 'react-aria-components';
import type { Key } from 'react-aria-components';
import type { LayerId } from '../../src/document/settings.ts';
import { walkLayers } from '../../src/document/tree.ts';
import { t } from '../i18n/text.ts';
import { activePhoto, execute, usePhotos } from '../state/photos.ts';
import { Icon } from '../ui/icons.tsx';
import { ActionButton } from '../ui/IconButton.tsx';
import { BlendField, OpacityField } from './LayerSettings.tsx';
import { LayerMenu } from './LayerMenu.tsx';
import { LayerRow } from './LayerRow.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import { asListed, moveTo } from './tree.ts';
import type { ListedLayer } from './tree.ts';
import { useCollapsed } from './collapsed.ts';

/** The layers of the photo in front. */
export function LayersPanel() {
  const photoId = usePhotos((state) => state.activeId);
  return (
    <section className="panel layers-panel" aria-labelledby="layers-title">
      <h2 id="layers-title" className="panel-title">{t('layers.title')}</h2>
      {photoId === null ? null : <Layers photoId={photoId} />}
    </section>
  );
}

function Layers({ photoId }: { readonly photoId: string }) {
  const isEmpty = usePhotos((state) => activePhoto(state)?.document.layers.length === 0);
  const isSolo = usePhotos((state) => (activePhoto(state)?.document.solo.length ?? 0) > 0);
  return (
    <>
      <div className="layer-settings">
        <BlendField />
        <OpacityField />
      </div>
      {isSolo ? <SoloNote /> : null}
      {/* Rows take the focus, and with it scroll; without any, the keyboard scrolls what there is to read. */}
      <div className="layer-scroll" {...(isEmpty ? { role: 'group', 'aria-labelledby': 'layers-title', tabIndex: 0 } : {})}>
        {isEmpty ? <EmptyLayers /> : <LayerMenu><LayerTree photoId={photoId} /></LayerMenu>}
        <div className="layer-line photo-line" title={t('layers.photoHint')}>
          <Thumbnail photoId={photoId} layer={null} />
          <span className="layer-name">{t('layers.photo')}</span>
          <span className="quiet photo-lock"><Icon name="lock" size={14} /></span>
        </div>
      </div>
      <div className="panel-foot">
        <ActionButton action="layer.group" icon="folder" />
        <ActionButton action="layer.duplicate" icon="copy" />
        <ActionButton action="layer.solo" icon="half" isPressed={isSolo} />
        <span className="spacer" />
        <ActionButton action="layer.delete" icon="trash" />
      </div>
    </>
  );
}

function SoloNote() {
  return (
    <div className="solo-note">
      {t('layers.soloOn')}
      <Button className="button" onPress={() => { execute({ kind: 'solo', ids: [] }); }}>{t('layers.soloOff')}</Button>
    </div>
  );
}

function EmptyLayers() {
  return (
    <div className="empty">
      <Icon name="layers" size={28} />
      <p className="empty-title">{t('layers.empty')}</p>
      <p className="quiet">{t('layers.emptyHint')}</p>
    </div>
  );
}

const NONE: readonly LayerId[] = [];

/** The layers as they are listed; the same as long as nothing that the list shows of them changes. */
function useListed(): readonly ListedLayer[] {
  const earlier = useRef<readonly ListedLayer[]>([]);
  return usePhotos((state) => (earlier.current = asListed(activePhoto(state)?.document.layers ?? [], earlier.current)));
}

function LayerTree({ photoId }: { readonly photoId: string }) {
  const collapsed = useCollapsed(({ ids }) => ids);
  const items = useListed();
  const active = usePhotos((state) => activePhoto(state)?.document.active ?? NONE);
  const groups = groupsOf(items);
  const { dragAndDropHooks } = useLayerDrag();
  return (
    <Tree
      aria-label={t('layers.list')} className="layer-tree" items={items} selectionMode="multiple"
      selectionBehavior="replace" selectedKeys={active} dragAndDropHooks={dragAndDropHooks}
      expandedKeys={groups.filter((id) => !collapsed.has(id))} onSelectionChange={select}
      onExpandedChange={(expanded) => {
        useCollapsed.setState({ ids: new Set(groups.filter((id) => !expanded.has(id))) });
      }}
    >
      {(layer) => <LayerRow layer={layer} photoId={photoId} />}
    </Tree>
  );
}

function groupsOf(layers: readonly ListedLayer[]): LayerId[] {
  return layers.flatMap(({ id, children }) => (children === null ? [] : [id, ...groupsOf(children)]));
}

function select(keys: 'all' | Set<Key>): void {
  const ids = keys === 'all' ? activePhoto()?.document.layers.map(({ id }) => id) ?? [] : [...keys].map(String);
  execute({ kind: 'activate', ids });
}

function useLayerDrag() {
  return useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'phraselift/layer': String(key) })),
    onMove: ({ keys, target }) => {
      const document = activePhoto()?.document;
      if (document === undefined) return;
      const { dropPosition: position } = target;
      const command = moveTo(document, [...keys].map(String), { key: String(target.key), position });
      if (command !== null) execute(command);
    },
    acceptedDragTypes: ['phraselift/layer'],
    getDropOperation: () => 'move',
    shouldAcceptItemDrop: ({ key }) => {
      const document = activePhoto()?.document;
      return document !== undefined && [...walkLayers(document.layers)]
        .some(({ layer }) => layer.id === key && layer.kind === 'group');
    },
  });
}
