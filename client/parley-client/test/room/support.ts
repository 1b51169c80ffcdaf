import { afterEach, beforeEach, vi } from "vitest";
import { connect } from "../../src/index.js";
import { FakeServer } from "../../src/testing/index.js";
import type { ConnectOptions, Parley, Room } from "../../src/api.js";

/** A fake server with fake timers, and clients that are closed after each test. */
export function useServer() {
  let server: FakeServer;
  const clients: Parley[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
  });
  afterEach(async () => {
    await settle();
    clients.splice(0).forEach((client) => client.close());
    vi.useRealTimers();
  });
  return {
    get server() {
      return server;
    },
    /** A client of a user, which is connected when `settle` has returned. */
    client(user: string, options: Partial<ConnectOptions> = {}): Parley {
      const client = connect({ ...server.optionsFor(user, capital(user)), ...options });
      clients.push(client);
      return client;
    },
  };
}

/** Lets everything happen that needs no waiting. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** The data of the messages of a room, each with its status if it is not stored. */
export function shown(room: Room<any>): unknown[] {
  return room.messages
    .get()
    .map(({ data, status }) => (status === "stored" ? data : `${data} (${status})`));
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
