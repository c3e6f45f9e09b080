import { Input, Label, TextField } from 'react-aria-components';
import { MAX_DESCRIPTION } from '../../src/api/contract.ts';
import { stageOf } from '../describe/session.ts';
import { t } from '../i18n/text.ts';
import { Check } from '../ui/toggles.tsx';
import { useExport } from './exporting.ts';

/** Whether the file says in words what it shows; begins with what the description panel has found. */
export function DescriptionField({ photoId }: { readonly photoId: string }) {
  const description = useExport((state) => state.description);
  const text = description?.photo === photoId ? description.text : null;
  const write = (words: string | null) => {
    useExport.setState({ description: words === null ? null : { photo: photoId, text: words } });
  };
  return (
    <>
      <Check
        label={t('export.describe')} isOn={text !== null}
        onChange={(isOn) => { write(isOn ? foundWords(photoId) : null); }}
      />
      {text === null ? null : (
        <TextField className="describe-field" value={text} maxLength={MAX_DESCRIPTION} onChange={write}>
          <Label>{t('export.description')}</Label>
          <Input />
        </TextField>
      )}
    </>
  );
}

function foundWords(photoId: string): string {
  const stage = stageOf(photoId);
  return stage.kind === 'described' ? stage.text : '';
}
