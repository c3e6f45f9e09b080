import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { SelectField } from '../ui/fields.tsx';
import { ModelSettings } from './ModelSettings.tsx';
import { chooseLanguage, chooseTheme, useSettings } from './settings.ts';
import { ShortcutSettings } from './ShortcutSettings.tsx';
import { StorageSettings } from './StorageSettings.tsx';

/** Everything that can be set, stored at once. */
export function SettingsDialog() {
  return (
    <AppDialog dialog="settings" title={t('settings.title')} className="settings-dialog">
      {() => (
        <Tabs className="settings-tabs" orientation="vertical">
          <TabList className="settings-tab-list" aria-label={t('settings.title')}>
            <Tab id="look" className="settings-tab">{t('settings.look')}</Tab>
            <Tab id="model" className="settings-tab">{t('settings.model')}</Tab>
            <Tab id="shortcuts" className="settings-tab">{t('settings.shortcuts')}</Tab>
            <Tab id="storage" className="settings-tab">{t('settings.storage')}</Tab>
          </TabList>
          <TabPanel id="look" className="settings-panel"><LookSettings /></TabPanel>
          <TabPanel id="model" className="settings-panel"><ModelSettings /></TabPanel>
          <TabPanel id="shortcuts" className="settings-panel"><ShortcutSettings /></TabPanel>
          <TabPanel id="storage" className="settings-panel"><StorageSettings /></TabPanel>
        </Tabs>
      )}
    </AppDialog>
  );
}

/** Languages by their own names. */
const languages = [{ value: 'en', text: 'English' }, { value: 'de', text: 'Deutsch' }] as const;

function LookSettings() {
  const settings = useSettings((state) => state.settings);
  if (settings === null) return null;
  const language = languages.find(({ value }) => settings.language.startsWith(value))?.value ?? 'system';
  return (
    <>
      <SelectField
        label={t('settings.theme')} value={settings.theme} onChange={(theme) => { void chooseTheme(theme); }}
        options={[
          { value: 'system', text: t('settings.theme.system') },
          { value: 'dark', text: t('settings.theme.dark') },
          { value: 'light', text: t('settings.theme.light') },
        ]}
      />
      <SelectField
        label={t('settings.language')} value={language} onChange={(chosen) => { void chooseLanguage(chosen); }}
        options={[{ value: 'system', text: t('settings.language.system') }, ...languages]}
      />
    </>
  );
}
