import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';

/** The model, and the device that it ran on last. */
export function DeviceNote() {
  const info = useApp((state) => state.info);
  const device = useApp((state) => state.device) ?? info?.device;
  if (info === null) return null;
  return (
    <span>
      {device === undefined
        ? t('status.deviceUnknown', { model: info.model })
        : t('status.device', { model: info.model, device: device.toUpperCase() })}
    </span>
  );
}
