/** The element that a page has for this; pages are made by lib/runtime/serve/pages. */
export function need<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** An element with text in it: never markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Calls `work` when something happens; what fails in it is the page's fault, and in its console. */
export function on<Type extends keyof HTMLElementEventMap>(
  element: HTMLElement,
  type: Type,
  work: (event: HTMLElementEventMap[Type]) => Promise<void> | void,
): void {
  element.addEventListener(type, (event) => void work(event));
}

/** `10:42`, `10:42:07`. */
export const clockTime = (date: Date, seconds = false): string =>
  date.toLocaleTimeString([], {
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    ...(seconds ? { second: "2-digit" } : {}),
  });

/** `1:05` of seconds. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.ceil(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
};
