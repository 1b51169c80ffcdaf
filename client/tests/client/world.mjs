import { connect } from "parley-client";
import WebSocket from "ws";
import { api, publish } from "../support/api.mjs";
import { layCable } from "../support/cable.mjs";
import { givenMs } from "../support/config.mjs";
import { roomName, userName } from "../support/names.mjs";
import { token } from "../support/token.mjs";

/**
 * The server under test, over a cable of the test's own.
 *
 * @param {import("node:test").TestContext} t
 * @param {Partial<Omit<import("parley-client").ConnectOptions, "user">>} [defaults] of its clients
 * @returns {Promise<import("./contract.mjs").World>}
 */
export async function realWorld(t, defaults = {}) {
  const cable = await layCable(t);
  return {
    connect({ user = userName(), name, ttl, tokens, ...options } = {}) {
      const wanted = {
        ...(name === undefined ? {} : { name }),
        ...(ttl === undefined ? {} : { ttl }),
      };
      const client = connect({
        url: cable.base,
        websocket: WebSocket,
        transports: ["websocket"],
        reconnect: { minDelayMs: 20, maxDelayMs: 200 },
        timeoutMs: 10_000,
        getToken: async () => {
          const fresh = await token(user, wanted);
          tokens?.add(fresh);
          return fresh;
        },
        ...defaults,
        ...options,
      });
      t.after(() => client.close());
      return client;
    },
    room: roomName,
    user: userName,
    publish,
    forget: (channel) => api("history_remove", { channel }),
    disconnect: (user) => api("disconnect", { user }),
    cut: cable.cut,
    mend: cable.mend,
    silence: cable.silence,
    speak: cable.speak,
    pingMs: givenMs("PARLEY_PING_INTERVAL_MS"),
  };
}
