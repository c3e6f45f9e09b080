/** Milliseconds of a frame that may go into drawing; the rest is for keys, scrolling and React. */
const BUDGET = 8;

const waiting = new Set<() => void>();
let frame: number | undefined;

/**
 * Draws with one of the next frames: a screen of pictures comes into sight at once, and drawing them all in one go would
 * keep the user waiting.
 * @returns takes it back
 */
export function drawSoon(draw: () => void): () => void {
  waiting.add(draw);
  frame ??= requestAnimationFrame(drawSome);
  return () => { waiting.delete(draw); };
}

function drawSome(): void {
  const start = performance.now();
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - start > BUDGET) break;
  }
  frame = waiting.size === 0 ? undefined : requestAnimationFrame(drawSome);
}
