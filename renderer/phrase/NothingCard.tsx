import { Button } from 'react-aria-components';
import type { Answer } from '../../src/api/contract.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t, tPercent } from '../i18n/text.ts';
import { pointTo } from '../state/app.ts';
import { Toggle } from '../ui/toggles.tsx';
import { unknownWordsLine } from './resultText.ts';
import { acceptCandidate, dropResult, nearestCandidates, patchSession } from './session.ts';
import type { PhraseSession } from './session.ts';

interface NothingCardProps {
  readonly photoId: string;
  readonly session: PhraseSession;
  readonly answers: readonly Answer[];
}

/** "Nothing matches" is a result like any other: how sure it is, what comes nearest, and where the model looked. */
export function NothingCard({ photoId, session, answers }: NothingCardProps) {
  const probability = Math.max(...answers.map(({ targetProbability }) => targetProbability));
  const candidates = nearestCandidates(session);
  const unknown = unknownWordsLine(answers);
  return (
    <section className="result nothing" aria-label={t('result.region')}>
      <div className="nothing-head">
        <h2>{answers.length === 1 ? t('none.title', { phrase: answers[0].phrase }) : t('none.titleMany')}</h2>
        <p className="quiet">{t('none.probability', { percent: tPercent(probability) })}</p>
        {unknown === '' ? null : <p className="unknown-line">{unknown}</p>}
      </div>
      {candidates.length === 0 ? <p className="quiet">{t('none.noCandidates')}</p> : (
        <div>
          <p className="quiet" id="candidates">{t('none.candidates')} – {t('none.candidatesHint')}</p>
          <div className="chips" role="group" aria-labelledby="candidates">
            {candidates.map((ghost) => (
              <Button
                key={ghost.region} className="chip"
                onHoverStart={() => { pointTo(ghost.box); }} onHoverEnd={() => { pointTo(null); }}
                onFocusChange={(isFocused) => { pointTo(isFocused ? ghost.box : null); }}
                onPress={() => {
                  pointTo(null);
                  void acceptCandidate(photoId, ghost.region);
                }}
              >
                {ghost.label} <span className="quiet">{tPercent(ghost.score)}</span>
              </Button>
            ))}
          </div>
        </div>
      )}
      <div className="result-row">
        <Toggle
          label={t('none.map')} isOn={session.showsMap}
          onChange={(showsMap) => { patchSession(photoId, { showsMap }); }}
        />
        {session.showsMap && isEmptyMap(answers) ? <span className="quiet spacer">{t('none.mapEmpty')}</span> : null}
        <Button className="button" onPress={() => { dropResult(photoId); }}>
          {t('none.dismiss')} <kbd>{shortcutText('phrase.drop')}</kbd>
        </Button>
      </div>
    </section>
  );
}

/** Strengths below this are not to be seen. */
const FAINT = 0.02;

function isEmptyMap(answers: readonly Answer[]): boolean {
  return answers[0].regionMap.values.every((value) => value < FAINT);
}
