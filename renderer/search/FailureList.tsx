import { useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { t } from '../i18n/text.ts';
import { Icon } from '../ui/icons.tsx';
import { useFailures } from './failures.ts';

const ROW = 46;

/** Photos that could not be looked at, each with its reason. */
export function FailureList({ folder }: { readonly folder: string }) {
  const failures = useFailures((state) => state.failures);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: failures.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 5,
  });
  return (
    <div ref={scroller} className="failures" role="list" aria-label={t('search.pile.failed')} tabIndex={0}>
      <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const { path, reason } = failures[index];
          return (
            <div
              key={`${path} ${index}`} role="listitem" className="failure" aria-setsize={failures.length} aria-posinset={index + 1}
              style={{ height: ROW, transform: `translateY(${start}px)` }}
            >
              <Icon name="warning" size={14} />
              <span className="failure-path" title={path}>{below(folder, path)}</span>
              <span className="quiet">{reason}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function below(folder: string, path: string): string {
  return path.startsWith(folder) ? path.slice(folder.length).replace(/^[\\/]/, '') : path;
}
