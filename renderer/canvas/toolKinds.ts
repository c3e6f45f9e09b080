import type { Tool } from '../state/app.ts';

/** Tools that paint the mask of the selected layer. */
export function isPainting(tool: Tool): tool is 'brush' | 'eraser' {
  return tool === 'brush' || tool === 'eraser';
}

/** Tools that draw a shape which is combined with the mask of the selected layer. */
export function isShaping(tool: Tool): tool is 'lasso' | 'marquee' {
  return tool === 'lasso' || tool === 'marquee';
}

/** Tools that edit masks, and whose point on the canvas the arrow keys can move. */
export function editsMask(tool: Tool): boolean {
  return isPainting(tool) || isShaping(tool) || tool === 'object';
}
