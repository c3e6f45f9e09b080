import { create } from 'zustand';
import type { AppInfo, ApiEvent, Settings } from '../../src/api/contract.ts';
import type { Box } from '../../src/mask/types.ts';

export type Theme = Settings['theme'];
export type Step = Extract<ApiEvent, { type: 'progress' }>['step'];
export type OpenDialog =
  | 'export' | 'palette' | 'shortcuts' | 'refine' | 'save' | 'locate' | 'unsaved' | 'settings' | 'searchExport' | 'searchSave';
export type PanelTab = 'properties' | 'describe' | 'history';
export const tools = ['move', 'marquee', 'lasso', 'object', 'brush', 'eraser', 'hand', 'zoom'] as const;
export type Tool = (typeof tools)[number];

interface AppState {
  readonly info: AppInfo | null;
  readonly dialog: OpenDialog | null;
  readonly tool: Tool;
  /** The tool to come back to when Space is let go. */
  readonly heldTool: Tool | null;
  readonly panelsShown: boolean;
  readonly panelTab: PanelTab;
  readonly theme: Theme;
  /** Device that ran the last phrase. */
  readonly device: string | null;
  /** Layer whose name is being edited in the list. */
  readonly renaming: string | null;
  /** Layer under the pointer, on the canvas or in the list. */
  readonly hovered: string | null;
  /** The box of a candidate that is pointed to in the result, pixels of the photo. */
  readonly pointed: Box | null;
  /** Whether layers and ghosts are taken away for a look at the photo. */
  readonly showsOriginal: boolean;
}

/** What is not about one photo. */
export const useApp = create<AppState>(() => ({
  info: null,
  dialog: null,
  tool: 'move',
  heldTool: null,
  panelsShown: true,
  panelTab: 'properties',
  theme: 'system',
  device: null,
  renaming: null,
  hovered: null,
  pointed: null,
  showsOriginal: false,
}));

export function openDialog(dialog: OpenDialog): void {
  useApp.setState({ dialog });
}

export function closeDialog(): void {
  useApp.setState({ dialog: null });
}

/** Brings one of the upper panels to the front, shown even if panels were hidden. */
export function showPanel(panelTab: PanelTab): void {
  useApp.setState({ panelTab, panelsShown: true });
}

export function setTool(tool: Tool): void {
  useApp.setState({ tool, heldTool: null });
}

/** The hand, for as long as Space is held. */
export function holdHand(isHeld: boolean): void {
  useApp.setState(({ tool, heldTool }) => {
    if (isHeld) return heldTool === null && tool !== 'hand' ? { tool: 'hand', heldTool: tool } : {};
    return heldTool === null ? {} : { tool: heldTool, heldTool: null };
  });
}

export function setHovered(hovered: string | null): void {
  if (useApp.getState().hovered !== hovered) useApp.setState({ hovered });
}

/** Shows on the photo what is pointed to beside it; null ends it. */
export function pointTo(pointed: Box | null): void {
  useApp.setState({ pointed });
}

export function setTheme(theme: Theme): void {
  useApp.setState({ theme });
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
