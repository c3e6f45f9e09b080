import type { ColorName, Direction, Relation, Size } from '../syntax.ts';

/** Shades and other names of the eleven named colours. */
export const COLORS: Readonly<Record<ColorName, string>> = {
  black: 'black, jet black, ebony, blk, dark, dark colored, dark coloured',
  white: `white, ivory, snowy, wht, whitish, light, light colored, light coloured, pale, off white, snow white, cream,
    cream coloured, cream colored, creamy`,
  gray: 'gray, grey, silver, silvery, greyish, grayish, ash, charcoal, metallic, stainless, stainless steel, steel',
  red: 'red, crimson, scarlet, maroon, burgundy, ruby, reddish, cherry',
  orange: 'orange, tangerine coloured, coral, rust, ginger',
  yellow: 'yellow, gold, golden, lemon, mustard, amber, yellowish, ylw',
  green: 'green, olive, lime, emerald, khaki, greenish, leafy, grn',
  blue: 'blue, navy, navy blue, teal, turquoise, cyan, aqua, azure, cobalt, bluish, sky blue, baby blue, blu, denim',
  purple: 'purple, violet, lavender, lilac, plum, mauve, magenta, indigo',
  pink: 'pink, rose, fuchsia, hot pink, pinkish, salmon, peach',
  brown: 'brown, tan, beige, bronze, chestnut, chocolate, choc, copper, brownish, caramel, sandy, brn',
};

/** Colour words that stand for more than one named colour, most likely first. */
export const SHADE_ALTERNATIVES: Readonly<Record<string, readonly ColorName[]>> = {
  dark: ['black', 'gray', 'brown', 'blue'],
  light: ['white', 'gray', 'yellow'],
  'light colored': ['white', 'yellow', 'gray', 'brown'],
  'light coloured': ['white', 'yellow', 'gray', 'brown'],
  'dark colored': ['black', 'gray', 'brown', 'blue'],
  'dark coloured': ['black', 'gray', 'brown', 'blue'],
  pale: ['white', 'gray', 'yellow'],
  cream: ['white', 'yellow', 'brown'],
  'cream coloured': ['white', 'yellow', 'brown'],
  'cream colored': ['white', 'yellow', 'brown'],
  tan: ['brown', 'yellow', 'orange'],
  beige: ['brown', 'white', 'yellow', 'gray'],
  golden: ['yellow', 'orange', 'brown'],
  gold: ['yellow', 'orange', 'brown'],
  ginger: ['orange', 'brown'],
  silver: ['gray', 'white'],
  stainless: ['gray', 'white', 'black'],
  'stainless steel': ['gray', 'white', 'black'],
  steel: ['gray', 'white', 'black'],
  metallic: ['gray', 'white'],
  navy: ['blue', 'black'],
  'navy blue': ['blue', 'black'],
  denim: ['blue', 'gray'],
  teal: ['blue', 'green'],
  turquoise: ['blue', 'green'],
  aqua: ['blue', 'green'],
  maroon: ['red', 'purple', 'brown'],
  burgundy: ['red', 'purple', 'brown'],
  olive: ['green', 'brown', 'yellow'],
  khaki: ['brown', 'green', 'yellow'],
  mustard: ['yellow', 'orange', 'brown'],
  chocolate: ['brown', 'black'],
  choc: ['brown', 'black'],
  magenta: ['purple', 'pink'],
  lavender: ['purple', 'pink', 'blue'],
  coral: ['orange', 'pink', 'red'],
  salmon: ['pink', 'orange'],
  peach: ['pink', 'orange'],
  charcoal: ['gray', 'black'],
  rust: ['orange', 'brown', 'red'],
  bronze: ['brown', 'yellow'],
  lime: ['green', 'yellow'],
  amber: ['yellow', 'orange'],
  leafy: ['green'],
  gray: ['gray', 'white', 'black'],
  brown: ['brown', 'orange', 'black'],
  plum: ['purple', 'red'],
};

/** Words that shift a colour without naming one: "light blue", "dark red". */
export const COLOR_SHIFTS = 'light, dark, bright, pale, deep, neon, pastel, faded, vivid, solid, all, mostly';

