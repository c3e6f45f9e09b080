import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { SearchSwitch } from '../search/SearchSwitch.tsx';
import { activatePhoto, usePhotos } from '../state/photos.ts';
import { ActionButton, IconButton } from '../ui/IconButton.tsx';
import { closePhoto } from './opening.ts';

/** The photos that are open, the one in front with what is given to show it. */
export function PhotoTabs({ children }: { readonly children: ReactNode }) {
  const { photos, activeId } = usePhotos();
  if (activeId === null) return null;
  return (
    <Tabs className="stage" selectedKey={activeId} onSelectionChange={(key) => { activatePhoto(String(key)); }}>
      <div className="tab-bar">
        <SearchSwitch />
        <TabList aria-label={t('bar.photos')} className="tab-list" items={photos.map(({ photo }) => photo)}>
          {({ id, name }) => <Tab id={id} className="tab"><span className="tab-name">{name}</span></Tab>}
        </TabList>
        {photos.filter(({ photo }) => photo.id === activeId).map(({ photo }) => (
          <IconButton
            key={photo.id} icon="close" className="tab-close" label={t('bar.close', { name: photo.name })}
            onPress={() => { void closePhoto(photo.id); }}
          />
        ))}
        <ActionButton action="file.open" icon="plus" />
      </div>
      <TabPanel id={activeId} className="stage-view">{children}</TabPanel>
    </Tabs>
  );
}
