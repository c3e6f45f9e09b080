/** Lets an action reach an element that a component owns. */
class FocusTarget {
  #focus: (() => void) | null = null;

  /** @returns gives the element up */
  offer(focus: () => void): () => void {
    this.#focus = focus;
    return () => {
      if (this.#focus === focus) this.#focus = null;
    };
  }

  request(): void {
    this.#focus?.();
  }
}

export const phraseBoxFocus = new FocusTarget();
export const searchBoxFocus = new FocusTarget();
export const canvasFocus = new FocusTarget();
