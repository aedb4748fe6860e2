/** What came of a capture: the file, or why there is none. */
export type Captured =
  | { readonly name: string; readonly packets: Blob }
  | { readonly name: null; readonly reason: string };

/** Asks for a capture, and resolves at its end. `listening` is called once it has begun. */
export async function capture(
  query: URLSearchParams,
  listening: () => void,
  get: (path: string) => Promise<Response> = (path) => fetch(path),
): Promise<Captured> {
  try {
    const response = await get(`capture?${query}`);
    if (!response.ok) return { name: null, reason: (await response.text()).trim() };
    listening();
    const [, name = "capture.pcap"] =
      /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
    return { name, packets: await response.blob() };
  } catch {
    return { name: null, reason: "The capture was cut off, or the server does not answer." };
  }
}
