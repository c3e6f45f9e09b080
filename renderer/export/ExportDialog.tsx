import { useMemo } from 'react';
import { Button, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { exportFormats } from '../../src/api/contract.ts';
import { t, tBytes, tCount } from '../i18n/text.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { activePhoto, usePhotos } from '../state/photos.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { SelectField, SliderField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { Check } from '../ui/toggles.tsx';
import { DescriptionField } from './DescriptionField.tsx';
import { ExportPreview } from './ExportPreview.tsx';
import { exportLayers } from './exportLayers.ts';
import { cancelExport, chooseAgain, runExport, useExport } from './exporting.ts';
import type { ExportFormat, ExportResult } from './exporting.ts';
import { Notes } from './Notes.tsx';

/** Formats in the order of how often they are wanted. */
const order: readonly ExportFormat[] = ['png-layers', 'psd', 'png', 'jpeg', 'webp', 'avif', 'coco'];
const formats = exportFormats.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
const flat: readonly ExportFormat[] = ['png', 'jpeg', 'webp', 'avif'];
const metadataChoices = ['keep', 'copyright', 'strip'] as const;
const lossy: readonly ExportFormat[] = ['jpeg', 'webp', 'avif'];

export function ExportDialog() {
  const open = usePhotos(activePhoto);
  if (open === null) return null;
  return (
    <AppDialog dialog="export" title={t('export.title')} className="export-dialog">
      {(close) => <ExportForm open={open} close={close} />}
    </AppDialog>
  );
}

interface ExportFormProps {
  readonly open: OpenPhoto;
  readonly close: () => void;
}

function ExportForm({ open, close }: ExportFormProps) {
  const stage = useExport((state) => state.stage);
  if (stage.kind === 'done') return <Done result={stage.result} close={close} />;
  return <Choosing open={open} close={close} />;
}

function Choosing({ open: { photo, document }, close }: ExportFormProps) {
  const { format, isSelectedOnly, stage } = useExport();
  const layers = useMemo(() => exportLayers(document, isSelectedOnly), [document, isSelectedOnly]);
  const visible = layers.filter((layer) => layer.visible).length;
  const canRun = flat.includes(format) ? true : format === 'png-layers' ? visible > 0 : layers.length > 0;
  const isRunning = stage.kind === 'running';
  return (
    <>
      <div className="export-body">
        <div className="export-choices">
          <RadioGroup
            className="format-list" aria-label={t('export.format')} value={format} isDisabled={isRunning}
            onChange={(value) => {
              const chosen = formats.find((each) => each === value);
              if (chosen !== undefined) useExport.setState({ format: chosen });
            }}
          >
            {formats.map((each) => (
              <RadioField key={each} value={each}>
                <RadioButton className="format">
                  <span className="radio-dot" aria-hidden="true" />
                  <span>{t(`export.${each}`)}<span className="quiet format-hint">{t(`export.${each}.hint`)}</span></span>
                </RadioButton>
              </RadioField>
            ))}
          </RadioGroup>
          <Options photoId={photo.id} hasSelection={document.active.length > 0} />
        </div>
        {canRun && !isRunning ? <ExportPreview photo={photo.id} layers={layers} /> : <div />}
      </div>
      <p className={canRun ? 'quiet' : 'problem-line'}>
        {canRun ? tCount('export.layers', visible) : t('export.noLayers')}
      </p>
      {stage.kind === 'choosing' && stage.problem !== null ? (
        <p className="problem-line" role="alert">{t(stage.problem.textKey)} {stage.problem.detail}</p>
      ) : null}
      <div className="dialog-buttons">
        <Button className="button" onPress={() => { if (isRunning) void cancelExport(); else close(); }}>
          {t('dialog.cancel')}
        </Button>
        <Button
          className="button button-primary" isDisabled={!canRun}
          onPress={() => { if (!isRunning) void runExport(photo.id, layers); }}
        >
          {t(isRunning ? 'export.running' : 'export.run')}
        </Button>
      </div>
    </>
  );
}

function Options({ photoId, hasSelection }: { readonly photoId: string; readonly hasSelection: boolean }) {
  const { format, options, isSelectedOnly } = useExport();
  return (
    <div className="export-options">
      {format === 'png-layers' ? (
        <SelectField
          label={t('export.extent')} value={options.canvas}
          options={[{ value: 'cropped', text: t('export.cropped') }, { value: 'full', text: t('export.fullCanvas') }]}
          onChange={(canvas) => { useExport.setState({ options: { ...options, canvas } }); }}
        />
      ) : null}
      {flat.includes(format) ? (
        <SelectField
          label={t('export.background')} value={options.background}
          options={[
            { value: 'photo', text: t('export.withPhoto') }, { value: 'transparent', text: t('export.onlyLayers') },
          ]}
          onChange={(background) => { useExport.setState({ options: { ...options, background } }); }}
        />
      ) : null}
      {flat.includes(format) ? (
        <SelectField
          label={t('export.metadata')} value={options.metadata}
          options={metadataChoices.map((value) => ({ value, text: t(`export.metadata.${value}`) }))}
          onChange={(metadata) => { useExport.setState({ options: { ...options, metadata } }); }}
        />
      ) : null}
      {flat.includes(format) ? <DescriptionField photoId={photoId} /> : null}
      {lossy.includes(format) ? (
        <SliderField
          label={t('export.quality')} value={options.quality} min={1} max={100} step={1} format={String}
          onChange={(quality) => { useExport.setState({ options: { ...options, quality } }); }}
        />
      ) : null}
      <Check
        label={t('export.selectedOnly')} isOn={isSelectedOnly && hasSelection} isDisabled={!hasSelection}
        onChange={(isOn) => { useExport.setState({ isSelectedOnly: isOn }); }}
      />
    </div>
  );
}

function Done({ result: { files, notes }, close }: { readonly result: ExportResult; readonly close: () => void }) {
  return (
    <>
      <p className="done-line" role="status"><Icon name="check" />{tCount('export.done', files.length)}</p>
      <ul className="file-list">
        {files.map(({ name, bytes, path, url }) => (
          <li key={name}>
            <span className="file-name" title={path ?? name}>{path ?? name}</span>
            <span className="quiet">{tBytes(bytes)}</span>
            {url === undefined ? null : (
              <a className="button" href={url} download={name} aria-label={t('export.download', { name })}>
                <Icon name="download" />
              </a>
            )}
          </li>
        ))}
      </ul>
      <Notes notes={notes} />
      <div className="dialog-buttons">
        <Button className="button" onPress={chooseAgain}>{t('export.again')}</Button>
        <Button className="button button-primary" onPress={() => { chooseAgain(); close(); }}>{t('export.close')}</Button>
      </div>
    </>
  );
}