/** Words that follow a colour and add nothing: "red coloured car". */
export const COLOR_SUFFIXES = 'colored, coloured, color, colour, tinted, ish';

/** What people wear, by the part of the body that shows it (bands of `COLOR_BANDS`). */
export const GARMENTS: Readonly<Record<'torso' | 'legs' | 'whole' | 'head', string>> = {
  torso: `shirt, t shirt, tshirt, tee, tee shirt, top, jacket, coat, sweater, hoodie, hoody, blouse, vest, jersey,
    pullover, sweatshirt, cardigan, tank top, polo, polo shirt, blazer, jumper, camisole, parka, windbreaker,
    anorak, apron, fleece, tunic, raincoat, sweater vest, waistcoat, bra, bikini top, life jacket, life vest,
    lifejacket, button up, button down, undershirt, long sleeves, sleeves, sleeve, flannel, plaid, sports bra, poncho,
    shawl, singlet, crop top, collar, sleeveless top, knit`,
  legs: `pants, jeans, shorts, trousers, skirt, leggings, slacks, sweatpants, tights, khakis, bottoms, kilt, trunks,
    swim trunks, board shorts, breeches, chaps, capris, joggers, blue jeans, snow pants, ski pants, bottom half`,
  whole: `suit, uniform, outfit, clothes, clothing, dress, gown, robe, costume, wetsuit, wet suit, swimsuit,
    bathing suit, overalls, jumpsuit, kimono, sari, tuxedo, gi, pajamas, pyjamas, ski suit, snowsuit, bikini, leotard,
    scrubs, onesie, attire, tracksuit, sportswear, camouflage, camo, dungarees, cloak, cape, habit, bathrobe, stripes,
    gear, swimwear, garment, kit, work clothes`,
  head: `hat, cap, helmet, beanie, hood, bandana, headband, turban, baseball cap, visor, headscarf, hard hat,
    cowboy hat, mask, scarf, sunhat, bonnet, headphones, goggles, wig, hair, crown, veil, toque, bucket hat, sun hat,
    glasses, sunglasses, shades, eyeglasses, spectacles, beard, mustache, moustache, ponytail, pigtails, dreadlocks,
    ear muffs, earmuffs, bun, headset, earphones, necklace, specs, pony tail`,
};

/** Things worn that hardly show; they never decide. */
export const SMALL_GARMENTS = `shoes, shoe, boots, boot, sneakers, sandals, socks, sock, gloves, belt, earrings,
  bracelet, wristband, knee pads, flip flops, footwear, wrist band, watch, ring, armband, badge, name tag, tattoo,
  tattoos, kneepads, shin guards, pads, slippers, heels, trainers, logo, number, stripe, crest`;

export const NUMBERS: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  couple: 2, pair: 2, trio: 3, duo: 2, dozen: 12, single: 1, lone: 1, solo: 1, solitary: 1, quartet: 4,
};

export const ORDINALS: Readonly<Record<string, number>> = {
  first: 1, '1st': 1, second: 2, '2nd': 2, third: 3, '3rd': 3, fourth: 4, '4th': 4, fifth: 5, '5th': 5, sixth: 6,
  '6th': 6, seventh: 7, '7th': 7, eighth: 8, '8th': 8, ninth: 9, '9th': 9, tenth: 10, '10th': 10, last: -1, final: -1,
  penultimate: -2,
};

/** Directions over the photo. `extreme` words ask for the outermost one even of many. */
export const DIRECTIONS: Readonly<Record<Direction, { readonly plain: string; readonly extreme: string }>> = {
  left: { plain: 'left, l, lft, left hand, lefthand, left side', extreme: 'leftmost, left most' },
  right: { plain: 'right, r, rt, rgt, right hand, righthand, right side, rigth', extreme: 'rightmost, right most' },
  top: { plain: 'top, upper, higher, up top, uppermost, above', extreme: 'topmost, highest, top most, uppermost' },
  bottom: { plain: 'bottom, lower, btm, bottm', extreme: 'bottommost, lowest, bottom most, lowermost' },
  middle: { plain: 'middle, mid, center, centre, central, midle, centered, centred', extreme: 'middlemost' },
  front: {
    plain: 'front, foreground, fg, forefront, closer, nearer, frnt, near',
    extreme: 'frontmost, closest, nearest, foremost, front most, close up, closeup',
  },
  back: {
    plain: 'back, background, bg, rear, distance, behind, farther, further, far, distant, bkgd, backdrop, far off',
    extreme: `furthest, farthest, rearmost, backmost, hindmost, furthest away, farthest away, furthest back,
      farthest back`,
  },
  ends: { plain: '', extreme: 'ends, both ends, outer, outermost, outside, either end' },
};

