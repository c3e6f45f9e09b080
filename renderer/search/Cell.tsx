import { memo } from 'react';
import type { Proposal, SearchItem } from '../../src/api/contract.ts';
import { t, tPercent } from '../i18n/text.ts';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { PhotoPicture } from './PhotoPicture.tsx';
import { answerText } from './words.ts';

export interface CellSize {
  readonly width: number;
  readonly height: number;
  /** Of the part that holds the picture. */
  readonly pictureWidth: number;
  readonly pictureHeight: number;
}

interface CellProps {
  readonly id: string;
  /** Absent while it is being fetched. */
  readonly item: SearchItem | undefined;
  /** What the phrase means in it; absent while that is being fetched. */
  readonly objects: readonly Proposal[] | undefined;
  /** Place in the list, from 0. */
  readonly at: number;
  readonly total: number;
  readonly phrase: number;
  readonly x: number;
  readonly y: number;
  readonly size: CellSize;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
}

/** A photo of the grid. Memoised: thousands of answers come in while most cells stay what they are. */
export const Cell = memo(function Cell(props: CellProps) {
  const { id, item, objects, at, total, phrase, x, y, size, isSelected, isCursor } = props;
  const answer = item?.answers[phrase];
  const label = item === undefined || answer === undefined
    ? t('search.loading') : `${item.name}, ${answerText(answer, tPercent(answer.probability))}`;
  return (
    <div
      id={id} role="option" aria-selected={isSelected} aria-label={label} aria-posinset={at + 1} aria-setsize={total}
      data-at={at} data-cursor={isCursor || undefined} data-decision={answer?.review}
      className="photo-cell" style={{ width: size.width, height: size.height, transform: `translate(${x}px, ${y}px)` }}
    >
      <div className="photo-frame" style={{ height: size.pictureHeight }}>
        {item === undefined ? null : (
          <PhotoPicture
            key={item.thumbnailUrl} item={item} objects={objects} url={item.thumbnailUrl} alt=""
            width={size.pictureWidth} height={size.pictureHeight}
          />
        )}
        {answer?.review === undefined ? null : <Decision decision={answer.review} />}
      </div>
      {item === undefined || answer === undefined ? null : <Caption item={item} answer={answer} />}
    </div>
  );
});

function Decision({ decision }: { readonly decision: 'accepted' | 'rejected' }) {
  return (
    <span className={`photo-decision photo-${decision}`}><Icon name={decision === 'accepted' ? 'check' : 'close'} size={14} /></span>
  );
}

const verdictIcons = { found: 'check', unsure: 'half', none: 'minus' } as const satisfies Record<string, IconName>;

interface CaptionProps {
  readonly item: SearchItem;
  readonly answer: SearchItem['answers'][number];
}

function Caption({ item, answer: { verdict, probability, count } }: CaptionProps) {
  return (
    <div className="photo-caption" title={item.path}>
      <span className="photo-name">{item.name}</span>
      <span className={`photo-answer verdict-${verdict}`}>
        <Icon name={verdictIcons[verdict]} size={12} />
        {tPercent(probability)}
        {count > 1 ? <span className="quiet">×{count}</span> : null}
      </span>
    </div>
  );
}
