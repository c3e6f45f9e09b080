import type { LayerEffectsInfo } from 'ag-psd';
import { parseColor } from '../document/appearance/bitmap.ts';
import type { Effect } from '../document/settings.ts';
import { isMoved } from './appearance.ts';
import type { DocumentLayer } from './types.ts';

type NativeEffect = Extract<Effect, { kind: 'fill' | 'dropShadow' }>;

/** Photoshop's "size" of a shadow is the whole width of its blur: twice the standard deviation. */
const SIZE_OF_SIGMA = 2;

function isNative(effect: Effect): effect is NativeEffect {
  return effect.kind === 'fill' || effect.kind === 'dropShadow';
}

/**
 * The effects of a layer that Photoshop has as well, and the others, in their order. A layer that is scaled or turned
 * has its shadow in its pixels: Photoshop would cast it after the transform, and the editor casts it before.
 */
export function splitEffects(layer: DocumentLayer): { readonly native: readonly NativeEffect[]; readonly others: readonly Effect[] } {
  const { effects = [] } = layer;
  if (isMoved(layer)) return { native: [], others: effects };
  return { native: effects.filter(isNative), others: effects.filter((effect) => !isNative(effect)) };
}

/** Effects as Photoshop has them: a fill is a colour overlay, a drop shadow one of its own. */
export function layerEffects(effects: readonly NativeEffect[]): LayerEffectsInfo {
  const info: LayerEffectsInfo = {};
  for (const effect of effects) {
    const [r, g, b] = parseColor(effect.color);
    const common = {
      enabled: true, present: true, showInDialog: true, blendMode: 'normal' as const, color: { r, g, b }, opacity: effect.opacity,
    };
    if (effect.kind === 'fill') info.solidFill = [common];
    else info.dropShadow = [{ ...common, useGlobalLight: false, ...shadowGeometry(effect), antialiased: false, layerConceals: true }];
  }
  return info;
}

/** The light comes from where the shadow does not fall: degrees, counterclockwise from the right. */
function shadowGeometry({ x, y, radius }: Extract<Effect, { kind: 'dropShadow' }>) {
  const pixels = (value: number) => ({ units: 'Pixels' as const, value });
  return {
    angle: (Math.atan2(y, -x) * 180) / Math.PI,
    distance: pixels(Math.hypot(x, y)), size: pixels(radius * SIZE_OF_SIGMA), choke: pixels(0),
  };
}
