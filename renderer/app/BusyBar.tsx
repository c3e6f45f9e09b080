import { Button } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { cancelTask, useBusy } from '../state/busy.ts';
import { useDelayed } from '../ui/useDelayed.ts';

/** What is quicker needs no progress. */
const DELAY = 300;

/** What the service is at, with a way to end it. */
export function BusyBar() {
  const tasks = useBusy((state) => state.tasks);
  const isLate = useDelayed(tasks.length > 0, DELAY);
  if (!isLate || tasks.length === 0) return null;
  const [task] = tasks;
  return (
    <section className="result result-running" role="status">
      <span className="spinner" aria-hidden="true" />
      <span className="result-line">{t(task.textKey)}</span>
      <Button className="button" onPress={() => { void cancelTask(task); }}>{t('dialog.cancel')}</Button>
    </section>
  );
}
