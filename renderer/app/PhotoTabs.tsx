import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { requestClose } from '../project/closing.ts';
import { SearchSwitch } from '../search/SearchSwitch.tsx';
import { activatePhoto, isUnsaved, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { ActionButton, IconButton } from '../ui/IconButton.tsx';

/** The photos that are open, the one in front with what is given to show it. */
export function PhotoTabs({ children }: { readonly children: ReactNode }) {
  const { photos, activeId } = usePhotos();
  if (activeId === null) return null;
  return (
    <Tabs className="stage" selectedKey={activeId} onSelectionChange={(key) => { activatePhoto(String(key)); }}>
      <div className="tab-bar">
        <SearchSwitch />
        <TabList aria-label={t('bar.photos')} className="tab-list" items={photos.map((open) => ({ id: open.photo.id, open }))}>
          {({ id, open }) => <Tab id={id} className="tab"><TabLabel open={open} /></Tab>}
        </TabList>
        {photos.filter(({ photo }) => photo.id === activeId).map(({ photo }) => (
          <IconButton
            key={photo.id} icon="close" className="tab-close" label={t('bar.close', { name: photo.name })}
            onPress={() => { void requestClose(photo.id); }}
          />
        ))}
        <ActionButton action="file.open" icon="plus" />
      </div>
      <TabPanel id={activeId} className="stage-view">{children}</TabPanel>
    </Tabs>
  );
}

/** The name of the project, or of the photo before it is saved, with a mark while something is not. */
function TabLabel({ open }: { readonly open: OpenPhoto }) {
  return (
    <>
      {isUnsaved(open) ? <span className="unsaved-mark" role="img" aria-label={t('project.unsaved')} /> : null}
      <span className="tab-name">{open.project?.name ?? open.photo.name}</span>
    </>
  );
}
