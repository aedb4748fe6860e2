/** What a capture has at most. */
export const captureBounds = { seconds: 60, packets: 20_000, bytes: 16 * 2 ** 20, filter: 200 } as const;
