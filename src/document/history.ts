import { apply } from './apply.ts';
import { parseCommand } from './commands.ts';
import type { Command } from './commands.ts';
import { DocumentError } from './errors.ts';
import { TileLedger } from './ledger.ts';
import { Spiller } from './spill.ts';
import type { SpilledDocument, TileStore } from './spill.ts';
import { titleOf } from './title.ts';
import type { StepTitle } from './title.ts';
import type { Document } from './types.ts';

/** Memory that the history may hold beyond the document that is shown, in bytes, unless the caller says otherwise. */
export const DEFAULT_HISTORY_BYTES = 256 * 2 ** 20;

export interface HistoryOptions {
  readonly capBytes?: number;
  /** Where the oldest steps go when the cap is reached; without it they are dropped. */
  readonly spill?: {
    readonly store: TileStore;
    /** Told if the store cannot keep a tile: it is given no more, and the oldest steps are dropped instead. */
    readonly onFailure: (error: unknown) => void;
  };
}

/** A step and the document at its far end: before it (steps that can be undone) or after it (that can be redone). */
interface Step {
  readonly title: StepTitle;
  state: { readonly document: Document } | { readonly spilled: SpilledDocument };
}

/** A gesture in progress: a stroke between pointer down and pointer up. */
export interface HistoryMark {
  readonly document: Document;
}

/**
 * Undo and redo. Documents are values that share their tiles, so a step keeps the whole document before it and costs
 * the tiles that it changed. Selecting layers (`activate`) is no step and leaves redo as it is.
 */
export class DocumentHistory {
  readonly #capBytes: number;
  readonly #ledger = new TileLedger();
  readonly #spiller: Spiller | null;
  readonly #onSpillFailure: (error: unknown) => void;
  #storeWorks = true;
  #spilling: Promise<void> | null = null;
  #present: Document;
  /** The oldest first. */
  readonly #past: Step[] = [];
  /** The next to be redone last. */
  readonly #future: Step[] = [];
  #mark: HistoryMark | null = null;

  constructor(document: Document, options: HistoryOptions = {}) {
    this.#capBytes = options.capBytes ?? DEFAULT_HISTORY_BYTES;
    this.#spiller = options.spill ? new Spiller(options.spill.store) : null;
    this.#onSpillFailure = (error) => options.spill?.onFailure(error);
    this.#present = document;
    this.#ledger.show(null, document);
  }

  /** The document that is shown. */
  get document(): Document {
    return this.#present;
  }

  /** All steps that can be undone, the oldest first, then those that can be redone, the next first. */
  get titles(): readonly StepTitle[] {
    return [...this.#past.map(({ title }) => title), ...this.#future.map(({ title }) => title).reverse()];
  }

  /** Number of steps that can be undone: the position in `titles`. */
  get position(): number {
    return this.#past.length;
  }

  /** Memory, in bytes, that the history holds beyond the document that is shown. */
  get bytes(): number {
    return this.#ledger.bytes;
  }

  /**
   * Applies a command as one step. Redo is dropped.
   * @param made what the command gives, where that is known already: as of a stroke that was painted while it was drawn
   * @returns whether there was a change; without one there is no step and nothing to write to the journal
   * @throws DocumentError if the document refuses the command, or `gesture-open`
   */
  commit(command: Command, made: Document | null = null): boolean {
    this.#assertNoGesture();
    // What is written to the journal must be readable, whoever has made the document of it.
    if (made !== null) parseCommand(command);
    return this.#take(this.#present, made ?? apply(this.#present, command), command);
  }

  /**
   * Begins a gesture.
   * @throws DocumentError `gesture-open` if one is open already
   */
  mark(): HistoryMark {
    this.#assertNoGesture();
    this.#mark = { document: this.#present };
    this.#ledger.retain(this.#present);
    return this.#mark;
  }

  /** Shows a state of the gesture: no step, nothing to write. @throws DocumentError `gesture-open` if it is over */
  preview(mark: HistoryMark, document: Document): void {
    this.#assertOpen(mark);
    this.#show(document);
  }

  /**
   * Ends a gesture as one step that leads from its start to the document that is shown, which must be what `command`
   * gives: for a brush stroke that is so when the same dabs went into a `BrushStroke`.
   * @returns as `commit`
   * @throws DocumentError `gesture-open` if the gesture is over
   */
  squash(mark: HistoryMark, command: Command): boolean {
    this.#assertOpen(mark);
    this.#mark = null;
    const changed = this.#take(mark.document, this.#present, command);
    this.#ledger.release(mark.document);
    return changed;
  }

  /** Ends a gesture as if it had not been. Redo is kept. @throws DocumentError `gesture-open` if it is over */
  bail(mark: HistoryMark): void {
    this.#assertOpen(mark);
    this.#mark = null;
    this.#show(mark.document);
    this.#ledger.release(mark.document);
  }

  /** Takes the last step back; false if there is none. Rejects if the store fails, and nothing has changed then. */
  undo(): Promise<boolean> {
    return this.#step(this.#past, this.#future);
  }

  /** Takes the next step again; false if there is none. Rejects as `undo` does. */
  redo(): Promise<boolean> {
    return this.#step(this.#future, this.#past);
  }

  /** Resolves when no step is on its way to the store. */
  async settled(): Promise<void> {
    while (this.#spilling) await this.#spilling;
  }

  /**
   * Fills an empty redo list with what would follow, as after undoing: for a journal that is replayed. Selections
   * among the commands belong to the step before them.
   * @throws DocumentError as `commit`, and then nothing is filled in
   */
  seedRedo(commands: readonly Command[]): void {
    this.#assertNoGesture();
    const steps: Step[] = [];
    let document = this.#present;
    for (const command of commands) {
      const title = titleOf(document, command);
      document = apply(document, command);
      const last = steps.at(-1);
      if (command.kind !== 'activate') steps.push({ title, state: { document } });
      else if (last) last.state = { document };
    }
    this.#dropFuture();
    for (const step of steps.reverse()) {
      this.#retain(step);
      this.#future.push(step);
    }
  }

  #assertNoGesture(): void {
    if (this.#mark) throw new DocumentError('gesture-open', 'A gesture is not finished.');
  }

  #assertOpen(mark: HistoryMark): void {
    if (this.#mark !== mark) throw new DocumentError('gesture-open', 'The gesture is over.');
  }

  /** Makes the way from `before` to `after` a step, or none if only the selection changed. */
  #take(before: Document, after: Document, command: Command): boolean {
    if (command.kind === 'activate') {
      this.#show(after);
      return true;
    }
    if (before.layers === after.layers && before.solo === after.solo && before.photo === after.photo) return false;
    this.#dropFuture();
    const step = { title: titleOf(before, command), state: { document: before } };
    this.#retain(step);
    this.#past.push(step);
    this.#show(after);
    this.#enforceCap();
    return true;
  }

  #show(document: Document): void {
    this.#ledger.show(this.#present, document);
    this.#present = document;
  }

