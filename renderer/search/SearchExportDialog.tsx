import { Button, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { searchExportFormats } from '../../src/api/contract/search.ts';
import { t, tCount } from '../i18n/text.ts';
import type { TextKey } from '../i18n/en.ts';
import { Notes } from '../export/Notes.tsx';
import { useApp } from '../state/app.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { SelectField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { chooseExportAgain, closeExport, runExport, scopes, useSearchExport } from './exporting.ts';
import type { ExportFormat, ExportResult, Scope } from './exporting.ts';
import { activePane, useSearch } from './state.ts';
import { showNumber } from './words.ts';

const formatKeys = {
  list: ['search.export.list', 'search.export.listHint'],
  csv: ['search.export.csv', 'search.export.csvHint'],
  coco: ['search.export.coco', 'search.export.cocoHint'],
  grefcoco: ['search.export.grefcoco', 'search.export.grefcocoHint'],
  copies: ['search.export.copies', 'search.export.copiesHint'],
  links: ['search.export.links', 'search.export.linksHint'],
} as const satisfies Record<ExportFormat, readonly [TextKey, TextKey]>;

const scopeKeys = {
  shown: 'search.export.shown', found: 'search.export.found', foundUnsure: 'search.export.foundUnsure', all: 'search.export.all',
} as const satisfies Record<Scope, TextKey>;

/** Takes the answers out of the application: as lists, as training data, or as the photos themselves. */
export function SearchExportDialog() {
  const stage = useSearchExport((state) => state.stage);
  return (
    <AppDialog dialog="searchExport" title={t('search.export.title')} className="export-dialog">
      {() => (stage.kind === 'done' ? <Done result={stage.result} /> : <Choosing />)}
    </AppDialog>
  );
}

function Choosing() {
  const { format, scope, stage } = useSearchExport();
  const canLink = useApp(({ info }) => info?.canOpenDialog === true);
  const numbers = useNumbers();
  const isRunning = stage.kind === 'running';
  return (
    <>
      <RadioGroup
        className="format-list" aria-label={t('search.export.format')} value={format} isDisabled={isRunning}
        onChange={(value) => {
          const chosen = searchExportFormats.find((each) => each === value);
          // A record of what is not there is what this format is for.
          if (chosen !== undefined) useSearchExport.setState({ format: chosen, ...(chosen === 'grefcoco' ? { scope: 'all' } : {}) });
        }}
      >
        {/* A browser downloads files; a link is none. */}
        {searchExportFormats.filter((each) => each !== 'links' || canLink).map((each) => (
          <RadioField key={each} value={each}>
            <RadioButton className="format">
              <span className="radio-dot" aria-hidden="true" />
              <span>{t(formatKeys[each][0])}<span className="quiet format-hint">{t(formatKeys[each][1])}</span></span>
            </RadioButton>
          </RadioField>
        ))}
      </RadioGroup>
      <div className="export-options">
        <SelectField
          label={t('search.export.scope')} value={scope} isDisabled={isRunning}
          options={scopes.map((value) => ({ value, text: scopeText(value, numbers[value]) }))}
          onChange={(value) => { useSearchExport.setState({ scope: value }); }}
        />
      </div>
      <p className="quiet">{t('search.export.reviewNote')}</p>
      {stage.kind === 'choosing' && stage.problem !== null ? (
        <p className="problem-line" role="alert">{t(stage.problem.textKey)} {stage.problem.detail}</p>
      ) : null}
      <div className="dialog-buttons">
        <Button className="button" onPress={closeExport}>{t('dialog.cancel')}</Button>
        <Button className="button button-primary" isDisabled={numbers[scope] === 0} onPress={() => { if (!isRunning) void runExport(); }}>
          {t(isRunning ? 'export.running' : 'export.run')}
        </Button>
      </div>
    </>
  );
}

function scopeText(scope: Scope, photos: number | null): string {
  return photos === null ? t(scopeKeys[scope]) : `${t(scopeKeys[scope])} (${showNumber(photos)})`;
}

/** How many photos each scope has; null where that is not known. */
function useNumbers(): Readonly<Record<Scope, number | null>> {
  const pane = useSearch(activePane);
  const hits = useSearchExport((state) => state.hits);
  const answers = useSearch(({ run }) => run?.phrases[pane?.phrase ?? 0]);
  if (pane === null || answers === undefined) return { shown: 0, found: 0, foundUnsure: 0, all: 0 };
  const { found, unsure, none } = answers.counts;
  return { shown: pane.files.length, ...(hits ?? { found: null, foundUnsure: null }), all: found + unsure + none };
}

function Done({ result: { files, count, notes } }: { readonly result: ExportResult }) {
  return (
    <>
      <p className="done-line"><Icon name="check" />{tCount('search.export.done', count)}</p>
      <ul className="file-list">
        {files.slice(0, MOST_LISTED).map(({ name, path, url }) => (
          <li key={path ?? name}>
            <span className="file-name" title={path ?? name}>{path ?? name}</span>
            {url === undefined ? null : (
              <a className="button" href={url} download={name} aria-label={t('export.download', { name })}><Icon name="download" /></a>
            )}
          </li>
        ))}
      </ul>
      {files.length > MOST_LISTED ? <p className="quiet">{tCount('search.export.more', files.length - MOST_LISTED)}</p> : null}
      <Notes notes={notes} />
      <div className="dialog-buttons">
        <Button className="button" onPress={chooseExportAgain}>{t('export.again')}</Button>
        <Button className="button button-primary" onPress={closeExport}>{t('export.close')}</Button>
      </div>
    </>
  );
}

/** Copies may be thousands. */
const MOST_LISTED = 100;
