import { describe, expect, it } from 'vitest';
import { decide } from '../../src/model/decide.ts';
import { encoding, region } from './scene.ts';

const thresholds = { object: 0.5, none: 0.35, found: 0.65, calibration: { slope: 1, intercept: 0, fittedOn: 'test' } };
const photo = encoding([region([0, 0, 200, 200], { 0: 0.9 }), region([500, 200, 200, 200], { 2: 0.8 }), region([800, 0, 100, 100], { 1: 0.3 })]);

function answer(objectScores: readonly number[], targetEvidence: number, objectThreshold?: number) {
  const grounding = { objectScores: Float32Array.from(objectScores), targetEvidence, unknownWords: [] };
  return decide(photo, grounding, thresholds, objectThreshold);
}

describe('decide', () => {
  it('finds what reaches the object threshold, best first', () => {
    const { verdict, targets, others } = answer([0.6, 0.9, 0.2], 0.9);
    expect(verdict).toBe('found');
    expect(targets).toEqual([1, 0]);
    expect(others).toEqual([2]);
  });

  it('is unsure between the two probabilities and still lists the instances', () => {
    expect(answer([0.6, 0, 0], 0.5)).toMatchObject({ verdict: 'unsure', targets: [0] });
  });

  it('says none for a low probability and names what it refused', () => {
    const { verdict, targets, others } = answer([0.6, 0.01, 0], 0.2);
    expect(verdict).toBe('none');
    expect(targets).toEqual([]);
    expect(others).toEqual([0]);
  });

  it('says none when no object reaches the threshold, however sure it is of a target', () => {
    expect(answer([0.4, 0.4, 0.4], 0.99).verdict).toBe('none');
    expect(answer([0.4, 0.4, 0.4], 0.99, 0.3)).toMatchObject({ verdict: 'found', targets: [0, 1, 2] });
  });

  it('calibrates by slope and intercept on the logit, and survives evidence of 0 and 1', () => {
    expect(answer([0, 0, 0], 0.5).targetProbability).toBeCloseTo(0.5);
    expect(answer([0, 0, 0], 0).targetProbability).toBeCloseTo(0, 4);
    expect(answer([0, 0, 0], 1).targetProbability).toBeCloseTo(1, 4);
  });

  it('maps strength to where the regions are', () => {
    const { size, values } = answer([0.6, 0.9, 0], 0.9).regionMap;
    expect(size).toEqual([10, 10]);
    const at = (x: number, y: number) => values[Math.floor(y / 50) * 10 + Math.floor(x / 100)];
    expect(at(100, 100)).toBeGreaterThan(0.5);
    expect(at(100, 100)).toBeLessThanOrEqual(Math.fround(0.6));
    expect(at(600, 300)).toBeGreaterThan(0.8);
    expect(at(850, 450)).toBe(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(0.9));
  });
});
