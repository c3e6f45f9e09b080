import type { Relation } from '../syntax.ts';
import type { Scene } from './scene.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** 1 where boxes touch, falling by 1/e every `reach` photo widths. */
const closeness = (scene: Scene, a: number, b: number, reach: number): number => Math.exp(-scene.gap(a, b) / reach);

/** Smooth step: 0.5 where the two are level, 0.9 once one is 2.2 `softness` further. */
const beyond = (difference: number, softness: number): number => sigmoid(difference / softness);

/** How well `thing` lies on `support`: over it, with its lower edge within it. */
function rests(scene: Scene, thing: number, support: number): number {
  const [t, s] = [scene.frames[thing], scene.frames[support]];
  const height = s.bottom - s.top;
  const foot =
    t.bottom >= s.top - 0.03 && t.bottom <= s.bottom + 0.25 * height
      ? 1
      : Math.exp(-Math.abs(t.bottom - s.centerY) / 0.1);
  return (
    Math.max(scene.inside(thing, support), scene.horizontalOverlap(thing, support) * foot) *
    closeness(scene, thing, support, 0.03)
  );
}

/** Of two things around another, the smaller is the likelier to hold it. */
function tightness(scene: Scene, outer: number, inner: number): number {
  return Math.min(1, scene.frames[inner].area / (scene.frames[outer].area + 1e-9)) ** 0.1;
}

/** How well `thing` is had by `owner`: within its box or touching it. */
function had(scene: Scene, thing: number, owner: number): number {
  return Math.max(scene.inside(thing, owner), 0.7 * closeness(scene, thing, owner, 0.02));
}

function depth(scene: Scene, nearer: number, farther: number): number {
  const [n, f] = [scene.frames[nearer], scene.frames[farther]];
  return (
    beyond(n.bottom - f.bottom, 0.05) *
    (0.3 + 0.7 * scene.horizontalOverlap(nearer, farther)) *
    closeness(scene, nearer, farther, 0.15)
  );
}

type Geometry = (scene: Scene, thing: number, landmark: number) => number;

const GEOMETRY: Readonly<Record<Exclude<Relation, 'between'>, Geometry>> = {
  'left-of': (scene, thing, landmark) =>
    beyond(scene.frames[landmark].centerX - scene.frames[thing].centerX, 0.03) * closeness(scene, thing, landmark, 0.6),
  'right-of': (scene, thing, landmark) =>
    beyond(scene.frames[thing].centerX - scene.frames[landmark].centerX, 0.03) * closeness(scene, thing, landmark, 0.6),
  above: (scene, thing, landmark) =>
    beyond(scene.frames[landmark].centerY - scene.frames[thing].centerY, 0.03) *
    (0.4 + 0.6 * scene.horizontalOverlap(thing, landmark)) *
    closeness(scene, thing, landmark, 0.4),
  below: (scene, thing, landmark) =>
    beyond(scene.frames[thing].centerY - scene.frames[landmark].centerY, 0.03) *
    (0.4 + 0.6 * scene.horizontalOverlap(thing, landmark)) *
    closeness(scene, thing, landmark, 0.4),
  'in-front-of': (scene, thing, landmark) => depth(scene, thing, landmark),
  behind: (scene, thing, landmark) => depth(scene, landmark, thing),
  near: (scene, thing, landmark) => closeness(scene, thing, landmark, 0.12),
  nearest: (scene, thing, landmark) => Math.exp(-scene.gap(thing, landmark) / 0.12 - scene.distance(thing, landmark)),
  farthest: (scene, thing, landmark) => Math.min(1, 0.2 + scene.distance(thing, landmark)),
  on: (scene, thing, landmark) => rests(scene, thing, landmark),
  supporting: (scene, thing, landmark) => rests(scene, landmark, thing),
  riding: (scene, thing, landmark) => rests(scene, thing, landmark),
  in: (scene, thing, landmark) => Math.max(scene.inside(thing, landmark), 0.3 * rests(scene, thing, landmark)),
  containing: (scene, thing, landmark) =>
    Math.max(
      scene.inside(landmark, thing) * tightness(scene, thing, landmark),
      0.3 * closeness(scene, thing, landmark, 0.03),
    ),
  with: (scene, thing, landmark) => had(scene, landmark, thing),
  'held-by': (scene, thing, landmark) => had(scene, thing, landmark),
  of: (scene, thing, landmark) => Math.max(had(scene, thing, landmark), 0.8 * had(scene, landmark, thing)),
};

/** How well the pair of boxes shows the relation, 0..1. */
export function relationFit(
  scene: Scene,
  relation: Exclude<Relation, 'between'>,
  thing: number,
  landmark: number,
): number {
  return GEOMETRY[relation](scene, thing, landmark);
}

/** How well `thing` lies between two landmarks, 0..1. */
export function betweenFit(scene: Scene, thing: number, first: number, second: number): number {
  const [t, a, b] = [scene.frames[thing], scene.frames[first], scene.frames[second]];
  const across = (p: number, q: number, x: number): number =>
    beyond(x - Math.min(p, q), 0.03) * beyond(Math.max(p, q) - x, 0.03);
  const x = across(a.centerX, b.centerX, t.centerX);
  const y = across(a.centerY, b.centerY, t.centerY);
  return Math.abs(a.centerX - b.centerX) >= Math.abs(a.centerY - b.centerY) ? x * (0.5 + 0.5 * y) : y * (0.5 + 0.5 * x);
}
