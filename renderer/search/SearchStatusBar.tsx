import { t, tCount } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';
import { activePane, useSearch } from './state.ts';
import { showNumber } from './words.ts';

/** How many photos are shown and selected, and what the model runs on. */
export function SearchStatusBar() {
  const run = useSearch((state) => state.run);
  const pane = useSearch(activePane);
  const info = useApp((state) => state.info);
  const device = run?.device ?? info?.device;
  return (
    <footer className="status-bar">
      {run === null ? <span>{t('search.noSearch')}</span> : (
        <>
          <span title={run.folder}>{run.folder}</span>
          {pane === null || pane.pile === 'failed' ? null : <span>{tCount('search.shown', pane.files.length)}</span>}
          {pane === null || pane.selected.size === 0 ? null : (
            <span>{t('search.review.selected', { count: showNumber(pane.selected.size) })}</span>
          )}
        </>
      )}
      <span className="spacer" />
      {info === null ? null : (
        <span>
          {device === undefined
            ? t('status.deviceUnknown', { model: info.model })
            : t('status.device', { model: info.model, device: device.toUpperCase() })}
        </span>
      )}
    </footer>
  );
}
