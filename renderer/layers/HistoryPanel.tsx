import { ListBox, ListBoxItem } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { activePhoto, goToStep, usePhotos } from '../state/photos.ts';

/** What was done, by name; choosing a step goes back or forth to it. */
export function HistoryPanel() {
  const open = usePhotos(activePhoto);
  if (open === null) return null;
  const steps = [
    { id: 0, text: t('history.start') },
    ...open.titles.map(({ kind, subject }, i) => ({ id: i + 1, text: t(`history.${kind}`, { subject }) })),
  ];
  return (
    <ListBox
      aria-label={t('history.list')} className="history" items={steps} selectionMode="single"
      disallowEmptySelection selectedKeys={[open.position]} dependencies={[open.position]}
      onSelectionChange={(keys) => {
        if (keys !== 'all') for (const key of keys) void goToStep(Number(key));
      }}
    >
      {({ id, text }) => (
        <ListBoxItem id={id} textValue={text} className={id > open.position ? 'history-step undone' : 'history-step'}>
          {text}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
