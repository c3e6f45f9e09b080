import { useMemo } from 'react';
import { Button, Tree, useDragAndDrop } from 'react-aria-components';
import type { Key } from 'react-aria-components';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { activePhoto, execute, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { Icon } from '../ui/icons.tsx';
import { ActionButton } from '../ui/IconButton.tsx';
import { BlendField, OpacityField } from './LayerSettings.tsx';
import { LayerRow } from './LayerRow.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import { asListed, moveTo } from './tree.ts';
import { useCollapsed } from './collapsed.ts';

/** The layers of the photo in front. */
export function LayersPanel() {
  const open = usePhotos(activePhoto);
  return (
    <section className="panel layers-panel" aria-labelledby="layers-title">
      <h2 id="layers-title" className="panel-title">{t('layers.title')}</h2>
      {open === null ? null : <Layers open={open} />}
    </section>
  );
}

function Layers({ open: { photo, document } }: { readonly open: OpenPhoto }) {
  const isEmpty = document.layers.length === 0;
  return (
    <>
      <div className="layer-settings">
        <BlendField document={document} />
        <OpacityField document={document} />
      </div>
      {document.solo.length === 0 ? null : <SoloNote />}
      <div className="layer-scroll">
        {isEmpty ? <EmptyLayers /> : <LayerTree document={document} photoId={photo.id} />}
        <div className="layer-line photo-line" title={t('layers.photoHint')}>
          <Thumbnail photoId={photo.id} layer={null} />
          <span className="layer-name">{t('layers.photo')}</span>
          <span className="quiet photo-lock"><Icon name="lock" size={14} /></span>
        </div>
      </div>
      <div className="panel-foot">
        <ActionButton action="layer.group" icon="folder" />
        <ActionButton action="layer.duplicate" icon="copy" />
        <ActionButton action="layer.solo" icon="half" isPressed={document.solo.length > 0} />
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

function LayerTree({ document, photoId }: { readonly document: Document; readonly photoId: string }) {
  const collapsed = useCollapsed(({ ids }) => ids);
  const groups = [...walkLayers(document.layers)].filter(({ layer }) => layer.kind === 'group').map(({ layer }) => layer.id);
  const items = useMemo(() => asListed(document.layers), [document.layers]);
  const { dragAndDropHooks } = useLayerDrag();
  return (
    <Tree
      aria-label={t('layers.list')} className="layer-tree" items={items} selectionMode="multiple"
      selectionBehavior="replace" selectedKeys={document.active} dragAndDropHooks={dragAndDropHooks}
      expandedKeys={groups.filter((id) => !collapsed.has(id))}
      onSelectionChange={(keys) => { select(document, keys); }}
      onExpandedChange={(expanded) => {
        useCollapsed.setState({ ids: new Set(groups.filter((id) => !expanded.has(id))) });
      }}
    >
      {(layer) => <LayerRow layer={layer} photoId={photoId} />}
    </Tree>
  );
}

function select(document: Document, keys: 'all' | Set<Key>): void {
  const ids = keys === 'all' ? document.layers.map(({ id }) => id) : [...keys].map(String);
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
