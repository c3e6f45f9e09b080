import { useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { canvasFocus } from '../actions/focus.ts';
import { t } from '../i18n/text.ts';
import { nudge } from '../layers/layerCommands.ts';
import { activePhoto, execute, usePhotos } from '../state/photos.ts';
import { CanvasController } from './controller.ts';
import { loadPixels, usePixels } from './photoPixels.ts';

const NUDGES: Readonly<Partial<Record<string, readonly [dx: number, dy: number]>>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};
/** Pixels that a nudge with Shift goes. */
const FAR = 10;

/** Arrow keys move what is selected, unless a tool has used them. */
function nudgeByKey(event: KeyboardEvent): void {
  const step = NUDGES[event.key];
  const document = activePhoto()?.document;
  if (step === undefined || document === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const distance = event.shiftKey ? FAR : 1;
  const command = nudge(step[0] * distance, step[1] * distance)(document);
  if (command !== null) execute(command);
  event.preventDefault();
}

/** The photo, its layers and what lies above them. */
export function CanvasView() {
  const container = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const toolLayer = useRef<HTMLCanvasElement>(null);
  const tools = useRef<CanvasController>(null);
  const photo = usePhotos((state) => activePhoto(state)?.photo ?? null);

  useEffect(() => {
    if (container.current === null || canvas.current === null || overlay.current === null || toolLayer.current === null) return undefined;
    const controller = new CanvasController(container.current, canvas.current, overlay.current, toolLayer.current);
    tools.current = controller;
    const giveUp = canvasFocus.offer(() => container.current?.focus());
    return () => {
      giveUp();
      tools.current = null;
      controller.dispose();
    };
  }, []);

  useEffect(() => {
    if (photo !== null) void loadPixels(photo);
  }, [photo]);

  return (
    <div className="canvas">
      <div
        ref={container} className="canvas-surface" tabIndex={0} role="application" aria-label={t('canvas.label')}
        onKeyDown={(event) => {
          if (tools.current?.pressKey(event.nativeEvent) === true) event.preventDefault();
          else nudgeByKey(event);
        }}
        onPointerDown={() => container.current?.focus()}
      >
        <canvas ref={canvas} />
      </div>
      <canvas ref={overlay} className="canvas-overlay" aria-hidden="true" />
      <canvas ref={toolLayer} className="canvas-overlay" aria-hidden="true" />
      <LoadingNote photoId={photo?.id ?? null} />
    </div>
  );
}

function LoadingNote({ photoId }: { readonly photoId: string | null }) {
  const pixels = usePixels(({ byPhoto }) => (photoId === null ? undefined : byPhoto[photoId]));
  if (photoId === null || pixels?.preview) return null;
  return <p className="canvas-note">{t(pixels?.hasFailed === true ? 'canvas.failed' : 'canvas.loading')}</p>;
}
