const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Solves a symmetric positive definite system by Gaussian elimination with pivoting. */
function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const size = vector.length;
  const rows = matrix.map((row, index) => [...row, vector[index]]);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let k = column; k <= size; k += 1) rows[row][k] -= factor * rows[column][k];
    }
  }
  return rows.map((row, index) => row[size] / row[index]);
}

/**
 * Logistic regression by Newton's method with a ridge penalty for each weight; the first input should be the constant 1.
 * @param inputs one row an example
 * @param labels true for the positive class
 * @param weightsOf weight of each example
 * @param ridges penalty of each weight
 */
export function fitLogistic(
  inputs: readonly (readonly number[])[],
  labels: readonly boolean[],
  weightsOf: readonly number[],
  ridges: readonly number[] = inputs[0].map(() => 1),
): number[] {
  const size = inputs[0].length;
  let weights = new Array<number>(size).fill(0);
  for (let iteration = 0; iteration < 25; iteration += 1) {
    const gradient = weights.map((weight, i) => -ridges[i] * weight);
    const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? ridges[i] : 0)));
    inputs.forEach((row, example) => {
      const probability = sigmoid(row.reduce((sum, value, i) => sum + value * weights[i], 0));
      const importance = weightsOf[example];
      for (let i = 0; i < size; i += 1) {
        gradient[i] += importance * (Number(labels[example]) - probability) * row[i];
        for (let j = 0; j < size; j += 1)
          hessian[i][j] += importance * probability * (1 - probability) * row[i] * row[j];
      }
    });
    const step = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight + step[i]);
  }
  return weights;
}

/** Expected calibration error over ten equal bins of probability. */
export function calibrationError(probabilities: readonly number[], labels: readonly boolean[]): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, probability: 0, positive: 0 }));
  probabilities.forEach((probability, index) => {
    const bin = bins[Math.min(9, Math.floor(probability * 10))];
    bin.count += 1;
    bin.probability += probability;
    bin.positive += Number(labels[index]);
  });
  return (
    bins.reduce((sum, { probability, positive }) => sum + Math.abs(probability - positive), 0) / probabilities.length
  );
}
