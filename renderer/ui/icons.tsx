/** Outlines on a grid of 16 by 16, drawn for this editor. */
const paths = {
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM10.8 10.8 14 14',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff: 'M2.5 2.5l11 11M6.2 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-2 2.5M4 5.2A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 2.6-.6',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  unlock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-1',
  folder: 'M1.5 4.5v8h13v-7H8L6.5 3.5h-5z',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.700 7v4M9.300 7v4',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10',
  close: 'M4 4l8 8M12 4l-8 8',
  chevronDown: 'M4 6l4 4 4-4',
  chevronLeft: 'M10 4l-4 4 4 4',
  chevronRight: 'M6 4l4 4-4 4',
  move: 'M3.5 1.5v11l3-3 2 4.5 1.8-.8-2-4.4h4.2z',
  hand: 'M4.5 9V4.5a1 1 0 0 1 2 0V8M6.5 7.5v-5a1 1 0 0 1 2 0v5M8.5 7.5V3.5a1 1 0 0 1 2 0V8M10.5 8V5.5a1 1 0 0 1 2 0V10c0 2.5-1.5 4.5-4 4.5-2 0-3-1-4-2.5L2.6 9.2c-.4-.9.7-1.5 1.300-.8L4.5 9',
  brush: 'M13.5 2.5 7 9M6 8.5c-1.8-.3-3 1-3 2.5 0 1.2-.6 1.700-1.5 2 3 1.2 6 .3 6-2.5A2 2 0 0 0 6 8.5Z',
  eraser: 'M9.5 2.5l4 4-6 6.5h-3l-2.5-2.5zM5.700 6.700l4 4M7.5 13h6.5',
  marquee: 'M2.5 5v-2.500h2.500M7 2.500h2M11 2.500h2.500v2.500M13.500 7v2M13.500 11v2.500h-2.500M9 13.500h-2M5 13.500h-2.500v-2.500M2.500 9v-2',
  lasso: 'M8 2.500c3.300 0 6 1.700 6 3.900s-2.700 3.900-6 3.900c-1 0-2-.2-2.800-.4M5.200 9.900C3.300 9.200 2 7.900 2 6.400 2 4.200 4.700 2.500 8 2.500M5.200 9.900a1.500 1.500 0 1 0-2.400 1.200c.6.4 1 1.200.4 2.400',
  object: 'M2.500 5V2.500H5M11 2.500h2.500V5M13.500 11v2.500H11M5 13.500H2.500V11M6.500 6.500v6l1.700-1.600 1.100 2.300 1.100-.5-1.100-2.300h2.200z',
  zoom: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM10.800 10.800 14 14M5 7h4M7 5v4',
  flipX: 'M8 1.5v13M6 4v8H1.500zM10 4v8h4.500z',
  flipY: 'M1.5 8h13M4 6h8V1.500zM4 10h8v4.500z',
  export: 'M8 10V1.5M5 4.5l3-3 3 3M2.5 9v5h11V9',
  download: 'M8 1.5V10M5 7l3 3 3-3M2.5 11v3h11v-3',
  plus: 'M8 3v10M3 8h10',
  grip: 'M6 4h.01M6 8h.01M6 12h.01M10 4h.01M10 8h.01M10 12h.01',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  sparkle: 'M8 2l1.4 4.6L14 8l-4.6 1.4L8 14l-1.4-4.6L2 8l4.6-1.4z',
  map: 'M2 2.5h12v11H2zM2 6.2h12M2 9.8h12M6 2.5v11M10 2.5v11',
  image: 'M2 3h12v10H2zM2 11l3.5-3.5 3 3L11 8l3 3M10.5 6h.01',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 12h.01',
  layers: 'M8 2l6 3.2-6 3.2-6-3.2zM2.5 8.2 8 11.2l5.5-3M2.5 11 8 14l5.5-3',
  minus: 'M4 8h8',
  sliders: 'M2 4.5h6M12 4.5h2M8 2.500v4M2 11.5h2M8 11.5h6M4 9.500v4',
  sortDown: 'M5 3v10M2.5 10.500 5 13l2.500-2.500M9 4h5.500M9 8h4M9 12h2.500',
  sortUp: 'M5 13V3M2.5 5.500 5 3l2.500 2.500M9 4h2.500M9 8h4M9 12h5.500',
  half: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
} as const;

export type IconName = keyof typeof paths;

/** A picture beside or instead of a text; whoever shows it alone gives it a name. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor"
      strokeWidth={name === 'grip' ? 2 : 1.3} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