/** What may follow a direction: "left side", "bottom corner". */
export const SIDE_NOUNS = `side, sides, edge, end, corner, half, part, area, portion, third, section, row, most, hand,
  position, spot, zone, border, of view`;

/** The whole that a direction refers to when nothing else is named. */
export const FRAME_NOUNS = `photo, picture, image, frame, screen, shot, scene, view, pic, photograph, row, line,
  group, photos, pics, image frame, crowd, bunch, pile, stack, lot, queue, set, pack, line up, lineup, rest, others,
  huddle, team, herd, flock, shelf, row of people, pictures, images, background`;

/** The viewer as a landmark: "closest to us". */
export const VIEWER_NOUNS = `camera, viewer, us, me, photographer, you, lens, foreground, front, cam, the viewer,
  cameraman`;

export const SIZES: Readonly<Record<Size, { readonly plain: string; readonly superlative: string }>> = {
  large: {
    plain: `big, large, huge, giant, enormous, massive, gigantic, great, huge, grown, adult, full grown, bigger,
      larger, bulky, fat, main, older, grown up, heavy, oversized, wide`,
    superlative: 'biggest, largest, bigest, widest, fattest, hugest, oldest',
  },
  small: {
    plain: `small, little, tiny, mini, miniature, smaller, baby, young, younger, lil, littler, wee, toy sized, petite,
      smal, short, shorter, littl, infant`,
    superlative: 'smallest, tiniest, littlest, shortest, youngest',
  },
  tall: { plain: 'tall, taller, high', superlative: 'tallest' },
  long: { plain: 'longer', superlative: 'longest' },
};

