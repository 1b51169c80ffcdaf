/** Web Locks, which Node does not have before version 24: exclusive ones, as far as the client uses them. */
export class FakeLocks {
  /** The end of each queue, by name. */
  readonly #queues = new Map<string, Promise<void>>();

  async request<T>(
    name: string,
    options: { signal: AbortSignal },
    callback: () => Promise<T>,
  ): Promise<T> {
    options.signal.throwIfAborted();
    const before = this.#queues.get(name) ?? Promise.resolve();
    let release = () => {};
    const mine = new Promise<void>((resolve) => (release = resolve));
    this.#queues.set(
      name,
      before.then(() => mine),
    );
    let aborted = () => {};
    try {
      await Promise.race([
        before,
        new Promise<void>((_, reject) => {
          aborted = () => reject(options.signal.reason);
          options.signal.addEventListener("abort", aborted);
        }),
      ]);
      return await callback();
    } finally {
      options.signal.removeEventListener("abort", aborted);
      release();
    }
  }
}
