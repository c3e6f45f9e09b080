import type { ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { requestClose } from '../project/closing.ts';
import { SearchSwitch } from '../search/SearchSwitch.tsx';
import { activatePhoto, isUnsaved, usePhotos } from '../state/photos.ts';
import { ActionButton, IconButton } from '../ui/IconButton.tsx';
import { usePanelOfTab } from '../ui/usePanelOfTab.ts';

/** The photos that are open, the one in front with what is given to show it. */
export function PhotoTabs({ children }: { readonly children: ReactNode }) {
  const activeId = usePhotos((state) => state.activeId);
  const photos = usePhotos(useShallow((state) => state.photos.map(({ photo }) => photo)));
  const panel = usePanelOfTab(activeId);
  if (activeId === null) return null;
  return (
    <Tabs className="stage" selectedKey={activeId} onSelectionChange={(key) => { activatePhoto(String(key)); }}>
      <div className="tab-bar">
        <SearchSwitch />
        <TabList aria-label={t('bar.photos')} className="tab-list" items={photos}>
          {({ id }) => <Tab id={id} className="tab"><TabLabel photoId={id} /></Tab>}
        </TabList>
        {photos.filter(({ id }) => id === activeId).map(({ id, name }) => (
          <IconButton
            key={id} icon="close" className="tab-close" label={t('bar.close', { name })}
            onPress={() => { void requestClose(id); }}
          />
        ))}
        <ActionButton action="file.open" icon="plus" />
      </div>
      <TabPanel ref={panel} id={activeId} className="stage-view">{children}</TabPanel>
    </Tabs>
  );
}

/** The name of the project, or of the photo before it is saved, with a mark while something is not. */
function TabLabel({ photoId }: { readonly photoId: string }) {
  const [name, isMarked] = usePhotos(useShallow(({ photos }) => {
    const open = photos.find(({ photo }) => photo.id === photoId);
    return open === undefined ? ['', false] as const : [open.project?.name ?? open.photo.name, isUnsaved(open)] as const;
  }));
  return (
    <>
      {isMarked ? <span className="unsaved-mark" role="img" aria-label={t('project.unsaved')} /> : null}
      <span className="tab-name">{name}</span>
    </>
  );
}
