/**
 * Whether a page's link leads nowhere any more. Who comes with many such links from one address is told to wait, and the header tells
 * that from one who asks too much.
 */
export async function isLinkGone(
  path: string,
  ask: (path: string, init: RequestInit) => Promise<Response> = (path, init) => fetch(path, init),
): Promise<boolean> {
  try {
    const { status, headers } = await ask(path, { method: "HEAD" });
    return status === 404 || headers.get("Underlay-Link") === "unknown";
  } catch {
    return false;
  }
}
