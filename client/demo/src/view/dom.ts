/** The element with this id, which the page is known to have. */
export function byId<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found as E;
}

type Attributes = Readonly<Record<string, string>>;

/**
 * Makes an element. Text from other people only ever enters the page here, as text nodes, so nothing in it can become markup.
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The round picture of a user: initials on one of eight colours, always the same for one user. */
export function avatar(user: string, name: string): HTMLElement {
  const hue = user === "" ? "none" : hash(user) % 8;
  const words = name.split(/\s+/).filter(Boolean);
  const initials = words.slice(0, 2).map((word) => [...word][0]!.toUpperCase());
  return make("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, initials.join(""));
}

/** FNV-1a: short, and different enough for names that look alike. */
function hash(text: string): number {
  let hash = 2166136261;
  for (const char of text) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
