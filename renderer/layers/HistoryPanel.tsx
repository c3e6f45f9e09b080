import { ListBox, ListBoxItem } from 'react-aria-components';
import type { StepTitle } from '../../src/document/title.ts';
import { en } from '../i18n/en.ts';
import type { TextKey } from '../i18n/en.ts';
import { t } from '../i18n/text.ts';
import { activePhoto, goToStep, usePhotos } from '../state/photos.ts';

/** What was done, by name; choosing a step goes back or forth to it. */
export function HistoryPanel() {
  const open = usePhotos(activePhoto);
  if (open === null) return null;
  const steps = [
    { id: 0, text: t('history.start') },
    ...open.titles.map((title, i) => ({ id: i + 1, text: stepText(title) })),
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

/** A step by what it did in particular, where the catalogue tells that apart. */
export function stepText({ kind, variant, subject }: StepTitle): string {
  const particular = `history.${kind}.${variant ?? ''}`;
  return t(particular in en ? (particular as TextKey) : `history.${kind}`, { subject });
}
