/** A name that nothing else has: for layers, groups and requests. */
export function newId(): string {
  return crypto.randomUUID();
}