/** Relations between two things; the subject comes before the words, the landmark after. */
export const RELATIONS: ReadonlyArray<readonly [relation: Relation, words: string]> = [
  ['left-of', `to the left of, on the left of, left of, left to, at the left of, on the left side of,
    to the left side of, to left of, left side of, l of, lft of, to the immediate left of, just left of, on left of`],
  ['right-of', `to the right of, on the right of, right of, at the right of, on the right side of,
    to the right side of, to right of, right side of, r of, rt of, to the immediate right of, just right of, on right of,
    right to`],
  ['above', 'above, over, on top above, higher than, hanging over, up above, hovering over, overhead'],
  ['below', `below, under, underneath, beneath, lower than, down below, at the foot of, at the bottom of, bottom of,
    down under`],
  ['in-front-of', `in front of, infront of, ahead of, in the front of, before, closer than, nearer than,
    at the front of, front of, blocking, in front`],
  ['behind', `behind, in back of, at the back of, beyond, in the back of, behind of, past, back of, further than,
    farther than, followed by`],
  ['near', `next to, beside, near, by, close to, alongside, adjacent to, touching, against, at, along, around,
    near to, besides, nxt to, facing, leaning on, leaning against, across from, opposite, along with, looking at,
    watching, staring at, talking to, talking with, across, sniffing, chasing, following, pulling, towards, toward,
    to, waiting for, petting, stroking, feeding, nuzzling, licking, leaning over, bending over, reaching for,
    about to hit, beneath the shade of, onto, through, up against, attached to, tied to, leading, approaching,
    passing, helping, kissing, guarding, herding, walking with, together with, in the company of, alonside, crossing,
    served with, accompanied by, surrounded by, resting against, propped against, sharing, meeting, joining, among,
    amongst, amid, with`],
  ['nearest', `closest to, nearest to, nearest, closest, nearer to, closer to, right next to, right by,
    immediately next to, directly next to, nearer`],
  ['farthest', `farthest from, furthest from, away from, farthest away from, furthest away from, far from,
    further from, farther from, farther away from, further away from, farthest to, most distant from`],
  ['on', `on, on top of, atop, upon, ontop of, in the middle of, in the center of, aboard, hanging on, hanging from,
    off, on the edge of`],
  ['riding', `riding, rides, ride, driving, astride, mounting, mounted upon, steering, surfing on, skating on, straddling,
    piloting, paddling, sailing, rowing`],
  ['in', `in, inside, inside of, within, into, out of, full of, poking out of, coming out of, sticking out of,
    in the middle of, surrounded with`],
  ['with', `with, w, w/, having, has, have, holding, carrying, using, eating, drinking, playing, playing with,
    reading, throwing, swinging, kicking, catching, wielding, grabbing, holds, carries, wearing, wear, containing, full of,
    filled with, topped with, showing, gripping, lifting, hugging, cradling, clutching, pushing, cutting, slicing,
    talking on, wears, eats, drinks, uses, swings, throws, kicks, catches, plays, reads, rides with, hitting, hits,
    chewing on, chewing, biting, munching on, munching, nibbling, serving, blowing, flying, tossing, pulls, pushes,
    pouring, drags, dragging, hold, carry, carryng, wearin, that holds, who holds, covered in, covered with,
    decorated with, served on, juggling, dribbling, bouncing, balancing, sipping, sipping from, drinking from,
    eating from, supporting, making, cooking, baking, preparing, rolling, returning, bearing, sporting, operating,
    playing on, brushing, cleaning`],
  ['held-by', `held by, carried by, used by, worn by, ridden by, pulled by, pushed by, driven by, being held by,
    being used by, being ridden by, being carried by, being eaten by, eaten by, belonging to, in the hands of,
    in the hand of, in the arms of, on the lap of, in the mouth of, in the grip of, kicked by, thrown by, owned by,
    swung by, being pulled by, being worn by, being pushed by, read by, flown by, being cut by, being chewed by,
    being nibbled by, being read by`],
  ['between', 'between, in between, inbetween, sandwiched between'],
  ['of', 'of'],
];

/** Set differences: what follows is taken away. */
export const EXCLUSIONS = `except, except for, excepting, excluding, exclude, but not, but, other than, apart from,
  aside from, besides, minus, not including, and not, not, without, save for, barring, none of, leaving out,
  leave out, leave, leaving, exept, exept for, excpet, exepct, rather than, instead of, no, nor, not counting, ignoring, ignore,
  omitting, skipping, with the exception of, bt not, execpt, expect for, excluded, exluding, but leave, but leave out,
  but no, also not, w/o, w o, just not, never, only not`;

/** What stands before one of these is taken away ("sink excluded"). */
export const CLOSING_EXCLUSIONS = 'excluded, excepted, omitted';

export const CONJUNCTIONS = `and, plus, and also, also, as well as, along with, together with, n, or, and then,
  with also, nd, an also, including, incl`;

export const QUANTIFIERS: Readonly<Record<'all' | 'both' | 'any' | 'several' | 'none', string>> = {
  all: `all, every, each, evry, al, all of, every one of, each of, everyone of, every single, all the other,
    every other, entire, any and all, whole group of, the rest of, rest, remaining, others, the others`,
  both: 'both, both of, each of the two, either',
  any: 'any, any of',
  several: `some, several, few, a few, many, some of, various, multiple, numerous, lots of, bunch, bunch of, group of,
    row of, pile of, stack of, herd of, flock of, a couple, couple of, a number of, crowd of, collection of,
    cluster of, set of, heap of, team of, line of, rows of, piles of, stacks of, clump of, assortment of, swarm of`,
  none: 'neither, none, none of, no',
};

/** Nouns before "of" that mean what follows: "slice of pizza", "pair of buses". */
export const PORTIONS = `slice, slices, piece, pieces, pair, pairs, bunch, bunches, group, groups, half, halves, herd,
  flock, pile, piles, stack, stacks, row, rows, set, sets, part, parts, portion, head, heads, stalk, stalks, crowd,
  team, heap, heaps, bit, bits, kind, type, sort, cluster, clump, bundle, lot, section, chunk, chunks, plate, plates,
  tray, loaf, rest, side, strip, dish of, line, basket, box, dozen, couple, trio, collection, rack, display, image,
  picture, photo, back, body, arrangement, serving, sprig, floret, florets, spear, whole, number, pack, cluster of`;

