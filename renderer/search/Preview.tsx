import { useEffect, useRef, useState } from 'react';
import { t, tPercent } from '../i18n/text.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { togglePreview } from './gridKeys.ts';
import { maskKey, useItems, wantItems, wantMasks } from './items.ts';
import { PhotoPicture } from './PhotoPicture.tsx';
import { activePane, useSearch } from './state.ts';
import { answerText, showNumber } from './words.ts';

/** The photo at the cursor, large, above the grid that keeps the focus: arrows and letters go on working. */
export function Preview() {
  const pane = useSearch(activePane);
  const isPreviewing = useSearch((state) => state.isPreviewing);
  const file = pane?.cursor ?? null;
  const item = useItems(({ items }) => (file === null ? undefined : items.get(file)));
  const stage = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const phrase = pane?.phrase ?? 0;
  const objects = useItems(({ masks }) => (file === null ? undefined : masks.get(maskKey(phrase, file))));
  useEffect(() => {
    if (file !== null) void wantItems([file]).then(() => wantMasks(phrase, [file]));
  }, [file, phrase, item]);
  useEffect(() => {
    if (stage.current === null) return undefined;
    const observer = new ResizeObserver(([{ contentRect }]) => { setSize({ width: contentRect.width, height: contentRect.height }); });
    observer.observe(stage.current);
    return () => { observer.disconnect(); };
  }, [isPreviewing]);
  if (!isPreviewing || pane === null || file === null) return null;
  const answer = item?.answers[phrase];
  const place = t('search.place', { at: showNumber(pane.files.indexOf(file) + 1), total: showNumber(pane.files.length) });
  return (
    <section className="photo-preview" aria-label={t('search.preview', { name: item?.name ?? '' })}>
      <div ref={stage} className="preview-stage">
        {item === undefined || size.width === 0 ? null : (
          <PhotoPicture key={item.previewUrl} item={item} objects={objects} url={item.previewUrl} alt={item.name} {...size} />
        )}
      </div>
      <footer className="preview-foot">
        <strong className="photo-name">{item?.path ?? ''}</strong>
        {answer === undefined ? null : <span>{answerText(answer, tPercent(answer.probability))}</span>}
        <span className="quiet">{place}</span>
        <span className="spacer" />
        <span className="quiet">
          {t('search.previewKeys', {
            accept: shortcutText('search.accept'), reject: shortcutText('search.reject'), reopen: shortcutText('search.reopen'),
          })}
        </span>
        <IconButton icon="close" label={t('search.previewClose')} onPress={togglePreview} />
      </footer>
    </section>
  );
}
