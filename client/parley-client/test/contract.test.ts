import { describe, it, onTestFinished } from "vitest";
import { contract, type World } from "../../tests/client/contract.mjs";
import { roomMethodsContract, roomsContract } from "../../tests/client/rooms-contract.mjs";
import { connect } from "../src/index.js";
import { FakeServer, fakeToken } from "../src/testing/index.js";

const PING_MS = 200;

function fakeWorld(): World {
  const server = new FakeServer({ pingIntervalMs: PING_MS });
  let names = 0;
  return {
    connect({ user = `user-${++names}`, name, ttl, tokens, ...options } = {}) {
      const client = connect({
        ...server.optionsFor(user),
        reconnect: { minDelayMs: 1, maxDelayMs: 10 },
        getToken: async () => {
          const token = fakeToken(user, name, ttl);
          tokens?.add(token);
          return token;
        },
        ...options,
      });
      onTestFinished(() => client.close());
      return client;
    },
    room: (what = "room") => `room:${what}-${++names}`,
    user: (what = "user") => `${what}-${++names}`,
    publish: async (channel, data) => server.publish(channel, data),
    forget: async (channel) => server.keepNewest(channel, 0),
    disconnect: async (user) => server.disconnectUser(user),
    cut() {
      server.refuseConnections();
      server.cut();
    },
    mend: () => server.refuseConnections(false),
    silence: () => server.goOffline(),
    speak: () => server.goOnline(),
    pingMs: PING_MS,
  };
}

describe.concurrent("the fake server", () => {
  for (const [name, run] of [...contract, ...roomsContract, ...roomMethodsContract]) {
    it(name, () => run(fakeWorld()));
  }
});
