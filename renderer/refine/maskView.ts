import { create } from 'zustand';

export const maskViews = ['none', 'overlay', 'black', 'white', 'mask', 'transparent'] as const;
/** How the masks of the selected layers are shown: as the photo is, tinted, on a ground, or as they are. */
export type MaskViewKind = (typeof maskViews)[number];

interface MaskView {
  readonly view: MaskViewKind;
  /** `#rrggbb`, of the overlay. */
  readonly color: string;
  readonly hasPattern: boolean;
}

const KEY = 'phraselift.maskOverlay';
const DEFAULT: Pick<MaskView, 'color' | 'hasPattern'> = { color: '#ff4040', hasPattern: false };

function load(): typeof DEFAULT {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return DEFAULT;
    const { color, hasPattern } = { ...DEFAULT, ...stored };
    return { color: /^#[0-9a-f]{6}$/.test(color) ? color : DEFAULT.color, hasPattern };
  } catch {
    // What cannot be read, or may not be, is as good as not there: the colour is a convenience.
    return DEFAULT;
  }
}

export const useMaskView = create<MaskView>(() => ({ view: 'none', ...load() }));

/** Shows masks in a way, or as the photo again if they are shown so already. */
export function toggleMaskView(view: MaskViewKind): void {
  useMaskView.setState((state) => ({ view: state.view === view ? 'none' : view }));
}

export function cycleMaskView(direction: 1 | -1): void {
  useMaskView.setState(({ view }) => ({
    view: maskViews[(maskViews.indexOf(view) + direction + maskViews.length) % maskViews.length],
  }));
}

/** Sets how the overlay looks, also for the next time. */
export function setMaskOverlay(change: Partial<typeof DEFAULT>): void {
  useMaskView.setState(change);
  const { color, hasPattern } = useMaskView.getState();
  try {
    localStorage.setItem(KEY, JSON.stringify({ color, hasPattern }));
  } catch {
    // As above.
  }
}
