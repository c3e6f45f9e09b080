import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Result } from '../../src/api/contract.ts';
import { t, tBytes } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { notify, reportProblem } from '../state/notices.ts';

/** What is kept to save time, and a way to be rid of it. */
export function StorageSettings() {
  const [cache, setCache] = useState<Result<'cache.info'> | null>(null);
  const load = async () => {
    try {
      setCache(await service().api['cache.info']({}));
    } catch (error) {
      reportProblem(error);
    }
  };
  const clear = async () => {
    try {
      await service().api['cache.clear']({});
      notify('settings.cleared');
    } catch (error) {
      reportProblem(error);
    }
    await load();
  };
  useEffect(() => { void load(); }, []);
  return (
    <section className="settings-section">
      <h3>{t('settings.cache')}</h3>
      <p className="quiet">{t('settings.cacheHint')}</p>
      {cache === null ? null : (
        <>
          <p>{t('settings.cacheSize', { size: tBytes(cache.bytes) })}</p>
          <p className="path-line">{cache.folder}</p>
          <div><Button className="button" isDisabled={cache.bytes === 0} onPress={() => { void clear(); }}>{t('settings.clear')}</Button></div>
        </>
      )}
    </section>
  );
}
