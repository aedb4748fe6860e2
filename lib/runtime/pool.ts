export interface PoolOptions {
  /** How many at a time. */
  readonly parallel: number;
  /** Once it is aborted, nothing more is begun. */
  readonly signal: AbortSignal;
}

/** Does something for each, so many at a time; returns those with which it was not begun. What is thrown goes to the caller at once. */
export async function inPool<T>(
  items: readonly T[],
  { parallel, signal }: PoolOptions,
  work: (item: T) => Promise<void>,
): Promise<T[]> {
  const waiting = [...items];
  const next = () => (signal.aborted ? undefined : waiting.shift());
  const worker = async () => {
    for (let item = next(); item !== undefined; item = next()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return waiting;
}
