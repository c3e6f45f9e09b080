import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { create } from 'zustand';
import { apply } from '../../src/document/apply.ts';
import type { CommandOf } from '../../src/document/commands.ts';
import type { MaskOperation } from '../../src/document/settings.ts';
import { t } from '../i18n/text.ts';
import { selectedObjects } from '../layers/layerCommands.ts';
import { openDialog } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';
import { Gesture } from '../state/photos.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { NumberInput, SelectField, SliderField } from '../ui/fields.tsx';

export type RadiusOperation = Exclude<MaskOperation['kind'], 'invert'>;
const operations: readonly RadiusOperation[] = ['grow', 'shrink', 'feather', 'smooth'];

interface RefineState {
  readonly kind: RadiusOperation;
  /** Pixels of the photo; kept for the next time. */
  readonly radius: number;
}

const useRefine = create<RefineState>(() => ({ kind: 'grow', radius: 4 }));

const MOST_RADIUS = 1000;
/** Where the slider ends: larger amounts are typed. */
const SLIDER_RADIUS = 100;
/** Milliseconds that the amount rests before the mask follows. */
const REST = 40;

/** Asks by how much; the canvas shows what it leads to. */
export function openRefine(kind: RadiusOperation): void {
  useRefine.setState({ kind });
  openDialog('refine');
}

export function RefineDialog() {
  return (
    <AppDialog dialog="refine" title={t('refine.title')} className="refine-dialog" isAside>
      {(close) => <RefineForm close={close} />}
    </AppDialog>
  );
}

function RefineForm({ close }: { readonly close: () => void }) {
  const { kind, radius } = useRefine();
  const finish = useMaskPreview({ kind, radius });
  const end = (isTaken: boolean) => {
    finish(isTaken);
    close();
  };
  return (
    <form className="refine-form" onSubmit={(event) => { event.preventDefault(); end(true); }}>
      <SelectField
        label={t('refine.operation')} value={kind}
        options={operations.map((value) => ({ value, text: t(`mask.${value}`) }))}
        onChange={(chosen) => { useRefine.setState({ kind: chosen }); }}
      />
      <div className="refine-amount">
        <SliderField
          label={t('refine.amount')} value={Math.min(SLIDER_RADIUS, radius)} min={0} max={SLIDER_RADIUS} step={1}
          format={() => ''} onChange={(next) => { useRefine.setState({ radius: next }); }}
        />
        <NumberInput
          label={t('refine.amount')} value={radius} min={0} max={MOST_RADIUS} step={1} unit="px" isLabelHidden
          onChange={(next) => { useRefine.setState({ radius: next }); }}
        />
      </div>
      <div className="dialog-buttons">
        <Button className="button" onPress={() => { end(false); }}>{t('dialog.cancel')}</Button>
        <Button className="button button-primary" type="submit">{t('refine.apply')}</Button>
      </div>
    </form>
  );
}

/**
 * Shows what an operation makes of the selected masks while the dialog is open. Whatever closes the dialog without
 * taking the result leaves the masks as they were.
 * @returns ends it; only the first call counts
 */
function useMaskPreview(operation: { readonly kind: RadiusOperation; readonly radius: number }): (isTaken: boolean) => void {
  const gesture = useRef<Gesture | null>(null);
  const [isPossible, setIsPossible] = useState(true);
  const { kind, radius } = operation;
  useEffect(() => {
    gesture.current = Gesture.begin();
    return () => {
      gesture.current?.cancel();
      gesture.current = null;
    };
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => { setIsPossible(show(gesture.current, { kind, radius })); }, REST);
    return () => { clearTimeout(timer); };
  }, [kind, radius]);
  return (isTaken) => {
    const { current } = gesture;
    if (current === null || !isTaken || !isPossible) return;
    // The amount may have been changed less than a moment ago.
    if (show(current, operation)) current.finish(commandOf(current, operation));
    gesture.current = null;
  };
}

function commandOf(gesture: Gesture, operation: MaskOperation): CommandOf<'maskOperation'> {
  return { kind: 'maskOperation', ids: selectedObjects(gesture.start).map(({ id }) => id), operation };
}

/** @returns whether the document takes it */
function show(gesture: Gesture | null, operation: MaskOperation): boolean {
  if (gesture === null) return false;
  try {
    gesture.preview(apply(gesture.start, commandOf(gesture, operation)));
    return true;
  } catch (error) {
    reportProblem(error);
    return false;
  }
}
