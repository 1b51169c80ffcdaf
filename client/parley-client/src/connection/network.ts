/** What the browser says about the network and the page. Does nothing where there is no browser. */
export class NetworkEvents {
  readonly #handlers: { readonly [type: string]: () => void };
  #attached = false;

  constructor(on: {
    readonly online: () => void;
    readonly offline: () => void;
    /** The page was hidden and can be seen again, also when the device wakes. */
    readonly visible: () => void;
  }) {
    this.#handlers = {
      online: on.online,
      offline: on.offline,
      visibilitychange: () => {
        if (globalThis.document?.visibilityState === "visible") {
          on.visible();
        }
      },
    };
  }

  /** False only if the browser is sure that there is no network. */
  get online(): boolean {
    return globalThis.navigator?.onLine !== false;
  }

  /** Begins to listen. */
  attach(): void {
    if (!this.#attached) {
      this.#attached = true;
      this.#each((target, type, handler) => target.addEventListener?.(type, handler));
    }
  }

  /** Ends that and leaves nothing behind. */
  detach(): void {
    if (this.#attached) {
      this.#attached = false;
      this.#each((target, type, handler) => target.removeEventListener?.(type, handler));
    }
  }

  #each(change: (target: Partial<EventTarget>, type: string, handler: () => void) => void): void {
    for (const [type, handler] of Object.entries(this.#handlers)) {
      const target = type === "visibilitychange" ? globalThis.document : globalThis;
      if (target !== undefined) {
        change(target, type, handler);
      }
    }
  }
}
