import type { SearchReview } from '../../src/api/contract.ts';
import { t, tCount } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { announce, reportProblem } from '../state/notices.ts';
import { decisionOn, showDecisions, useItems } from './items.ts';
import { moveCursor } from './cursor.ts';
import { noteStatus } from './runs.ts';
import { activePane, targets, useSearch } from './state.ts';

type Decision = SearchReview | null;

/** What one key press has decided, and what held before it. */
interface Step {
  readonly phrase: number;
  readonly before: ReadonlyMap<number, Decision>;
}

/** More would have to be remembered for nobody. */
const MOST_STEPS = 200;

let steps: readonly Step[] = [];

/** Decisions of another run cannot be taken back here. */
export function forgetDecisions(): void {
  steps = [];
}

/** Accepts or rejects what is selected, or takes decisions back with null; after a single photo comes the next. */
export async function decide(decision: Decision): Promise<void> {
  const pane = activePane();
  const files = targets(pane);
  if (pane === null || files.length === 0) return;
  const { phrase } = pane;
  const before = new Map(files.map((file) => [file, decisionOn(phrase, file)] as const));
  steps = [...steps, { phrase, before }].slice(-MOST_STEPS);
  announce(decisionText(files, decision));
  if (decision !== null && files.length === 1) moveCursor(1, { extends: false, follows: true });
  await store(phrase, new Map(files.map((file) => [file, decision] as const)));
}

/** Undoes the latest decision, whatever photos it was about, and goes back to them. */
export async function undoDecision(): Promise<void> {
  const step = steps.at(-1);
  if (step === undefined) return;
  steps = steps.slice(0, -1);
  const [first] = step.before.keys();
  useSearch.setState(({ panes }) => ({
    activePane: Math.max(0, panes.findIndex(({ phrase }) => phrase === step.phrase)),
    panes: panes.map((pane) => (pane.phrase === step.phrase && pane.files.includes(first)
      ? { ...pane, cursor: first, anchor: first, selected: new Set([first]) }
      : pane)),
  }));
  announce(t('search.review.undone'));
  await store(step.phrase, step.before);
}

export function canUndoDecision(): boolean {
  return steps.length > 0;
}

/** The service keeps one decision for many photos at a time. */
async function store(phrase: number, decisions: ReadonlyMap<number, Decision>): Promise<void> {
  const { run } = useSearch.getState();
  if (run === null) return;
  const before = new Map([...decisions.keys()].map((file) => [file, decisionOn(phrase, file)] as const));
  showDecisions(phrase, decisions);
  try {
    for (const decision of ['accepted', 'rejected', null] as const) {
      const files = [...decisions].filter(([, each]) => each === decision).map(([file]) => file);
      for (const part of parts(files)) {
        noteStatus(await service().api['search.review']({ run: run.run, phrase, files: part, decision }));
      }
    }
  } catch (error) {
    showDecisions(phrase, before);
    reportProblem(error);
  }
}

/** As many as one request may hold. */
const MOST_FILES = 1000;

function parts(files: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(files.length / MOST_FILES) }, (_part, i) =>
    files.slice(i * MOST_FILES, (i + 1) * MOST_FILES));
}

function decisionText(files: readonly number[], decision: Decision): string {
  const name = useItems.getState().items.get(files[0])?.name ?? '';
  if (files.length === 1) {
    if (decision === null) return t('search.review.reopened', { name });
    return t(decision === 'accepted' ? 'search.review.accepted' : 'search.review.rejected', { name });
  }
  if (decision === null) return tCount('search.review.reopenedMany', files.length);
  return tCount(decision === 'accepted' ? 'search.review.acceptedMany' : 'search.review.rejectedMany', files.length);
}