  #retain(step: Step): void {
    if ('document' in step.state) this.#ledger.retain(step.state.document);
  }

  #release(step: Step): void {
    if ('document' in step.state) this.#ledger.release(step.state.document);
  }

  #dropFuture(): void {
    for (const step of this.#future.splice(0)) this.#release(step);
  }

  async #step(from: Step[], to: Step[]): Promise<boolean> {
    for (;;) {
      this.#assertNoGesture();
      const step = from.at(-1);
      if (step === undefined) return false;
      if ('document' in step.state) {
        from.pop();
        const opposite: Step = { title: step.title, state: { document: this.#present } };
        this.#retain(opposite);
        to.push(opposite);
        this.#show(step.state.document);
        this.#release(step);
        // Steps that were brought back on the way would pile up; without a store nothing new came to memory.
        this.#startSpilling();
        return true;
      }
      // Another step may have been taken meanwhile: look again which one is the last.
      await this.#load(step, step.state.spilled);
    }
  }

  async #load(step: Step, spilled: SpilledDocument): Promise<void> {
    const steps = [...this.#past, ...this.#future];
    const resident = steps.flatMap(({ state }) => ('document' in state ? [state.document] : []));
    const document = await this.#spiller!.restore(spilled, [this.#present, ...resident]);
    // Two undos may have waited for the same step, or it may be gone.
    if ('document' in step.state || !(this.#past.includes(step) || this.#future.includes(step))) return;
    step.state = { document };
    this.#retain(step);
  }

  /** The last step always stays, whatever its size: a history that undoes nothing is none. */
  #enforceCap(): void {
    if (this.#startSpilling()) return;
    while (this.bytes > this.#capBytes && this.#past.length > 1) this.#release(this.#past.shift()!);
  }

  /** Moves steps to the store in the background as long as the cap is exceeded; false if there is no store to use. */
  #startSpilling(): boolean {
    if (this.#spiller === null || !this.#storeWorks) return false;
    if (this.#spilling === null && this.#mustSpill()) {
      this.#spilling = this.#spill(this.#spiller).finally(() => {
        this.#spilling = null;
        // A step may have been taken since the last look.
        this.#startSpilling();
      });
    }
    return true;
  }

  #mustSpill(): boolean {
    return this.bytes > this.#capBytes && this.#farthestResident() !== undefined;
  }

  async #spill(spiller: Spiller): Promise<void> {
    while (this.#mustSpill()) {
      const step = this.#farthestResident()!;
      if (!('document' in step.state)) return;
      try {
        const spilled = await spiller.spill(step.state.document);
        // While that was written, the step may have been taken, dropped or come near.
        if (step !== this.#farthestResident()) continue;
        this.#release(step);
        step.state = { spilled };
      } catch (error) {
        this.#storeWorks = false;
        this.#enforceCap();
        this.#onSpillFailure(error);
        return;
      }
    }
  }

  /** The step in memory that takes most undos or redos to reach, without the nearest on either side. */
  #farthestResident(): Step | undefined {
    const isResident = ({ state }: Step) => 'document' in state;
    const [past, future] = [this.#past.slice(0, -1), this.#future.slice(0, -1)];
    const oldest = past.findIndex(isResident);
    const latest = future.findIndex(isResident);
    if (oldest < 0 || latest < 0) return past[oldest] ?? future[latest];
    return past.length - oldest >= future.length - latest ? past[oldest] : future[latest];
  }
}
