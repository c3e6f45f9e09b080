import { describe, expect, it } from 'vitest';
import { enlarge, minimapStrengths, targetEvidence, targetLogits } from '../../../src/model/rela/output.ts';

describe('targetLogits', () => {
  it('is positive where the target has the larger logit', () => {
    const logits = Float32Array.of(1, 2, 3, 2, 2, -1);
    expect([...targetLogits(logits, 1)]).toEqual([1, 0, -4]);
    expect([...targetLogits(logits, 0)]).toEqual([-1, -0, 4]);
  });
});

describe('enlarge', () => {
  it('interpolates between cell centres and holds the edges, as align_corners=False', () => {
    // torch.nn.functional.interpolate(torch.tensor([[[[0., 4.], [8., 12.]]]]), scale_factor=2, mode='bilinear')
    expect([...enlarge(Float32Array.of(0, 4, 8, 12), 2, 4)]).toEqual([
      0, 1, 3, 4,
      2, 3, 5, 6,
      6, 7, 9, 10,
      8, 9, 11, 12,
    ]);
  });

  it('leaves a map of the same size as it is', () => {
    const map = Float32Array.from({ length: 9 }, (_, i) => i * i);
    expect(enlarge(map, 3, 3)).toEqual(map);
  });
});

describe('heads', () => {
  it("are probabilities by the classes' softmax", () => {
    expect(targetEvidence(Float32Array.of(2, 0), 1)).toBeCloseTo(1 / (1 + Math.exp(-2)));
    expect(targetEvidence(Float32Array.of(2, 0), 0)).toBeCloseTo(1 / (1 + Math.exp(2)));
    const { size, values } = minimapStrengths(Float32Array.of(0, 0, 3, 0, 0, 3, -1, 1), 2, 1);
    expect(size).toEqual([2, 2]);
    [0.5, 1 / (1 + Math.exp(3)), 1 / (1 + Math.exp(-3)), 1 / (1 + Math.exp(-2))].forEach((value, cell) => { expect(values[cell]).toBeCloseTo(value); });
  });
});
