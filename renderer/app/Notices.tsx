import { t } from '../i18n/text.ts';
import { dismissNotice, useNotices } from '../state/notices.ts';
import { Icon } from '../ui/icons.tsx';
import { IconButton } from '../ui/IconButton.tsx';

/** What is told in passing, and failures; the document is untouched by both. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <div className="notices">
      {notices.map(({ id, tone, textKey, parameters, detail }) => (
        <div key={id} className={`notice notice-${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
          <Icon name={tone === 'problem' ? 'warning' : 'check'} />
          <div>
            <p>{t(textKey, parameters)}</p>
            {detail === '' ? null : <p className="quiet">{detail}</p>}
          </div>
          <IconButton icon="close" label={t('notice.dismiss')} onPress={() => { dismissNotice(id); }} />
        </div>
      ))}
    </div>
  );
}

/** What screen readers are told of results. */
export function Announcer() {
  const { text, number } = useNotices((state) => state.announcement);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={number}>{text}</span>
    </div>
  );
}
