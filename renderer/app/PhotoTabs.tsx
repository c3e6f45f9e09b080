import { Tab, TabList, Tabs } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { activatePhoto, usePhotos } from '../state/photos.ts';
import { ActionButton, IconButton } from '../ui/IconButton.tsx';
import { closePhoto } from './opening.ts';

/** The photos that are open. */
export function PhotoTabs() {
  const { photos, activeId } = usePhotos();
  if (activeId === null) return null;
  return (
    <div className="tab-bar">
      <Tabs className="tabs" selectedKey={activeId} onSelectionChange={(key) => { activatePhoto(String(key)); }}>
        <TabList aria-label={t('bar.photos')} className="tab-list" items={photos.map(({ photo }) => photo)}>
          {({ id, name }) => <Tab id={id} className="tab"><span className="tab-name">{name}</span></Tab>}
        </TabList>
      </Tabs>
      {photos.filter(({ photo }) => photo.id === activeId).map(({ photo }) => (
        <IconButton
          key={photo.id} icon="close" className="tab-close" label={t('bar.close', { name: photo.name })}
          onPress={() => { void closePhoto(photo.id); }}
        />
      ))}
      <ActionButton action="file.open" icon="plus" />
    </div>
  );
}
