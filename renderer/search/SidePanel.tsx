import { Button } from 'react-aria-components';
import { searchSorts } from '../../src/api/contract/search.ts';
import type { SearchStatus, SearchThresholds } from '../../src/api/contract.ts';
import { labelKeyOf } from '../actions/definitions.ts';
import { canRun, runAction } from '../actions/registry.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t, tPercent } from '../i18n/text.ts';
import { openDialog } from '../state/app.ts';
import { SelectField, SliderField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Toggle } from '../ui/toggles.tsx';
import { openExport } from './exporting.ts';
import { NumberLine, TextLine } from './fields.tsx';
import { chooseFilter } from './panes.ts';
import { setThresholds } from './runs.ts';
import { activePane, countTargets, useSearch } from './state.ts';
import type { DecisionFilter, Filter } from './state.ts';
import { decisionKeys, showNumber, sortKeys } from './words.ts';

/** What is shown of the answers, what counts as an answer, and what becomes of it. */
export function SidePanel({ run }: { readonly run: SearchStatus }) {
  return (
    <aside className="search-side" aria-label={t('search.side')}>
      <Review run={run} />
      <Show />
      <Thresholds run={run} />
      <section className="section" aria-labelledby="search-keep">
        <h3 id="search-keep">{t('search.keep')}</h3>
        <div className="side-buttons">
          <Button className="button button-primary" onPress={openExport}><Icon name="export" />{t('search.export.open')}</Button>
          <Button className="button" onPress={() => { openDialog('searchSave'); }}>{t('search.saved.save')}</Button>
        </div>
      </section>
    </aside>
  );
}

const reviewActions = [
  ['search.accept', 'check'], ['search.reject', 'close'], ['search.reopen', 'undo'], ['search.preview', 'eye'], ['search.openHit', 'image'],
] as const satisfies readonly (readonly [string, IconName])[];

function Review({ run }: { readonly run: SearchStatus }) {
  const pane = useSearch(activePane);
  const count = countTargets(pane);
  const { accepted, rejected } = run.phrases[pane?.phrase ?? 0];
  return (
    <section className="section" aria-labelledby="search-review">
      <h3 id="search-review">{t('search.review.title')}</h3>
      <p className="side-facts">
        {t('search.review.counts', { accepted: showNumber(accepted), rejected: showNumber(rejected) })}
        {count > 1 ? ` · ${t('search.review.selected', { count: showNumber(count) })}` : ''}
      </p>
      <div className="side-actions">
        {reviewActions.map(([action, icon]) => (
          <Button key={action} className="button" isDisabled={!canRun(action)} onPress={() => { runAction(action); }}>
            <Icon name={icon} size={14} /><span>{t(labelKeyOf(action))}</span><kbd>{shortcutText(action) || gridKeys[action]}</kbd>
          </Button>
        ))}
      </div>
    </section>
  );
}

/** Keys that only a grid has: everywhere else they press buttons. */
const gridKeys: Readonly<Partial<Record<string, string>>> = { 'search.preview': '␣', 'search.openHit': '↩' };

function Show() {
  const { filter, showsMasks, cellWidth, isSideBySide, panes } = useSearch();
  const { sort, isDescending, countKind, count, decision, name } = filter;
  return (
    <section className="section" aria-labelledby="search-show">
      <h3 id="search-show">{t('search.show')}</h3>
      <div className="side-fields">
        <div className="side-pair">
          <SelectField
            label={t('search.sort')} value={sort} options={searchSorts.map((value) => ({ value, text: t(sortKeys[value]) }))}
            onChange={(value) => { chooseFilter({ sort: value, isDescending: value !== 'name' }); }}
          />
          <Button
            className="button" aria-label={t(isDescending ? 'search.descending' : 'search.ascending')}
            onPress={() => { chooseFilter({ isDescending: !isDescending }); }}
          >
            <Icon name={isDescending ? 'sortDown' : 'sortUp'} />
          </Button>
        </div>
        <div className="side-pair">
          <SelectField
            label={t('search.count')} value={countKind} options={countKinds()} onChange={(value) => { chooseFilter({ countKind: value }); }}
          />
          {countKind === 'any' ? null : (
            <NumberLine label={t('search.countNumber')} value={count} onChange={(value) => { chooseFilter({ count: value }); }} />
          )}
        </div>
        <SelectField
          label={t('search.decision')} value={decision} options={decisions()} onChange={(value) => { chooseFilter({ decision: value }); }}
        />
        <TextLine label={t('search.name')} value={name} onChange={(line) => { chooseFilter({ name: line }); }} />
        <SliderField
          label={t('search.size')} value={cellWidth} min={120} max={400} step={10} format={(value) => `${value} px`}
          onChange={(value) => { useSearch.setState({ cellWidth: value }); }}
        />
        <Toggle label={t('search.masks')} isOn={showsMasks} onChange={(isOn) => { useSearch.setState({ showsMasks: isOn }); }} />
        {panes.length < 2 ? null : (
          <Toggle label={t('search.sideBySide')} isOn={isSideBySide} onChange={(isOn) => { useSearch.setState({ isSideBySide: isOn }); }} />
        )}
      </div>
    </section>
  );
}

function countKinds(): readonly { readonly value: Filter['countKind']; readonly text: string }[] {
  return [
    { value: 'any', text: t('search.countAny') }, { value: 'atLeast', text: t('search.countAtLeast') },
    { value: 'exactly', text: t('search.countExactly') },
  ];
}

function decisions(): readonly { readonly value: DecisionFilter; readonly text: string }[] {
  return (['any', 'open', 'accepted', 'rejected'] as const).map((value) => ({ value, text: t(decisionKeys[value]) }));
}

function Thresholds({ run: { thresholds, defaultThresholds } }: { readonly run: SearchStatus }) {
  const change = (part: Partial<SearchThresholds>) => { void setThresholds({ ...thresholds, ...part }); };
  const { object, none, found } = thresholds;
  const isDefault = object === defaultThresholds.object && none === defaultThresholds.none && found === defaultThresholds.found;
  const bounds = { min: 0, max: 1, step: 0.01, format: tPercent };
  return (
    <section className="section" aria-labelledby="search-thresholds">
      <div className="section-head">
        <h3 id="search-thresholds">{t('search.thresholds')}</h3>
        <Button className="button-link" isDisabled={isDefault} onPress={() => { void setThresholds(defaultThresholds); }}>
          {t('search.thresholdsReset')}
        </Button>
      </div>
      <div className="side-fields">
        <SliderField
          {...bounds} label={t('search.thresholdFound')} value={found}
          onChange={(value) => { change({ found: value, none: Math.min(none, value) }); }}
        />
        <SliderField
          {...bounds} label={t('search.thresholdNone')} value={none}
          onChange={(value) => { change({ none: value, found: Math.max(found, value) }); }}
        />
        <SliderField {...bounds} label={t('search.thresholdObject')} value={object} min={0.05} max={0.95} onChange={(value) => { change({ object: value }); }} />
      </div>
    </section>
  );
}
