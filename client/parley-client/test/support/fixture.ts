import { afterEach, beforeEach, expect, vi } from "vitest";
import { connect, type ConnectionState, type ConnectOptions } from "../../src/index.js";
import { FakeServer, type FakeServerOptions } from "../../src/testing/index.js";

/** A server and its clients, with fake timers and the shortest waits; all is closed after each test. */
export class Fixture {
  server = new FakeServer();
  readonly #clients: ReturnType<typeof connect>[] = [];

  /** Has to be called where the tests are declared. */
  static forEach(): Fixture {
    const fixture = new Fixture();
    beforeEach(() => {
      vi.useFakeTimers({ now: 1_000_000 });
      vi.spyOn(Math, "random").mockReturnValue(0);
      fixture.server = new FakeServer();
    });
    afterEach(() => {
      fixture.#clients.splice(0).forEach((client) => client.close());
      vi.useRealTimers();
      vi.restoreAllMocks();
      vi.unstubAllGlobals();
    });
    return fixture;
  }

  /** Replaces the server by one with options. */
  serverWith(options: FakeServerOptions): FakeServer {
    this.server = new FakeServer(options);
    return this.server;
  }

  /** A client of the server, with all states that it has told. */
  client(options: Partial<ConnectOptions> = {}, user = "anna") {
    const client = connect({ ...this.server.optionsFor(user), ...options });
    this.#clients.push(client);
    const states: ConnectionState[] = [client.connection.get()];
    client.connection.subscribe(() => states.push(client.connection.get()));
    return Object.assign(client, {
      states,
      /** The state without its time. */
      state: () => client.connection.get(),
    });
  }

  /** A client that is connected. */
  async connected(options: Partial<ConnectOptions> = {}, user = "anna") {
    const client = this.client(options, user);
    await soon();
    return client;
  }
}

/** The client begins anew with its first attempt, at once, and gets through. */
export async function expectAttemptAtOnce(client: ReturnType<Fixture["client"]>): Promise<void> {
  expect(client.state()).toMatchObject({
    status: "reconnecting",
    attempt: 1,
    nextAttemptAt: null,
  });
  await soon();
  expect(client.state().status).toBe("connected");
}

/** Lets everything happen that needs no time. */
export const soon = () => vi.advanceTimersByTimeAsync(0);

/** Lets time pass, and what happens in it. */
export const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/**
 * Centrifuge lets what has already arrived be handled before it gives up: by a timer of 0 ms, which fake timers call a millisecond
 * later.
 */
export const TURN = 1;
