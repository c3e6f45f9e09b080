import { describe, expect, it } from 'vitest';
import { describeTree } from '../../../src/model/language/describe-tree.ts';
import { parse } from '../../../src/model/language/parse.ts';

/** Phrases of one construction each, as people write them; the tree as describeTree prints it, unknown words. */
const PHRASES: ReadonlyArray<readonly [phrase: string, tree: string, unknown?: readonly string[]]> = [
  ['the chocolate donut', '1 donut[color brown/black]'],
  ['the second largest cup', '1 cup[#2 from large]'],
  ['third closest to the camera', '1 it[#3 from front]'],
  ['the largest of the boats', '1 boat[most large]'],
  ['the two largest of the boats', '2 boat[most large]'],
  ['the highest of the hanging planters', '1 potted plant[most top; hanging]'],
  ['the lower of the knives', '1 knife[bottom]'],
  ['2nd zebra from the front', '1 zebra[#2 from front]'],
  ['the pair nearest the water', '2 it[nearest]', ['water']],
  ['the pair on the left', '2 it[left]'],
  ['banana bunch', 'some banana'],
  ['zebras facing right', 'some zebra[facing; turned]'],
  ['man looking to the left', '1 person[looking; turned]'],
  ['dog to the right behind the sofa', '1 dog[right; behind(1 couch)]'],
  ['man who sits furthest to the right at the bar', '1 person[sits; most right; at]'],
  ['umpire behind the catcher', '1 person[behind(1 person)]'],
  ['umpire behind home plate', '1 person[behind; back]', ['home', 'plate']],
  ['two people at the right end of the bar', '2 person[right; of]'],
  ['the rider on the left elephant', '1 person[on(1 elephant[left])]'],
  ['mug just above the keyboard', '1 cup[just; above(1 keyboard)]'],
  ['luggage to the left of the other one', 'some suitcase/~backpack/~handbag[left-of(1 it[other])]'],
  ['stemware to the right of his face', 'some wine glass[right-of(some previous or person)]'],
  ['citrus in the box closest to the refrigerator', '1 orange[perhaps nearest(1 refrigerator); in]', ['box']],
  ['the cup with no handle', '1 cup[not with]', ['handle']],
  ['the dog that has no collar, on the left', '1 dog[not collar; left]'],
  ['dog with a red collar', '1 dog[color red collar@whole]'],
  ['pie covered in chocolate', '1 cake[covered in; color brown/black]'],
  ['the woman whose shirt is red', '1 person[color red shirt@torso]'],
  ['the woman who does not wear a hat', '1 person[does; not hat]'],
  ['those in white caps', 'some thing[color white cap@upper]'],
  ['that white chair', '1 chair[color white]'],
  ['him and the skateboard', '(1 person + 1 skateboard)'],
  ["every seat except the boy's own chair", '(all chair/couch/3 more - 1 chair[held-by(1 young person)])'],
  ['no not the toilet, i want the sink', '(1 sink - 1 toilet)'],
  ['sink excluded, the orange cup and the hair dryer', '((1 cup[color orange] + 1 hair drier) - 1 sink)'],
  ['sink excluded, i want the cup', '(1 cup - 1 sink)'],
  ['the cup, sink excluded, the hair dryer', '((1 cup + 1 hair drier) - 1 sink)'],
  ['no, not the toilet, i want the sink', '(1 sink - 1 toilet)'],
  ['the dog, the sink omitted', '(1 dog - 1 sink)'],
  ['the dog that will ignore the ball', '1 dog[perhaps near(1 sports ball)]'],
  ['the cups, the red one excluded', '(some cup - 1 it[color red])'],
  ['the vehicle, ignore the hydrant', '(1 car/motorcycle/6 more - 1 fire hydrant)'],
  ['the cats and peanut butter jar', '(some cat + 1 bottle/cup/2 more[peanut butter])'],
  ['only red cup, leave the white one', '(1 cup[color red] - 1 it[color white])'],
  ['all knives but far left', '(all knife - 1 it[most left])'],
  ["the drink that isn't coffee", '(1 cup/wine glass/bottle - 1 cup)'],
  ['fruits which are not bananas', '(some banana/apple/orange - some banana)'],
  ['the buses, not the large green and white one', '(some bus - 1 it[large; color green/white])'],
  [
    "cutlery in her hands, not what's on the table",
    '(some fork/knife/spoon[held-by(some previous or person)] - 1 thing[on(1 dining table)])',
  ],
  ['none of the dogs', 'none dog'],
  ['clump of four black cattle', '4 cow[color black]'],
  ['just what he rides, not the guy', '(1 thing[supporting(some person)] - 1 person)'],
  ['thing rt of jar', '1 thing[right-of(1 bottle/cup/2 more)]'],
  ['all the cups except the smallest', '(all cup - 1 it[most small])'],
  ['the donuts in the back row', 'some donut[back]'],
  ['the three leftmost cups', '3 cup[most left]'],
  ['redcar on theleft', '1 car[color red; left]'],
  ['the knifes and the gooses', '(some knife + some bird)'],
  ['I want only the red mug, pls', '1 cup[color red]'],
  ['hi, could you find the sofa please', '1 couch'],
];

describe('parse reads', () => {
  it.each(PHRASES.map(([phrase, tree, unknown = []]) => ({ phrase, tree, unknown })))(
    '"$phrase"',
    ({ phrase, tree, unknown }) => {
      const parsed = parse(phrase);
      expect(describeTree(parsed.selection)).toBe(tree);
      expect(parsed.unknownWords).toEqual(unknown);
    },
  );
});
