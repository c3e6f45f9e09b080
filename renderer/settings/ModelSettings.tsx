import { useEffect, useState } from 'react';
import { Button, Group, Input, Label, NumberField } from 'react-aria-components';
import type { Model, Settings } from '../../src/api/contract.ts';
import { t, tBytes } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { reportProblem } from '../state/notices.ts';
import { SelectField } from '../ui/fields.tsx';
import { cancelTest, testDevices, useDevices } from './devices.ts';
import type { DeviceReport } from './devices.ts';
import { changeSettings, useSettings } from './settings.ts';

const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const satisfies readonly Settings['device'][];
const MOST_THREADS = 256;

/** Which model answers, and on what it runs. */
export function ModelSettings() {
  const settings = useSettings((state) => state.settings);
  const models = useModels();
  if (settings === null) return null;
  const chosen = models.find(({ id }) => id === settings.model);
  return (
    <>
      <section className="settings-section">
        <SelectField
          label={t('settings.model')} value={settings.model} onChange={(model) => { void changeSettings({ model }); }}
          options={models.filter(({ problem }) => problem === undefined).map(({ id, name }) => ({ value: id, text: name }))}
        />
        {chosen === undefined ? null : <ModelFacts model={chosen} />}
        {models.filter(({ problem }) => problem !== undefined).map(({ id, name, problem }) => (
          <p key={id} className="problem-line">{t('settings.modelProblem', { name, problem: problem ?? '' })}</p>
        ))}
      </section>
      <section className="settings-section">
        <DeviceChoice device={settings.device} />
        <NumberField
          className="number-field" value={settings.threads} minValue={0} maxValue={MOST_THREADS}
          onChange={(threads) => { if (Number.isInteger(threads)) void changeSettings({ threads }); }}
        >
          <Label>{t('settings.threads')}</Label>
          <Group className="number-group">
            <Button slot="decrement" className="icon-button">−</Button>
            <Input />
            <Button slot="increment" className="icon-button">+</Button>
          </Group>
        </NumberField>
        <p className="quiet">{t('settings.threadsHint')}</p>
      </section>
    </>
  );
}

function useModels(): readonly Model[] {
  const [models, setModels] = useState<readonly Model[]>([]);
  useEffect(() => {
    service().api['models.list']({}).then(setModels, reportProblem);
  }, []);
  return models;
}

function ModelFacts({ model: { version, licence, bytes, notice } }: { readonly model: Model }) {
  return (
    <>
      <p className="quiet">{t('settings.modelFacts', { version, licence, size: tBytes(bytes) })}</p>
      <details>
        <summary>{t('settings.licence')}</summary>
        <pre className="licence-text" tabIndex={0}>{notice}</pre>
      </details>
    </>
  );
}

function DeviceChoice({ device }: { readonly device: Settings['device'] }) {
  const { reports, requestId } = useDevices();
  // What the test has ruled out is not offered; before it, everything is.
  const isOffered = (each: string) => each === device || reports?.find((report) => report.device === each)?.usable !== false;
  return (
    <>
      <SelectField
        label={t('settings.device')} value={device} onChange={(chosen) => { void changeSettings({ device: chosen }); }}
        options={devices.filter(isOffered).map((value) => ({ value, text: value === 'auto' ? t('settings.device.auto') : value.toUpperCase() }))}
      />
      <p className="quiet">{t('settings.deviceHint')}</p>
      <div className="button-row">
        {requestId === null
          ? <Button className="button" onPress={() => { void testDevices(); }}>{t('settings.testDevices')}</Button>
          : <Button className="button" onPress={() => { void cancelTest(); }}>{t('dialog.cancel')}</Button>}
        {requestId === null ? null : <span className="busy-line" role="status"><span className="spinner" />{t('settings.testing')}</span>}
      </div>
      {reports === null ? null : <DeviceTable reports={reports} />}
    </>
  );
}

function DeviceTable({ reports }: { readonly reports: readonly DeviceReport[] }) {
  return (
    <table className="device-table">
      <thead>
        <tr><th scope="col">{t('settings.device')}</th><th scope="col">{t('settings.selfTest')}</th><th scope="col">{t('settings.time')}</th></tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={report.device}>
            <th scope="row">{report.device.toUpperCase()}</th>
            <td>
              {selfTestText(report)}
              {report.usable && !report.verified ? <span className="quiet"> {t('settings.unverified')}</span> : null}
              {report.reason === undefined ? null : <span className="quiet reason">{report.reason}</span>}
            </td>
            <td>{report.milliseconds === undefined ? '–' : t('settings.milliseconds', { ms: Math.round(report.milliseconds) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function selfTestText({ usable, selfTest }: DeviceReport): string {
  if (selfTest === undefined) return t(usable ? 'settings.reference' : 'settings.absent');
  const parameters = { difference: selfTest.difference.toExponential(1), iou: selfTest.maskIou.toFixed(4) };
  return t(selfTest.passed ? 'settings.passed' : 'settings.refused', parameters);
}
