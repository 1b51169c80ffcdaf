import type { Entry, Message } from "../entries.ts";
import { byId, make } from "./dom.ts";
import { messageElement, noticeElement } from "./entry-view.ts";

/** Messages of one author within this time stand under one heading. */
const GROUP_MS = 5 * 60_000;
/** Closer to the end than this counts as being there. */
const NEAR_END_PX = 48;

/**
 * The stream of messages. Follows the end while the reader is there; when the reader has scrolled up it stays where it is, marks
 * where the unread messages begin, and offers the way down.
 */
export class StreamView {
  readonly #scroller = byId("stream");
  readonly #list = byId<HTMLOListElement>("messages");
  readonly #older = byId<HTMLButtonElement>("older");
  readonly #empty = byId("empty");
  readonly #jump = byId<HTMLButtonElement>("jump");
  readonly #marker = make("li", { class: "unread-marker", "data-testid": "unread-marker" }, "New");
  readonly #shown = new Map<string, { entry: Entry; grouped: boolean; element: HTMLElement }>();
  readonly #retry: (id: string) => void;
  #following = true;
  /** Where the end was last: being above it means that the reader has scrolled up, even if no event has told so yet. */
  #endAt = 0;
  #firstUnread: string | null = null;

  constructor(actions: { retry(id: string): void; loadOlder(): void; atEnd(): void }) {
    this.#retry = actions.retry;
    this.#older.addEventListener("click", () => actions.loadOlder());
    this.#jump.addEventListener("click", () => this.toEnd());
    this.#scroller.addEventListener("scroll", () => {
      this.#following = this.#distanceToEnd() < NEAR_END_PX;
      if (this.#following && this.#firstUnread !== null) {
        this.#firstUnread = null;
        this.#jump.hidden = true;
        actions.atEnd();
      }
    });
    // A smaller window or a keyboard on the screen must not push the end out of sight.
    new ResizeObserver(() => this.#following && this.toEnd()).observe(this.#scroller);
  }

  /** Whether the reader is at the end, so that old entries can go without notice. */
  get following(): boolean {
    return this.#following;
  }

  toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#endAt = this.#scroller.scrollTop;
    this.#following = true;
  }

  /** Another room: nothing shown so far is of use. */
  clear(): void {
    this.#shown.clear();
    this.#list.replaceChildren();
    this.#firstUnread = null;
    this.#jump.hidden = true;
    this.#endAt = 0;
    this.#following = true;
  }

  render(
    entries: readonly Entry[],
    older: { has: boolean; loading: boolean; quiet: boolean },
  ): void {
    const distance = this.#distanceToEnd();
    this.#following &&= this.#scroller.scrollTop > this.#endAt - NEAR_END_PX;
    const last = this.#list.querySelector(":scope > [data-key]:last-of-type");
    const lastKey = last?.getAttribute("data-key") ?? null;
    this.#older.hidden = !older.has;
    this.#older.disabled = older.loading;
    this.#older.textContent = older.loading ? "Loading…" : "Load older messages";
    this.#empty.hidden = older.quiet || entries.some((entry) => entry.kind === "message");
    this.#place(entries);
    if (this.#following) {
      this.toEnd();
    } else {
      this.#markUnread(entries, lastKey);
      // Keep the line the reader looks at where it is, whatever was added above or below.
      if (older.loading === false && lastKey === this.#lastKey(entries)) {
        this.#scroller.scrollTop =
          this.#scroller.scrollHeight - this.#scroller.clientHeight - distance;
      }
    }
  }

  /** Brings the elements into the order of the entries, touching only what changed. */
  #place(entries: readonly Entry[]): void {
    const keys = new Set(entries.map((entry) => entry.key));
    for (const [key, { element }] of this.#shown) {
      if (!keys.has(key)) {
        element.remove();
        this.#shown.delete(key);
      }
    }
    this.#marker.remove();
    let before: Entry | undefined;
    let next = this.#list.firstElementChild;
    for (const entry of entries) {
      const old = this.#shown.get(entry.key)?.element;
      const element = this.#elementOf(entry, continues(before, entry));
      if (next !== null && old === next) {
        next = element; // it may have been replaced where it stood
      }
      if (element === next) {
        next = element.nextElementSibling;
      } else {
        this.#list.insertBefore(element, next);
      }
      before = entry;
    }
    const firstUnread = this.#firstUnread && this.#shown.get(this.#firstUnread);
    if (firstUnread) {
      firstUnread.element.before(this.#marker);
    }
  }

  #elementOf(entry: Entry, grouped: boolean): HTMLElement {
    const shown = this.#shown.get(entry.key);
    if (shown?.entry === entry && shown.grouped === grouped) {
      return shown.element;
    }
    const element =
      entry.kind === "notice" ? noticeElement(entry) : messageElement(entry, grouped, this.#retry);
    shown?.element.replaceWith(element);
    this.#shown.set(entry.key, { entry, grouped, element });
    return element;
  }

  #markUnread(entries: readonly Entry[], lastKey: string | null): void {
    const from = entries.findIndex((entry) => entry.key === lastKey) + 1;
    const fresh = lastKey === null ? [] : entries.slice(from).filter(isFromOthers);
    if (this.#firstUnread === null && fresh.length > 0) {
      this.#firstUnread = fresh[0]!.key;
      this.#shown.get(this.#firstUnread)!.element.before(this.#marker);
    }
    if (this.#firstUnread !== null) {
      const first = entries.findIndex((entry) => entry.key === this.#firstUnread);
      const count = entries.slice(first).filter(isFromOthers).length;
      this.#jump.textContent = count === 1 ? "1 new message ↓" : `${count} new messages ↓`;
      this.#jump.hidden = false;
    }
  }

  #lastKey(entries: readonly Entry[]): string | null {
    return entries.at(-1)?.key ?? null;
  }

  #distanceToEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }
}

function isFromOthers(entry: Entry): entry is Message {
  return entry.kind === "message" && !entry.own;
}

function continues(before: Entry | undefined, entry: Entry): boolean {
  return (
    before?.kind === "message" &&
    entry.kind === "message" &&
    before.author?.user === entry.author?.user &&
    Math.abs((entry.at ?? 0) - (before.at ?? 0)) < GROUP_MS
  );
}
