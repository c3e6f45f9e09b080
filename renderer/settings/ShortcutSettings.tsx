import { useEffect, useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { actionIds, definitionOf, labelKeyOf, menus } from '../actions/definitions.ts';
import type { ActionId, Shortcut } from '../actions/definitions.ts';
import { isRemapped, ownerOf, remap, reset, shortcutsOf, useKeymap } from '../actions/keymap.ts';
import { isModifier, shortcutOf, showShortcut } from '../actions/shortcuts.ts';
import { t } from '../i18n/text.ts';
import { chooseShortcuts } from './settings.ts';

/** Keys as they were pressed for an action that waits for them; null before any. */
interface Recording {
  readonly id: ActionId;
  readonly shortcut: Shortcut | null;
}

/** Every action with its keys, which can be changed. */
export function ShortcutSettings() {
  const { remapped } = useKeymap();
  const [text, setText] = useState('');
  const [recording, setRecording] = useState<Recording | null>(null);
  const isListed = (id: ActionId) => {
    const wanted = text.trim().toLowerCase();
    return t(labelKeyOf(id)).toLowerCase().includes(wanted)
      || shortcutsOf(id).some((shortcut) => showShortcut(shortcut).toLowerCase().includes(wanted));
  };
  return (
    <>
      <div className="settings-head">
        <SearchField className="text-field" aria-label={t('settings.searchShortcuts')} value={text} onChange={setText}>
          <Input placeholder={t('settings.searchShortcuts')} />
        </SearchField>
        <Button
          className="button" isDisabled={Object.keys(remapped).length === 0}
          onPress={() => { setRecording(null); void chooseShortcuts({}); }}
        >
          {t('settings.resetAll')}
        </Button>
      </div>
      <ul className="shortcut-list">
        {menus.flatMap((menu) => actionIds.filter((id) => definitionOf(id).menu === menu)).filter(isListed).map((id) => (
          <ShortcutRow
            key={id} id={id} recording={recording?.id === id ? recording : null} onRecord={setRecording}
          />
        ))}
      </ul>
    </>
  );
}

interface ShortcutRowProps {
  readonly id: ActionId;
  readonly recording: Recording | null;
  readonly onRecord: (recording: Recording | null) => void;
}

function ShortcutRow({ id, recording, onRecord }: ShortcutRowProps) {
  const name = t(labelKeyOf(id));
  const shortcuts = shortcutsOf(id);
  const { remapped } = useKeymap.getState();
  return (
    <li className="shortcut-row">
      <span className="shortcut-name">{name}</span>
      {recording === null ? (
        <>
          <span className="shortcut-keys">
            {shortcuts.length === 0 ? <span className="quiet">{t('settings.noShortcut')}</span> : null}
            {shortcuts.map((shortcut) => <kbd key={shortcut} className="key">{showShortcut(shortcut)}</kbd>)}
          </span>
          <Button className="button" aria-label={t('settings.changeShortcut', { name })} onPress={() => { onRecord({ id, shortcut: null }); }}>
            {t('settings.change')}
          </Button>
          <Button
            className="button" aria-label={t('settings.resetShortcut', { name })} isDisabled={!isRemapped(id)}
            onPress={() => { void chooseShortcuts(reset(remapped, id)); }}
          >
            {t('settings.reset')}
          </Button>
        </>
      ) : <Recorder recording={recording} onRecord={onRecord} />}
    </li>
  );
}

/** Listens for keys; Escape gives up. Keys that another action has are taken from it only when the user says so. */
function Recorder({ recording: { id, shortcut }, onRecord }: { readonly recording: Recording; readonly onRecord: ShortcutRowProps['onRecord'] }) {
  useEffect(() => {
    if (shortcut !== null) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isModifier(event)) return;
      // Not for the dialog, which Escape would close, nor for whatever has the focus.
      event.preventDefault();
      event.stopImmediatePropagation();
      const pressed = event.key === 'Escape' ? null : shortcutOf(event);
      if (event.key === 'Escape') onRecord(null);
      else if (pressed !== null && ownerOf(pressed, id) === null) assign(id, pressed, onRecord);
      else if (pressed !== null) onRecord({ id, shortcut: pressed });
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => { window.removeEventListener('keydown', onKeyDown, { capture: true }); };
  }, [id, shortcut, onRecord]);
  const owner = shortcut === null ? null : ownerOf(shortcut, id);
  return (
    <>
      <span className="shortcut-keys" role="status">
        {shortcut === null || owner === null
          ? t('settings.pressKeys')
          : t('settings.conflict', { keys: showShortcut(shortcut), name: t(labelKeyOf(owner)) })}
      </span>
      {shortcut === null ? (
        <Button className="button" autoFocus onPress={() => { assign(id, null, onRecord); }}>{t('settings.removeShortcut')}</Button>
      ) : (
        <Button className="button button-primary" autoFocus onPress={() => { assign(id, shortcut, onRecord); }}>{t('settings.replace')}</Button>
      )}
      <Button className="button" onPress={() => { onRecord(null); }}>{t('dialog.cancel')}</Button>
    </>
  );
}

function assign(id: ActionId, shortcut: Shortcut | null, onRecord: ShortcutRowProps['onRecord']): void {
  onRecord(null);
  void chooseShortcuts(remap(useKeymap.getState().remapped, id, shortcut));
}
