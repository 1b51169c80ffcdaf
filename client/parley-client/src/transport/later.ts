/** What a `PollSocket` and an `EventSource` have in common, as `centrifuge` uses them. */
export interface Source {
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  onclose?: ((event: never) => unknown) | null;
  send?(data: string): void;
  close(): void;
}

type Listener = ((event: object) => void) | null;

/** A socket or event source whose code is loaded when it is made: most clients need neither. */
export class Later {
  onopen: Listener = null;
  onmessage: Listener = null;
  onerror: Listener = null;
  onclose: Listener = null;
  #source: Source | undefined;
  #closed = false;

  /** @param load loads the code; what it resolves to makes the source, and is not called when this is closed meanwhile */
  constructor(load: () => Promise<() => Source>) {
    load().then(
      (make) => this.#closed || this.#open(make()),
      () => {
        this.onerror?.({});
        this.onclose?.({ code: 1006 });
      },
    );
  }

  send(data: string): void {
    this.#source?.send?.(data);
  }

  close(): void {
    this.#closed = true;
    this.#source?.close();
  }

  #open(source: Source): void {
    this.#source = source;
    source.onopen = (event) => this.onopen?.(event);
    source.onmessage = (event) => this.onmessage?.(event);
    source.onerror = (event) => this.onerror?.(event);
    source.onclose = (event) => this.onclose?.(event);
  }
}
