import { describe, expect, it } from 'vitest';
import { orient } from '../../src/image/orient.ts';
import { quarters, storedFor } from './scenes.ts';

describe('orient', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns pixels stored with orientation %i upright', (orientation) => {
    const upright = quarters(16, 12);
    const turned = orient(storedFor(upright, orientation), orientation);
    expect([turned.width, turned.height, turned.channels]).toEqual([16, 12, 3]);
    expect([...turned.data]).toEqual([...upright.data]);
  });
});
