/** How far back the present rate looks. */
const WINDOW_MS = 10_000;
/** A rate over less than this says nothing. */
const LEAST_MS = 500;

/** Counts finished photos and tells how fast they come; pauses do not count. */
export class Pace {
  /** Milliseconds of work before the present stretch. */
  #worked = 0;
  /** When the present stretch began; undefined in a pause. */
  #since: number | undefined;
  /** Moments of work (not of the clock) at which some photos were finished. */
  readonly #marks: { readonly at: number; count: number }[] = [];

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    this.#worked = this.milliseconds;
    this.#since = undefined;
  }

  get milliseconds(): number {
    return this.#worked + (this.#since === undefined ? 0 : performance.now() - this.#since);
  }

  finished(count = 1): void {
    const at = this.milliseconds;
    const last = this.#marks.at(-1);
    // One mark for all of a tenth of a second: thousands of photos a second must not cost.
    if (last !== undefined && at - last.at < 100) last.count += count;
    else this.#marks.push({ at, count });
    while (this.#marks.length > 0 && this.#marks[0].at < at - WINDOW_MS) this.#marks.shift();
  }

  /** Photos a second lately; undefined at the beginning. */
  get rate(): number | undefined {
    const now = this.milliseconds;
    const from = Math.max(0, now - WINDOW_MS);
    const counted = this.#marks.reduce((sum, { at, count }) => (at >= from ? sum + count : sum), 0);
    return now < LEAST_MS || counted === 0 ? undefined : (counted * 1000) / (now - from);
  }
}
