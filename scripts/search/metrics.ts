/** Mean of the precision at each positive, over all examples by falling score (ties: the mean over their orders is not taken). */
export function averagePrecision(scores: readonly number[], labels: readonly boolean[]): number {
  const order = scores.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
  let positives = 0;
  let sum = 0;
  order.forEach((index, rank) => {
    if (!labels[index]) return;
    positives++;
    sum += positives / (rank + 1);
  });
  return positives === 0 ? 0 : sum / positives;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the bin. */
  readonly predicted: number;
  readonly observed: number;
}

/** Ten equal bins of probability, empty ones left out. */
export function reliability(probabilities: readonly number[], labels: readonly boolean[], weights: readonly number[]): ReliabilityBin[] {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, weight: 0, predicted: 0, observed: 0 }));
  probabilities.forEach((probability, index) => {
    const bin = bins[Math.min(9, Math.floor(probability * 10))];
    bin.count++;
    bin.weight += weights[index];
    bin.predicted += probability * weights[index];
    if (labels[index]) bin.observed += weights[index];
  });
  return bins.flatMap(({ count, weight, predicted, observed }, index) => (count === 0 ? [] : [{
    from: index / 10, to: (index + 1) / 10, count, predicted: predicted / weight, observed: observed / weight,
  }]));
}
