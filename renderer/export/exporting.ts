import { create } from 'zustand';
import type { ExportLayer, Params, Result } from '../../src/api/contract.ts';
import { tCount } from '../i18n/text.ts';
import { isCancelled, problemOf } from '../service/problems.ts';
import type { Problem } from '../service/problems.ts';
import { service } from '../service/service.ts';
import { newId } from '../state/ids.ts';
import { announce, reportProblem } from '../state/notices.ts';

export type ExportFormat = Params<'export.run'>['format'];
/** Every option has a value, whether the format asks for it or not. */
export interface ExportOptions {
  readonly canvas: 'cropped' | 'full';
  readonly background: 'photo' | 'transparent';
  /** 1..100. */
  readonly quality: number;
  readonly metadata: 'keep' | 'copyright' | 'strip';
}
export type ExportResult = Result<'export.run'>;

/** Words for the file's description, of the photo that they were entered for. */
export interface ExportDescription {
  readonly photo: string;
  readonly text: string;
}

export type ExportStage =
  | { readonly kind: 'choosing'; readonly problem: Problem | null }
  | { readonly kind: 'running'; readonly requestId: string }
  | { readonly kind: 'done'; readonly result: ExportResult };

/** The export dialog: what is chosen stays for the next time. */
export interface ExportState {
  readonly format: ExportFormat;
  readonly options: ExportOptions;
  /** Null if none is to be written. */
  readonly description: ExportDescription | null;
  readonly isSelectedOnly: boolean;
  readonly stage: ExportStage;
}

export const useExport = create<ExportState>(() => ({
  format: 'png-layers',
  options: { canvas: 'cropped', background: 'photo', quality: 90, metadata: 'copyright' },
  description: null,
  isSelectedOnly: false,
  stage: { kind: 'choosing', problem: null },
}));

/** The options as they are sent: with the photo's description if one is to be written. */
export function optionsFor(photo: string, { options, description }: Pick<ExportState, 'options' | 'description'>): Params<'export.run'>['options'] {
  const text = description?.photo === photo ? description.text.trim() : '';
  return text === '' ? options : { ...options, description: text };
}

export function chooseAgain(): void {
  useExport.setState({ stage: { kind: 'choosing', problem: null } });
}

/** Writes the files; in the browser they are downloaded one after the other. */
export async function runExport(photo: string, layers: readonly ExportLayer[]): Promise<void> {
  const { format, ...chosen } = useExport.getState();
  const options = optionsFor(photo, chosen);
  const requestId = newId();
  useExport.setState({ stage: { kind: 'running', requestId } });
  try {
    const result = await service().api['export.run']({ photo, format, options, layers: [...layers], requestId });
    // In the window, no file means that the user chose no folder.
    if (result.files.length === 0) {
      chooseAgain();
      return;
    }
    useExport.setState({ stage: { kind: 'done', result } });
    announce(tCount('export.done', result.files.length));
  } catch (error) {
    useExport.setState({ stage: { kind: 'choosing', problem: isCancelled(error) ? null : problemOf(error) } });
  }
}

export async function cancelExport(): Promise<void> {
  const { stage } = useExport.getState();
  if (stage.kind !== 'running') return;
  try {
    await service().api.cancel({ requestId: stage.requestId });
  } catch (error) {
    reportProblem(error);
  }
}
