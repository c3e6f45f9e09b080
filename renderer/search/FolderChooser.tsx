import { useEffect } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { t, tCount } from '../i18n/text.ts';
import { Icon } from '../ui/icons.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { askForFolder, browse, chooseFolder, loadFolders, useFolders } from './folders.ts';
import { useSearch } from './state.ts';
import type { Folder } from './state.ts';

/** The folder that is searched, and a way to another. */
export function FolderButton() {
  const folder = useSearch((state) => state.folder);
  return (
    <DialogTrigger>
      <Button className="button folder-button" aria-label={folder === null ? t('search.folder.choose') : t('search.folder.change', { name: folder.name })}>
        <Icon name="folder" /><span className="folder-name">{folder?.name ?? t('search.folder.choose')}</span>
        <Icon name="chevronDown" size={12} />
      </Button>
      <Popover className="popover folder-popover" placement="bottom start">
        <Dialog className="folder-dialog" aria-label={t('search.folder.title')}>
          {({ close }) => <FolderChooser onChosen={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** Folders to choose from: by the window's dialog, from earlier searches, or below what was named at the start. */
export function FolderChooser({ onChosen }: { readonly onChosen?: () => void }) {
  const { known, browsed } = useFolders();
  useEffect(() => { void loadFolders(); }, []);
  if (known === null) return <p className="quiet">{t('search.loading')}</p>;
  const choose = (folder: Folder) => {
    chooseFolder(folder);
    onChosen?.();
  };
  if (browsed !== null) return <Browsed browsed={browsed} onChoose={choose} />;
  const { roots, recent, canChoose } = known;
  return (
    <div className="folder-chooser">
      {canChoose ? (
        <Button className="button button-primary" onPress={() => { void askForFolder().then(onChosen); }}>
          <Icon name="folder" />{t('search.folder.dialog')}
        </Button>
      ) : null}
      {recent.length === 0 ? null : <FolderList title={t('search.folder.recent')} folders={recent} onChoose={choose} />}
      {roots.length === 0 ? null : <FolderList title={t('search.folder.roots')} folders={roots} onChoose={choose} />}
      {!canChoose && roots.length + recent.length === 0 ? <p className="folder-none">{t('search.folder.none')}</p> : null}
    </div>
  );
}

interface FolderListProps {
  readonly title: string;
  readonly folders: readonly Folder[];
  readonly onChoose: (folder: Folder) => void;
}

function FolderList({ title, folders, onChoose }: FolderListProps) {
  return (
    <div>
      <h3 className="folder-heading">{title}</h3>
      <ul className="folder-list">
        {folders.map((folder) => (
          <li key={folder.path}>
            <Button className="folder-item" onPress={() => { onChoose(folder); }}>
              <Icon name="folder" /><span className="folder-name">{folder.name}</span>
              <span className="quiet folder-path">{folder.path}</span>
            </Button>
            <IconButton icon="chevronRight" label={t('search.folder.lookInto', { name: folder.name })} onPress={() => { void browse(folder.path); }} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface BrowsedProps {
  readonly browsed: NonNullable<ReturnType<typeof useFolders.getState>['browsed']>;
  readonly onChoose: (folder: Folder) => void;
}

function Browsed({ browsed: { path, parent, folders, photos }, onChoose }: BrowsedProps) {
  const name = path.split(/[\\/]/).at(-1) || path;
  return (
    <div className="folder-chooser">
      <div className="folder-head">
        <IconButton icon="chevronLeft" label={t('search.folder.up')} onPress={() => { void browse(parent ?? null); }} />
        <span className="folder-name" title={path}>{name}</span>
        <span className="quiet">{tCount('search.folder.photos', photos)}</span>
      </div>
      <Button className="button button-primary" onPress={() => { onChoose({ name, path }); }}>{t('search.folder.use', { name })}</Button>
      {folders.length === 0 ? <p className="quiet">{t('search.folder.noFolders')}</p>
        : <FolderList title={t('search.folder.below')} folders={folders} onChoose={onChoose} />}
    </div>
  );
}
