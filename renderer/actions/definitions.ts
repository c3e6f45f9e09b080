import type { TextKey } from '../i18n/en.ts';

/** The menus that actions are in, in their order. */
export const menus = ['file', 'edit', 'select', 'layer', 'view', 'search', 'help'] as const;
export type MenuName = (typeof menus)[number];

/**
 * Keys as `Mod+Alt+Shift+Z`: `Mod` is Command on a Mac and Control elsewhere. Letters and signs are matched by what they
 * type (`Z`, `/`), digits and brackets by their place on the keyboard, which layouts type differently.
 */
export type Shortcut = string;

interface Definition {
  readonly menu: MenuName;
  /** The first is shown; the others work too. */
  readonly shortcuts?: readonly Shortcut[];
  /** Actions of one section stand together between separators. */
  readonly section: number;
  /** Left out of the menus: the palette and the keys have it. */
  readonly isHidden?: boolean;
}

/** Every action by its id: pure data, so that the window's menu, the palette and the documentation can be made of it. */
export const definitions = {
  'file.open': { menu: 'file', section: 0, shortcuts: ['Mod+O'] },
  'file.close': { menu: 'file', section: 0 },
  'file.save': { menu: 'file', section: 1, shortcuts: ['Mod+S'] },
  'file.saveAs': { menu: 'file', section: 1, shortcuts: ['Mod+Shift+S'] },
  'file.export': { menu: 'file', section: 2, shortcuts: ['Mod+Shift+E'] },

  'edit.undo': { menu: 'edit', section: 0, shortcuts: ['Mod+Z'] },
  'edit.redo': { menu: 'edit', section: 0, shortcuts: ['Mod+Shift+Z', 'Mod+Y'] },
  'edit.copy': { menu: 'edit', section: 0, shortcuts: ['Mod+C'] },
  'edit.settings': { menu: 'edit', section: 2, shortcuts: ['Mod+Shift+,'] },

  'phrase.focus': { menu: 'select', section: 0, shortcuts: ['/', 'Mod+K'] },
  'phrase.commit': { menu: 'select', section: 0, shortcuts: ['Enter'] },
  'phrase.drop': { menu: 'select', section: 0, shortcuts: ['Escape'] },
  'phrase.map': { menu: 'select', section: 0 },
  'describe.run': { menu: 'select', section: 0, shortcuts: ['Mod+Shift+D'] },
  'select.all': { menu: 'select', section: 1, shortcuts: ['Mod+A'] },
  'select.none': { menu: 'select', section: 1, shortcuts: ['Mod+D'] },
  'mask.invert': { menu: 'select', section: 2, shortcuts: ['Mod+Shift+I'] },
  'mask.grow': { menu: 'select', section: 2 },
  'mask.shrink': { menu: 'select', section: 2 },
  'mask.feather': { menu: 'select', section: 2, shortcuts: ['Shift+F6'] },
  'mask.smooth': { menu: 'select', section: 2 },
  'mask.refineEdges': { menu: 'select', section: 2, shortcuts: ['Mod+Alt+R'] },

  'layer.duplicate': { menu: 'layer', section: 0, shortcuts: ['Mod+J'] },
  'layer.delete': { menu: 'layer', section: 0, shortcuts: ['Delete', 'Backspace'] },
  'layer.rename': { menu: 'layer', section: 0, shortcuts: ['F2'] },
  'describe.nameAll': { menu: 'layer', section: 0 },
  'layer.group': { menu: 'layer', section: 1, shortcuts: ['Mod+G'] },
  'layer.ungroup': { menu: 'layer', section: 1, shortcuts: ['Mod+Shift+G'] },
  'layer.merge': { menu: 'layer', section: 1, shortcuts: ['Mod+E'] },
  'layer.split': { menu: 'layer', section: 1 },
  'layer.up': { menu: 'layer', section: 2, shortcuts: ['Mod+]'] },
  'layer.down': { menu: 'layer', section: 2, shortcuts: ['Mod+['] },
  'layer.top': { menu: 'layer', section: 2, shortcuts: ['Mod+Shift+]'] },
  'layer.bottom': { menu: 'layer', section: 2, shortcuts: ['Mod+Shift+['] },
  'layer.visible': { menu: 'layer', section: 3, shortcuts: ['Mod+,'] },
  'layer.lock': { menu: 'layer', section: 3, shortcuts: ['Mod+/'] },
  'layer.solo': { menu: 'layer', section: 3 },
  'layer.flipX': { menu: 'layer', section: 4 },
  'layer.flipY': { menu: 'layer', section: 4 },
  'layer.resetTransform': { menu: 'layer', section: 4 },

  'view.fit': { menu: 'view', section: 0, shortcuts: ['Mod+0'] },
  'view.actual': { menu: 'view', section: 0, shortcuts: ['Mod+1'] },
  'view.zoomIn': { menu: 'view', section: 0, shortcuts: ['Mod+=', 'Mod++', '+', '='] },
  'view.zoomOut': { menu: 'view', section: 0, shortcuts: ['Mod+-', '-'] },
  'view.original': { menu: 'view', section: 1, shortcuts: ['Mod+I'] },
  'view.panels': { menu: 'view', section: 1, shortcuts: ['Mod+\\'] },
  'view.nextPhoto': { menu: 'view', section: 1, shortcuts: ['Mod+`'] },
  'maskView.overlay': { menu: 'view', section: 4, shortcuts: ['Q'] },
  'maskView.black': { menu: 'view', section: 4 },
  'maskView.white': { menu: 'view', section: 4 },
  'maskView.mask': { menu: 'view', section: 4 },
  'maskView.transparent': { menu: 'view', section: 4 },
  'maskView.none': { menu: 'view', section: 4 },
  'maskView.next': { menu: 'view', section: 4, shortcuts: ['F'] },
  'maskView.previous': { menu: 'view', section: 4, shortcuts: ['Shift+F'] },
  'view.systemTheme': { menu: 'view', section: 2 },
  'view.dark': { menu: 'view', section: 2 },
  'view.light': { menu: 'view', section: 2 },
  'view.english': { menu: 'view', section: 3 },
  'view.german': { menu: 'view', section: 3 },

  'tool.move': { menu: 'edit', section: 1, shortcuts: ['V'] },
  'tool.marquee': { menu: 'edit', section: 1, shortcuts: ['M'] },
  'tool.lasso': { menu: 'edit', section: 1, shortcuts: ['L'] },
  'tool.object': { menu: 'edit', section: 1, shortcuts: ['W'] },
  'tool.brush': { menu: 'edit', section: 1, shortcuts: ['B'] },
  'tool.eraser': { menu: 'edit', section: 1, shortcuts: ['E'] },
  'tool.hand': { menu: 'edit', section: 1, shortcuts: ['H'] },
  'tool.zoom': { menu: 'edit', section: 1, shortcuts: ['Z'] },
  'tool.swap': { menu: 'edit', section: 1, shortcuts: ['X'], isHidden: true },
  'tool.larger': { menu: 'edit', section: 1, shortcuts: [']'], isHidden: true },
  'tool.smaller': { menu: 'edit', section: 1, shortcuts: ['['], isHidden: true },
  'tool.harder': { menu: 'edit', section: 1, shortcuts: ['Shift+]'], isHidden: true },
  'tool.softer': { menu: 'edit', section: 1, shortcuts: ['Shift+['], isHidden: true },

  'search.show': { menu: 'search', section: 0, shortcuts: ['Mod+Shift+F'] },
  'search.close': { menu: 'search', section: 0 },
  'search.start': { menu: 'search', section: 1 },
  'search.stop': { menu: 'search', section: 1 },
  'search.accept': { menu: 'search', section: 2, shortcuts: ['A'] },
  'search.reject': { menu: 'search', section: 2, shortcuts: ['R'] },
  'search.reopen': { menu: 'search', section: 2, shortcuts: ['U'] },
  'search.undo': { menu: 'search', section: 2, shortcuts: ['Mod+Alt+Z'] },
  'search.preview': { menu: 'search', section: 3 },
  'search.openHit': { menu: 'search', section: 3 },
  'search.export': { menu: 'search', section: 4 },

  'help.palette': { menu: 'help', section: 0, shortcuts: ['Mod+Shift+P'] },
  'help.shortcuts': { menu: 'help', section: 0, shortcuts: ['?'] },
} as const satisfies Record<string, Definition>;

export type ActionId = keyof typeof definitions;

export const actionIds = Object.keys(definitions) as readonly ActionId[];

/** An action's definition, with all that it may have. */
export function definitionOf(id: ActionId): Definition {
  return definitions[id];
}

/** The key of an action's text in the catalogue. */
export function labelKeyOf(id: ActionId): TextKey {
  return `action.${id}`;
}
