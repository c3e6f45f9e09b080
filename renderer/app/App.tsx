import { useEffect } from 'react';
import { I18nProvider, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useKeymap } from '../actions/keymap.ts';
import { Palette } from '../actions/Palette.tsx';
import { ShortcutsDialog } from '../actions/ShortcutsDialog.tsx';
import { useShortcuts } from '../actions/useShortcuts.ts';
import { CanvasView } from '../canvas/CanvasView.tsx';
import { DescribePanel } from '../describe/DescribePanel.tsx';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { t, useLanguage } from '../i18n/text.ts';
import { HistoryPanel } from '../layers/HistoryPanel.tsx';
import { LayersPanel } from '../layers/LayersPanel.tsx';
import { PropertiesPanel } from '../layers/PropertiesPanel.tsx';
import { LocateDialog } from '../project/LocateDialog.tsx';
import { SaveDialog } from '../project/SaveDialog.tsx';
import { UnsavedDialog } from '../project/UnsavedDialog.tsx';
import { ResultBar } from '../phrase/ResultBar.tsx';
import { RefineDialog } from '../refine/RefineDialog.tsx';
import { SearchView } from '../search/SearchView.tsx';
import { useSearch } from '../search/state.ts';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { useApp } from '../state/app.ts';
import type { PanelTab } from '../state/app.ts';
import { usePhotos } from '../state/photos.ts';
import { Announcer, Notices } from './Notices.tsx';
import { BusyBar } from './BusyBar.tsx';
import { PhotoTabs } from './PhotoTabs.tsx';
import { start } from './startup.ts';
import { StatusBar } from './StatusBar.tsx';
import { ToolOptions } from './ToolOptions.tsx';
import { ToolRail } from './ToolRail.tsx';
import { TopBar } from './TopBar.tsx';
import { useDrop } from './useDrop.ts';
import { Welcome } from './Welcome.tsx';

/** The editor. */
export function App() {
  const language = useLanguage((state) => state.language);
  const hasPhotos = usePhotos(({ photos }) => photos.length > 0);
  const isSearching = useSearch((state) => state.isShown);
  const isOver = useDrop();
  // Menus, tooltips and buttons show keys, which may be remapped.
  useKeymap();
  useShortcuts();
  useEffect(() => start(), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    // Texts are looked up when components are drawn: another language draws them all anew.
    <I18nProvider locale={language} key={language}>
      <div className="app">
        {isSearching ? <SearchView /> : (
          <>
            <TopBar />
            {hasPhotos ? <Workspace /> : <Welcome />}
            <StatusBar />
          </>
        )}
      </div>
      {isOver ? <div className="drop-hint">{t('welcome.dropHere')}</div> : null}
      <Notices />
      <Announcer />
      <Palette />
      <ShortcutsDialog />
      <ExportDialog />
      <RefineDialog />
      <SaveDialog />
      <LocateDialog />
      <UnsavedDialog />
      <SettingsDialog />
    </I18nProvider>
  );
}

function Workspace() {
  const panelsShown = useApp((state) => state.panelsShown);
  return (
    <div className={panelsShown ? 'workspace' : 'workspace without-panels'}>
      <ToolRail />
      <main className="stage-area">
        <PhotoTabs>
          <CanvasView />
          <div className="stage-float">
            <ResultBar />
            <BusyBar />
          </div>
          <ToolOptions />
        </PhotoTabs>
      </main>
      {panelsShown ? <Panels /> : null}
    </div>
  );
}

function Panels() {
  const tab = useApp((state) => state.panelTab);
  return (
    <aside className="panels">
      <Tabs
        className="panel-tabs" selectedKey={tab}
        onSelectionChange={(key) => { useApp.setState({ panelTab: key as PanelTab }); }}
      >
        <TabList aria-label={t('properties.title')} className="panel-tab-list">
          <Tab id="properties" className="panel-tab">{t('properties.title')}</Tab>
          <Tab id="describe" className="panel-tab">{t('describe.title')}</Tab>
          <Tab id="history" className="panel-tab">{t('history.title')}</Tab>
        </TabList>
        <TabPanel id="properties" className="panel-tab-panel"><PropertiesPanel /></TabPanel>
        <TabPanel id="describe" className="panel-tab-panel"><DescribePanel /></TabPanel>
        <TabPanel id="history" className="panel-tab-panel"><HistoryPanel /></TabPanel>
      </Tabs>
      <LayersPanel />
    </aside>
  );
}
