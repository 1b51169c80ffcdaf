/** Gives a one-time ticket for a token, so that the token need not stand in a URL. */
export type GetTicket = (token: string) => Promise<string>;

type EventSourceClass = new (url: string, init?: EventSourceInit) => EventSource;

/** Fetches tickets of a Parley server by `POST /api/ticket`. */
export function ticketFor(base: URL, fetchIt: typeof fetch): GetTicket {
  const url = new URL("api/ticket", base).href;
  return async (token) => {
    const response = await fetchIt(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
    });
    if (!response.ok) {
      throw new Error(`no ticket: the server answered ${response.status}`);
    }
    const { result } = (await response.json()) as { result: { ticket: string } };
    return result.ticket;
  };
}

/**
 * An `EventSource` for the option `eventsource` of `centrifuge`, which puts its connect command into the URL: the token in it is
 * replaced by a ticket before the connection is made.
 *
 * @param source the one to build on
 */
export function ticketEventSource(
  source: EventSourceClass,
  getTicket: GetTicket,
): new (
  url: string,
  init?: EventSourceInit,
) => Pick<EventSource, "close" | "onopen" | "onmessage" | "onerror"> {
  return class TicketEventSource {
    onopen: ((event: Event) => void) | null = null;
    onmessage: ((event: MessageEvent) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;
    #source: EventSource | null = null;
    #closed = false;

    constructor(url: string, init?: EventSourceInit) {
      withTicket(url, getTicket).then(
        (safe) => this.#open(safe, init),
        () => this.#closed || this.onerror?.(new Event("error")),
      );
    }

    close(): void {
      this.#closed = true;
      this.#source?.close();
    }

    #open(url: string, init?: EventSourceInit): void {
      if (this.#closed) {
        return;
      }
      const opened = new source(url, init);
      this.#source = opened;
      opened.onopen = (event) => this.onopen?.(event);
      opened.onmessage = (event) => this.onmessage?.(event);
      opened.onerror = (event) => this.onerror?.(event);
    }
  };
}

async function withTicket(url: string, getTicket: GetTicket): Promise<string> {
  const safe = new URL(url);
  const command = JSON.parse(safe.searchParams.get("cf_connect") ?? "{}") as {
    connect?: { token?: string };
  };
  if (command.connect?.token) {
    command.connect.token = await getTicket(command.connect.token);
    safe.searchParams.set("cf_connect", JSON.stringify(command));
  }
  return safe.href;
}
