import type { SearchReview, SearchStatus } from '../../src/api/contract.ts';
import { t, tCount } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { announce, reportProblem } from '../state/notices.ts';
import { settleDecisions, showDecisions, takeBackDecisions, useItems } from './items.ts';
import { moveCursor } from './cursor.ts';
import { noteStatus } from './runs.ts';
import { activePane, targets, useSearch } from './state.ts';

type Decision = SearchReview | null;

/** What one key press has decided. */
interface Step {
  readonly phrase: number;
  /** The first of the photos. */
  readonly first: number;
  /** What held before, of the photos whose decision has changed; resolved when the decision is stored. */
  readonly before: Promise<Decisions>;
}

type Decisions = ReadonlyMap<number, Decision>;

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
  announce(decisionText(files, decision));
  if (decision !== null && files.length === 1) moveCursor(1, { extends: false, follows: true });
  const before = storeNext(phrase, new Map(files.map((file) => [file, decision] as const)));
  steps = [...steps, { phrase, first: files[0], before }].slice(-MOST_STEPS);
  await before;
}

/** Undoes the latest decision, whatever photos it was about, and goes back to them. */
export async function undoDecision(): Promise<void> {
  const step = steps.at(-1);
  if (step === undefined) return;
  steps = steps.slice(0, -1);
  const { phrase, first } = step;
  useSearch.setState(({ panes }) => ({
    activePane: Math.max(0, panes.findIndex((pane) => pane.phrase === phrase)),
    panes: panes.map((pane) => (pane.phrase === phrase && pane.files.includes(first)
      ? { ...pane, cursor: first, anchor: first, selected: new Set([first]) }
      : pane)),
  }));
  announce(t('search.review.undone'));
  await storeNext(phrase, await step.before);
}

export function canUndoDecision(): boolean {
  return steps.length > 0;
}

/** The decisions before this one: the service must hear of them in their order. */
let last: Promise<unknown> = Promise.resolve();

/** Resolved when the service has heard of everything that was decided. */
export async function decisionsStored(): Promise<void> {
  await last;
}

/** Shows decisions at once and stores them when it is their turn. @returns what held before; failures are told of */
function storeNext(phrase: number, decisions: Decisions): Promise<Decisions> {
  const run = useSearch.getState().run?.run;
  if (run === undefined) return Promise.resolve(new Map());
  const shown = showDecisions(phrase, decisions);
  const stored = last.then(() => store(run, phrase, decisions, shown));
  last = stored;
  return stored;
}

async function store(run: string, phrase: number, decisions: Decisions, shown: Decisions): Promise<Decisions> {
  const before = new Map<number, Decision>();
  const unstored = new Map(decisions);
  let status: SearchStatus | undefined;
  try {
    for (const { decision, files } of requestsFor(decisions)) {
      const answer = await service().api['search.review']({ run, phrase, files, decision });
      status = answer.status;
      for (const each of answer.before) before.set(each.file, each.decision);
      for (const file of files) unstored.delete(file);
    }
  } catch (error) {
    reportProblem(error);
  }
  // Another run has forgotten what was shown of this one.
  if (useSearch.getState().run?.run === run) {
    settleDecisions(phrase, decisions);
    if (unstored.size > 0) takeBackDecisions(phrase, unstored.keys(), shown);
    if (status !== undefined) noteStatus(status);
  }
  return before;
}

/** As many as one request may hold. */
const MOST_FILES = 1000;

/** The service keeps one decision for so many photos at a time. */
function requestsFor(decisions: Decisions): { decision: Decision; files: number[] }[] {
  return (['accepted', 'rejected', null] as const).flatMap((decision) => {
    const files = [...decisions].filter(([, each]) => each === decision).map(([file]) => file);
    return Array.from({ length: Math.ceil(files.length / MOST_FILES) }, (_part, i) =>
      ({ decision, files: files.slice(i * MOST_FILES, (i + 1) * MOST_FILES) }));
  });
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
