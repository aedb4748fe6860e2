import { need } from "./dom.ts";
import { isLinkGone } from "./link.ts";

/** A path below the page's own, which has the token in it, as a WebSocket's address. */
export function socketAddress(path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams(query).toString();
  url.hash = "";
  return url.href;
}

/** Milliseconds before the next try, longer each time, and never the same for all pages of a room. */
export const pauseBefore = (attempt: number): number =>
  Math.min(500 * 2 ** attempt, 10_000) * (0.5 + Math.random() / 2);

let gone = false;

/** Whether the server was given up, because the page's link is not valid any more. */
export const isGivenUp = (): boolean => gone;

/** Hears what the server tells, and comes back when the connection is lost. */
export function listen<Message>(hear: (message: Message) => void, attempt = 0): void {
  const status = need("#connection");
  const socket = new WebSocket(socketAddress("live"));
  let tries = attempt;
  socket.onopen = () => {
    tries = 0;
    status.textContent = "connected";
    status.className = "";
  };
  socket.onmessage = ({ data }) => hear(JSON.parse(String(data)));
  const comeBack = async () => {
    status.className = "lost";
    status.textContent = "connection lost, trying again …";
    gone = await isLinkGone(location.pathname);
    if (gone) {
      status.textContent = "this link is not valid any more: ask for a new one";
      return;
    }
    setTimeout(() => listen(hear, tries + 1), pauseBefore(tries));
  };
  socket.onclose = () => void comeBack();
}

/** Asks the server for something; what it says against it, or null. */
export async function ask(path: string, form: Readonly<Record<string, string>> = {}): Promise<string | null> {
  try {
    const response = await fetch(path, { method: "POST", body: new URLSearchParams(form) });
    const said = (await response.text()).trim();
    return response.ok ? null : said;
  } catch {
    return "The server does not answer.";
  }
}
