import { UnauthorizedError, type Centrifuge } from "centrifuge";
import type { ConnectOptions, Parley, User } from "./api.js";
import { Connection } from "./connection/connection.js";
import { userOfToken } from "./connection/identity.js";
import type { ClientContext } from "./context.js";
import { ParleyError } from "./error.js";
import { createRooms } from "./room/rooms.js";
import { createStore, type WritableStore } from "./store.js";
import { baseUrl, createClient } from "./transport/client.js";

/**
 * Connects to a Parley server and stays connected: what goes wrong later is told by `connection`.
 *
 * @throws TypeError if `url` is not a URL
 */
export function connect(options: ConnectOptions): Parley {
  const { start = true } = options;
  const user = createStore<User | null>((start && options.user) || null);
  const connection = new Connection({
    maxAttempts: options.reconnect?.maxAttempts ?? 20,
    createClient: (network) => clientFor(options, network, user),
  });
  const { centrifuge, state } = connection;
  const context: ClientContext = {
    centrifuge,
    connection: state,
    url: baseUrl(options.url).href,
    queue: options.queue ?? {},
    user,
    rpc: (method, data) => call(context, method, data),
  };
  const { close, ...rooms } = createRooms(context);
  if (start) {
    connection.start();
  }
  return {
    ...rooms,
    connection: state,
    rpc: context.rpc,
    roundTrip: () => connection.roundTrip(),
    retry() {
      // As long as the user is not known, messages of an earlier page stay where they are.
      user.set(options.user ?? user.get());
      connection.retry();
    },
    disconnect: () => connection.disconnect(),
    close() {
      close();
      connection.close();
    },
    centrifuge,
  };
}

function clientFor(
  options: ConnectOptions,
  networkEventTarget: EventTarget,
  user: WritableStore<User | null>,
): Centrifuge {
  const {
    url,
    getToken,
    reconnect,
    heartbeatTimeoutMs,
    timeoutMs,
    queue: _,
    start: __,
    ...rest
  } = options;
  const learn = (found: User | null) => {
    if (options.user === undefined && found !== null && found.id !== user.get()?.id) {
      user.set(found);
    }
  };
  const timeout = timeoutMs ?? 5_000;
  const client = createClient(url, {
    ...rest,
    networkEventTarget,
    minReconnectDelay: reconnect?.minDelayMs ?? 500,
    maxReconnectDelay: reconnect?.maxDelayMs ?? 20_000,
    maxServerPingDelay: heartbeatTimeoutMs ?? 5_000,
    timeout,
    ...(getToken === undefined
      ? {}
      : {
          getToken: async () => {
            const token = await freshToken(getToken, TOKEN_TIMEOUTS * timeout);
            learn(userOfToken(token));
            return token;
          },
        }),
  });
  // Who identifies by a cookie has no token to read. The server subscribes each user to an inbox of their own.
  client.on("subscribed", ({ channel }) => {
    if (channel.startsWith("inbox:")) {
      learn({ id: channel.slice("inbox:".length) });
    }
  });
  return client;
}

/** A back end that makes tokens may be slower than a socket. */
const TOKEN_TIMEOUTS = 4;

/** Without a limit, a request that hangs would keep the attempt from ever ending. */
async function freshToken(getToken: () => Promise<string>, limitMs: number): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("getToken took too long")), limitMs);
  });
  try {
    return await Promise.race([getToken(), limit]);
  } catch (failure) {
    // The class may come from another copy of centrifuge.
    throw failure instanceof Error && failure.name === "UnauthorizedError"
      ? new UnauthorizedError(failure.message)
      : failure;
  } finally {
    clearTimeout(timer);
  }
}

async function call<T>(context: ClientContext, method: string, data: unknown): Promise<T> {
  for (;;) {
    const { status } = context.connection.get();
    if (status === "failed" || status === "closed") {
      throw ParleyError.from({ code: 3 });
    }
    try {
      return (await context.centrifuge.rpc(method, data)).data as T;
    } catch (failure) {
      // The call had not been sent: it waited for a connection, and the attempts began anew.
      const waited = (failure as { code?: unknown } | null)?.code === 3;
      if (!waited) {
        throw ParleyError.from(failure);
      }
    }
  }
}
