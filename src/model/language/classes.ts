/** Names of the detector's classes (COCO's 80 "things"), in the order of `Region.classes`. */
export const CLASS_NAMES = [
  'person',
  'bicycle',
  'car',
  'motorcycle',
  'airplane',
  'bus',
  'train',
  'truck',
  'boat',
  'traffic light',
  'fire hydrant',
  'stop sign',
  'parking meter',
  'bench',
  'bird',
  'cat',
  'dog',
  'horse',
  'sheep',
  'cow',
  'elephant',
  'bear',
  'zebra',
  'giraffe',
  'backpack',
  'umbrella',
  'handbag',
  'tie',
  'suitcase',
  'frisbee',
  'skis',
  'snowboard',
  'sports ball',
  'kite',
  'baseball bat',
  'baseball glove',
  'skateboard',
  'surfboard',
  'tennis racket',
  'bottle',
  'wine glass',
  'cup',
  'fork',
  'knife',
  'spoon',
  'bowl',
  'banana',
  'apple',
  'sandwich',
  'orange',
  'broccoli',
  'carrot',
  'hot dog',
  'pizza',
  'donut',
  'cake',
  'chair',
  'couch',
  'potted plant',
  'bed',
  'dining table',
  'toilet',
  'tv',
  'laptop',
  'mouse',
  'remote',
  'keyboard',
  'cell phone',
  'microwave',
  'oven',
  'toaster',
  'sink',
  'refrigerator',
  'book',
  'clock',
  'vase',
  'scissors',
  'teddy bear',
  'hair drier',
  'toothbrush',
] as const;

export type ClassName = (typeof CLASS_NAMES)[number];

/** Position of `person` in {@link CLASS_NAMES}. */
export const PERSON = 0;

const indexByName = new Map<string, number>(CLASS_NAMES.map((name, index) => [name, index]));

/**
 * Position of a class in {@link CLASS_NAMES}.
 * @throws RangeError for a name that is not in the list; the lexicon's tables are the only callers.
 */
export function classIndex(name: string): number {
  const index = indexByName.get(name);
  if (index === undefined) throw new RangeError(`"${name}" is not a class of the detector`);
  return index;
}
