import { useEffect, useMemo, useState } from 'react';
import type { ExportLayer, Result } from '../../src/api/contract.ts';
import { t, tBytes, tCount } from '../i18n/text.ts';
import { isCancelled, problemOf } from '../service/problems.ts';
import type { Problem } from '../service/problems.ts';
import { service } from '../service/service.ts';
import { newId } from '../state/ids.ts';
import { reportProblem } from '../state/notices.ts';
import { optionsFor, useExport } from './exporting.ts';

/** Milliseconds that the options rest before the preview is made anew. */
const REST = 300;

type Shown =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'there'; readonly preview: Result<'export.preview'> }
  | { readonly kind: 'failed'; readonly problem: Problem };

interface ExportPreviewProps {
  readonly photo: string;
  readonly layers: readonly ExportLayer[];
}

/** What the export will give: a small picture, the number of files and their size. */
export function ExportPreview({ photo, layers }: ExportPreviewProps) {
  const shown = usePreview(photo, layers);
  const preview = shown.kind === 'there' ? shown.preview : null;
  return (
    <figure className="export-preview" aria-busy={shown.kind === 'waiting'}>
      <div className="export-picture checker">
        {preview === null ? null : <img src={preview.url} alt={t('export.preview')} />}
      </div>
      <figcaption role="status">
        {shown.kind === 'failed' ? <span className="problem-line">{t(shown.problem.textKey)} {shown.problem.detail}</span> : null}
        {shown.kind === 'waiting' ? <span className="quiet">{t('export.measuring')}</span> : null}
        {preview === null ? null : (
          <>
            <span>{tCount('export.files', preview.files)}</span>
            <span>{t(preview.isEstimate ? 'export.sizeAbout' : 'export.size', { size: tBytes(preview.bytes) })}</span>
            {preview.notes.map((note) => <span key={note} className="quiet">{note}</span>)}
          </>
        )}
      </figcaption>
    </figure>
  );
}

/** Asks for a preview whenever what is exported has changed; what is not wanted any more is cancelled. */
function usePreview(photo: string, layers: readonly ExportLayer[]): Shown {
  const { format, options: chosen, description } = useExport();
  const options = useMemo(() => optionsFor(photo, { options: chosen, description }), [photo, chosen, description]);
  const [shown, setShown] = useState<Shown>({ kind: 'waiting' });
  useEffect(() => {
    const requestId = newId();
    let isRunning = false;
    let isWanted = true;
    const ask = async () => {
      isRunning = true;
      try {
        const preview = await service().api['export.preview']({ photo, format, options, layers: [...layers], requestId });
        if (isWanted) setShown({ kind: 'there', preview });
      } catch (error) {
        if (isWanted && !isCancelled(error)) setShown({ kind: 'failed', problem: problemOf(error) });
      } finally {
        isRunning = false;
      }
    };
    setShown({ kind: 'waiting' });
    const timer = setTimeout(() => { void ask(); }, REST);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      if (isRunning) service().api.cancel({ requestId }).catch(reportProblem);
    };
  }, [photo, format, options, layers]);
  return shown;
}
