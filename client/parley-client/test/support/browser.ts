import { vi } from "vitest";

/** What a page has and Node has not: network, visibility, and a count of listeners. */
export class FakeBrowser {
  readonly #window = new CountingTarget();
  readonly #document = Object.assign(new CountingTarget(), { visibilityState: "visible" });
  readonly #navigator = { onLine: true };

  /** Puts it into the globals, until `vi.unstubAllGlobals`. @param page false for a worker, which has no document */
  constructor(page = true) {
    vi.stubGlobal("addEventListener", this.#window.addEventListener.bind(this.#window));
    vi.stubGlobal("removeEventListener", this.#window.removeEventListener.bind(this.#window));
    vi.stubGlobal("navigator", this.#navigator);
    vi.stubGlobal("document", page ? this.#document : undefined);
  }

  /** How many listeners there are. */
  get listeners(): number {
    return this.#window.count + this.#document.count;
  }

  /** Says that there is a network, or none. */
  setOnline(online: boolean): void {
    this.#navigator.onLine = online;
    this.#window.dispatchEvent(new Event(online ? "online" : "offline"));
  }

  /** Hides or shows the page. */
  setVisible(visible: boolean): void {
    this.#document.visibilityState = visible ? "visible" : "hidden";
    this.#document.dispatchEvent(new Event("visibilitychange"));
  }
}

class CountingTarget extends EventTarget {
  count = 0;

  override addEventListener(type: string, listener: EventListener): void {
    this.count++;
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: string, listener: EventListener): void {
    this.count--;
    super.removeEventListener(type, listener);
  }
}
