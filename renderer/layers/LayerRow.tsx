import { useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { Button, Collection, TreeItem, TreeItemContent } from 'react-aria-components';
import type { LayerId } from '../../src/document/settings.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Layer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { setHovered, useApp } from '../state/app.ts';
import { activePhoto, execute, usePhotos } from '../state/photos.ts';
import { Icon } from '../ui/icons.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import type { ListedLayer } from './tree.ts';

interface LayerRowProps {
  readonly layer: ListedLayer;
  readonly photoId: string;
}

/** A layer or group in the list, with what it holds. */
export function LayerRow({ layer, photoId }: LayerRowProps) {
  return (
    <TreeItem
      id={layer.id} textValue={layer.name} className="layer-row" data-hidden={layer.visible ? undefined : true}
      onHoverStart={() => { setHovered(layer.id); }} onHoverEnd={() => { setHovered(null); }}
    >
      <TreeItemContent>
        {({ hasChildItems, isExpanded, level }) => (
          <LayerLine
            id={layer.id} photoId={photoId} level={level} hasItems={hasChildItems} isExpanded={isExpanded}
          />
        )}
      </TreeItemContent>
      {layer.children === null ? null : (
        <Collection items={layer.children}>
          {(child) => <LayerRow layer={child} photoId={photoId} />}
        </Collection>
      )}
    </TreeItem>
  );
}

interface LayerLineProps {
  readonly id: LayerId;
  readonly photoId: string;
  readonly level: number;
  readonly hasItems: boolean;
  readonly isExpanded: boolean;
}

/** What is in a row: it follows its layer by itself, so that a stroke does not draw the whole list anew. */
function LayerLine({ id, photoId, level, hasItems, isExpanded }: LayerLineProps) {
  const layer = usePhotos((state) => findLayer(activePhoto(state)?.document.layers ?? [], id));
  const isRenaming = useApp(({ renaming }) => renaming === id);
  // Deleted, and the list has not heard of it yet.
  if (layer === null) return null;
  return (
    <div className="layer-line" style={{ paddingInlineStart: `${(level - 1) * 14}px` }}>
      <Button slot="drag" className="drag-handle" aria-label={t('layers.drag', { name: layer.name })}>
        <Icon name="grip" size={12} />
      </Button>
      <VisibilityButton layer={layer} />
      {layer.kind === 'group' && hasItems ? (
        <Button
          slot="chevron" className="chevron"
          aria-label={t(isExpanded ? 'layers.collapse' : 'layers.expand', { name: layer.name })}
        >
          <Icon name={isExpanded ? 'chevronDown' : 'chevronRight'} size={12} />
        </Button>
      ) : null}
      {layer.kind === 'group' ? <span className="group-icon"><Icon name="folder" /></span>
        : <Thumbnail photoId={photoId} layer={layer} />}
      {isRenaming ? <NameField layer={layer} /> : (
        <span className="layer-name" onDoubleClick={() => { useApp.setState({ renaming: layer.id }); }}>
          {layer.name}
        </span>
      )}
      <IconButton
        icon={layer.locked ? 'lock' : 'unlock'} className={layer.locked ? 'row-button' : 'row-button when-hovered'}
        label={t(layer.locked ? 'layers.unlock' : 'layers.lock', { name: layer.name })}
        onPress={() => { execute({ kind: 'setLocked', ids: [layer.id], locked: !layer.locked }); }}
      />
    </div>
  );
}

function findLayer(layers: readonly Layer[], id: LayerId): Layer | null {
  for (const { layer } of walkLayers(layers)) if (layer.id === id) return layer;
  return null;
}

/** The eye; with Alt it shows this layer alone, and all again. */
function VisibilityButton({ layer }: { readonly layer: Layer }) {
  return (
    <IconButton
      icon={layer.visible ? 'eye' : 'eyeOff'} className="row-button"
      label={t(layer.visible ? 'layers.hide' : 'layers.show', { name: layer.name })}
      onPress={({ altKey }) => {
        if (altKey) toggleSolo(layer.id);
        else execute({ kind: 'setVisible', ids: [layer.id], visible: !layer.visible });
      }}
    />
  );
}

function toggleSolo(id: string): void {
  const { photos, activeId } = usePhotos.getState();
  const solo = photos.find(({ photo }) => photo.id === activeId)?.document.solo ?? [];
  execute({ kind: 'solo', ids: solo.length === 1 && solo[0] === id ? [] : [id] });
}

/** Renames in place: Enter takes the name, Escape leaves it. */
function NameField({ layer }: { readonly layer: Layer }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const end = (isTaken: boolean) => {
    if (useApp.getState().renaming !== layer.id) return;
    const row = input.current?.closest<HTMLElement>('[role="row"]');
    const name = input.current?.value.trim() ?? '';
    useApp.setState({ renaming: null });
    if (isTaken && name !== '' && name !== layer.name) execute({ kind: 'rename', id: layer.id, name });
    row?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The list has uses of its own for letters and arrows.
    event.stopPropagation();
    if (event.key === 'Enter') end(true);
    if (event.key === 'Escape') end(false);
  };
  return (
    <input
      ref={input} className="name-field" aria-label={t('layers.newName')} defaultValue={layer.name} maxLength={200}
      onKeyDown={onKeyDown} onBlur={() => { end(true); }} onPointerDown={(event) => { event.stopPropagation(); }}
    />
  );
}
