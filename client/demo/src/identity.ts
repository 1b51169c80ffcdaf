/** Who this tab is. */
export interface Me {
  /** The user id in the token; the server vouches for it. */
  readonly user: string;
  /** What people call that user. Chosen freely, so it proves nothing. */
  readonly name: string;
}

/** Who this tab is and which room it opens. */
export interface Identity extends Me {
  readonly room: string;
}

/** The part of Storage that is needed; sessionStorage gives each tab its own. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const ADJECTIVES =
  "amber brave calm clever curious gentle lucky merry nimble quiet sunny swift witty";
const ANIMALS = "badger crane falcon finch fox heron hare lynx marten otter owl panda robin seal";

/** What the address says wins, then what this tab remembers, then a friendly name made up on the spot. */
export function identify(search: string, memory: Memory, random: () => number): Identity {
  const asked = new URLSearchParams(search);
  const name =
    clean(asked.get("user")) ?? clean(memory.getItem("parley.name")) ?? friendlyName(random);
  memory.setItem("parley.name", name);
  const room = roomName(asked.get("room")) ?? roomName(memory.getItem("parley.room")) ?? "general";
  return { user: userId(name), name, room };
}

/** The address of this page for a name and a room. */
export function address(name: string, room: string): string {
  return `?${new URLSearchParams({ user: name, room })}`;
}

/** The server's address: the page lies at its root, or in its folder demo/, wherever that is. */
export function serverOf(page: { readonly origin: string; readonly pathname: string }): URL {
  return new URL(page.pathname.replace(/(\/demo)?\/[^/]*$/, "/"), page.origin);
}

/** A room's name as it may stand behind `room:`, or null. It is simple, so that it can be pasted into any shell. */
export function roomName(text: string | null): string | null {
  const name = (text ?? "").trim().toLowerCase().replace(/\s+/g, "-").replace(/^#/, "");
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) ? name : null;
}

/** The user id for a name: the same name in another tab is the same user. */
export function userId(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return id === "" ? "guest" : id;
}

/** A name with single spaces, at most 40 characters long, or null when nothing is left of it. */
export function clean(name: string | null): string | null {
  const cleaned = [...(name ?? "").trim().replace(/[\s\p{C}]+/gu, " ")]
    .slice(0, 40)
    .join("")
    .trim();
  return cleaned === "" ? null : cleaned;
}

function friendlyName(random: () => number): string {
  const pick = (words: string) => {
    const list = words.split(" ");
    return list[Math.floor(random() * list.length)]!;
  };
  const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
  return `${capital(pick(ADJECTIVES))} ${capital(pick(ANIMALS))}`;
}
