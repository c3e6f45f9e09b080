/** A map that computes what it does not hold and forgets what was not asked for longest. */
export class RecentMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #limit: number;

  /** @param limit most entries that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws what `compute` throws; nothing is kept then */
  async get(key: K, compute: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    const value = known ?? await compute();
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(oldest);
    }
    return value;
  }
}