export const DETERMINERS = `the, whichever, a, an, this, that, these, those, da, teh, th, another, other, some, what,
  whatever, only, just, whole, entire, same, own, such, actual, lone, alone, hte, de, very, more, most, extra, nother`;
export const SUBJECT_PRONOUNS = `he, she, they, him, them, hes, shes, theyre, someone, somebody, everyone, nobody,
  whoever`;
export const POSSESSIVES = 'his, her, their, hers, theirs, my, your, our';
export const THING_PRONOUNS = 'it, its, itself, himself, herself, themselves, thats, there, here, this, which';
export const RELATIVIZERS = `that, who, which, whose, where, whos, whom, thats, what, whats, wich, tht, when, while,
  as`;
export const COPULAS = `is, are, was, were, be, being, been, 's, 're, am, im, s, do, does, did, has been, have been,
  can, could, seems, looks, appears, seem, look, gets, get, getting, going, wants, 've, 'd, 'll, will, would, might,
  may, must`;
export const NEGATIONS = `not, isn't, aren't, isnt, arent, doesn't, don't, doesnt, dont, wasn't, weren't, hasn't,
  haven't, without, no, never, ain't, aint, nobody, didn't, hasnt, w/o, none, cannot, can't, lacking, lacks, nothing`;

/** Stand-ins for any object. */
export const ANYTHING_SINGULAR = `thing, object, item, something, stuff, anything, whatever, thingy, article,
  contents, content, subject, whichever, this, that`;
export const ANYTHING_PLURAL = 'things, objects, items, everything, those, these, all, group, bunch, lot';
export const ANAPHORS_SINGULAR = 'one, other, another';
export const ANAPHORS_PLURAL = 'ones, others, rest, two, three, four, five, six, both';

/** Commands and courtesies that may stand before the phrase proper. */
export const COMMANDS = `please, pls, plz, plss, plese, select, selct, slect, selet, seelct, pick, pick out, choose,
  find, find me, show, show me, get, get me, get rid of, give me, give, grab, cut, cut out, crop, crop out, extract,
  remove, delete, erase, highlight, mark, isolate, mask out, take, take out, take away, lift, lift out, want, i want,
  i want to, i need, i need to, i would like, i'd like, want to, let's, lets, can you, could you, can u, could u,
  can i, can i get, can i have, may i have, would you, will you, you, u, i, me, for me, just, only, thanks, thank you,
  ok, okay, hey, hi, hello, try to, to, keep, leave, leave only, hide, copy, separate, detect, locate, segment,
  point to, outline, tell me, where is, where are, where's, wheres, which is, here is, there is, there are, click,
  click on, look for, search for, need, we need, we want, eat, move, change, edit, focus on, lemme, gimme, need to,
  now, throw out, throw away, wipe out, clear, is there, are there, do you see, kindly, so, well, hmm, um, uh, yes,
  yeah, the picture of, a photo of, a picture of, identify, point out, point at, i mean, pull out, extrct, slct, ony,
  mostly, simply, everything that is, it is, it's, this is, choos, rid of, put, copy out`;

/** What may stand after the phrase proper. */
export const TRAILERS = `please, pls, plz, plss, thanks, thank you, thx, ty, for me, lol, out, only, in the picture,
  in the photo, in this photo, in this picture, in the image, in this image, in photo, in picture, in pic,
  in the shot, in frame, in the frame, in the scene, from the picture, from the photo, from the image,
  from this photo, from photo, from picture, from here, here, in here, of the picture, of the photo, alone, now, away,
  ok, okay, right now, off, there, too, as well, also, in view, you see, you can see, i see, that you see, that i see,
  that you can see, visible, can you, could you, if you can, by itself, by themselves, together, on its own, thats it,
  that's it, nothing else, no one else, and nothing else, if possible, u see, u can see, in total, in sight,
  seen here, shown here, shown, in the background only, from pic, in the whole photo, in the whole picture,
  not anything else`;
