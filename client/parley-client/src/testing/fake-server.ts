import type { ConnectOptions } from "../api.js";
import { FakeChannel } from "./fake-channel.js";
import { FakeSession } from "./fake-session.js";
import { FakeSocket, type SocketEvents } from "./fake-socket.js";
import { fakeToken } from "./tokens.js";
import { ServerError, type ErrorReply, type StoredPublication } from "./wire.js";

/** How a fake server behaves. */
export interface FakeServerOptions {
  /** Milliseconds between the server's pings. Default 30,000. */
  readonly pingIntervalMs?: number;
  /** After how many seconds a token expires that does not say so itself. By default it does not. */
  readonly tokenTtlSeconds?: number;
}

/** A command that a client has sent. */
export interface ReceivedCommand {
  /** Empty for `connect`. */
  readonly user: string;
  /** Such as `subscribe` or `rpc`. */
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Failure extends ErrorReply {
  times: number;
}

/**
 * A Parley server inside the process, for the tests of applications: no network, no port. All waiting is done with `setTimeout`, so
 * fake timers work; everything else comes in microtasks. Several clients and users may be connected.
 * Everybody may join every room and do everything there.
 *
 * ```ts
 * const server = new FakeServer();
 * const client = connect(server.optionsFor("anna"));
 * ```
 */
export class FakeServer {
  readonly url = "ws://parley.test";
  /** The class to give as the option `websocket`. */
  readonly WebSocket: new (url: string | URL) => FakeSocket;
  /** What clients have sent, in order. */
  readonly commands: ReceivedCommand[] = [];
  /** RPC methods of the test, by name. A thrown `ServerError` is the answer. */
  readonly methods = new Map<string, (data: never, user: string) => unknown>();
  readonly pingIntervalMs: number;
  readonly tokenTtlSeconds: number | null;
  /** Whether the server sends pings. */
  pings = true;
  /** Whether only those may write and read in a channel who are subscribed to it, as in rooms by default; otherwise everybody may. */
  subscribersOnly = true;
  readonly #channels = new Map<string, FakeChannel>();
  readonly #sessions = new Map<FakeSocket, FakeSession>();
  readonly #failures = new Map<string, Failure>();
  /** Sockets that try to open while nothing gets through. */
  readonly #hanging = new Set<FakeSocket>();
  #held: (() => void)[] | null = null;
  #heldMethods: readonly string[] = [];
  #refusing = false;
  #online = true;
  #clients = 0;
  #attempts = 0;

  constructor(options: FakeServerOptions = {}) {
    this.pingIntervalMs = options.pingIntervalMs ?? 30_000;
    this.tokenTtlSeconds = options.tokenTtlSeconds ?? null;
    const events: SocketEvents = {
      connecting: (socket) => this.#connecting(socket),
      received: (socket, frame) => {
        if (this.#online) {
          this.#sessions.get(socket)?.receive(frame);
        }
      },
      closedByClient: (socket) => {
        this.#hanging.delete(socket);
        this.#endSession(socket, !this.#online);
      },
    };
    this.WebSocket = class extends FakeSocket {
      constructor(url: string | URL) {
        super(url, events);
      }
    };
  }

  /** The options of `connect` for a user. @param name what the others see; without one they see the id */
  optionsFor(
    user: string,
    name?: string,
  ): Required<Pick<ConnectOptions, "url" | "websocket" | "getToken">> {
    return {
      url: this.url,
      websocket: this.WebSocket,
      getToken: async () => fakeToken(user, name),
    };
  }

  /** How many sockets were opened or tried so far. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The users that are connected now, once for each client. */
  get users(): string[] {
    return [...this.#sessions.values()].map(({ info }) => info.user).filter((user) => user !== "");
  }

  /** Publishes as a back end does, or as a user who need not be connected. Returns the offset. */
  publish(
    channel: string,
    data: unknown,
    by?: { user: string; name?: string; id?: string },
  ): number {
    const publication = {
      data,
      time: Date.now(),
      ...(by && {
        info: {
          user: by.user,
          client: `of-${by.user}`,
          ...(by.name === undefined ? {} : { conn_info: { name: by.name } }),
        },
        ...(by.id === undefined ? {} : { tags: { id: by.id } }),
      }),
    };
    return this.channel(channel).publish(publication, by?.id).offset;
  }

  /** What is stored in a channel, oldest first. */
  stored(channel: string): readonly StoredPublication[] {
    return this.channel(channel).log;
  }

  /** Breaks connections without a word, those of all or of one user. */
  cut(user?: string): void {
    for (const [socket] of this.#of(user)) {
      this.#endSession(socket, true);
      socket.end(1006);
    }
  }

  /** Closes connections with a code, as `disconnect` of the back end does. */
  disconnectUser(user: string, code = 3503, reason = "force disconnect"): void {
    for (const [, session] of this.#of(user)) {
      this.disconnectSession(session, code, reason);
    }
  }

  /** Refuses new connections, or accepts them again. Connections that exist stay. */
  refuseConnections(refuse = true): void {
    this.#refusing = refuse;
  }

  /** From now on nothing gets through, in either direction, and nobody is told: a tunnel. */
  goOffline(): void {
    this.#online = false;
  }

  /** Ends that: connections of before are broken, and those that were tried meanwhile open. */
  goOnline(): void {
    this.#online = true;
    this.cut();
    for (const socket of [...this.#hanging]) {
      this.#hanging.delete(socket);
      this.#connecting(socket);
    }
  }

  /** Whether something gets through. */
  get isOnline(): boolean {
    return this.#online;
  }

  /** Keeps replies back, all or those to some commands or RPC methods. The commands run. Returns what lets the replies go, in order. */
  hold(...methods: string[]): () => void {
    this.#held ??= [];
    this.#heldMethods = methods;
    return () => {
      const held = this.#held ?? [];
      this.#held = null;
      held.forEach((send) => send());
    };
  }

  /** The next calls of a command or RPC method, such as `subscribe` or `channel.publish`, are answered by an error and do nothing. */
  fail(method: string, error: ErrorReply, times = 1): void {
    this.#failures.set(method, { ...error, times });
  }

  /** Sends no pings any more, or sends them again. */
  stopPinging(stop = true): void {
    this.pings = !stop;
  }

  /** Forgets all that is stored in a channel, or in all: who comes back cannot recover. */
  loseHistory(channel?: string): void {
    const lost = channel === undefined ? [...this.#channels.values()] : [this.channel(channel)];
    lost.forEach((each) => each.lose());
  }

  /** Removes all but the newest messages of a channel, as retention does. */
  keepNewest(channel: string, count: number): void {
    this.channel(channel).keepNewest(count);
  }

  /** @internal */
  channel(name: string): FakeChannel {
    const channel = this.#channels.get(name) ?? new FakeChannel(name);
    this.#channels.set(name, channel);
    return channel;
  }

  /** @internal */
  nextClientId(): string {
    return `client-${++this.#clients}`;
  }

  /** @internal Throws what the test has ordered for a method or command. */
  throwFailure(...names: string[]): void {
    for (const name of names) {
      const failure = this.#failures.get(name);
      if (failure !== undefined && failure.times > 0) {
        failure.times--;
        throw new ServerError(failure.code, failure.message, failure.temporary);
      }
    }
  }

  /** @internal */
  answer(session: FakeSession, command: string, method: string, reply: object): void {
    const holds =
      this.#heldMethods.length === 0 ||
      this.#heldMethods.includes(command) ||
      this.#heldMethods.includes(method);
    if (this.#held !== null && holds) {
      // Nothing of a channel comes before the reply to its subscription.
      const resume = command === "subscribe" || command === "connect" ? session.pause() : () => {};
      this.#held.push(() => {
        session.reply(reply);
        resume();
      });
    } else {
      session.reply(reply);
    }
  }

  /** @internal */
  disconnectSession(session: FakeSession, code: number, reason: string): void {
    this.#endSession(session.socket, code < 3500);
    if (this.#online) {
      session.socket.end(code, reason);
    }
  }

  #connecting(socket: FakeSocket): void {
    this.#attempts++;
    if (!this.#online) {
      this.#hanging.add(socket);
    } else if (this.#refusing) {
      socket.end(1006);
    } else {
      this.#sessions.set(socket, new FakeSession(this, socket));
      socket.accept();
    }
  }

  #endSession(socket: FakeSocket, lost: boolean): void {
    const session = this.#sessions.get(socket);
    this.#sessions.delete(socket);
    session?.end(lost);
  }

  #of(user: string | undefined): [FakeSocket, FakeSession][] {
    return [...this.#sessions].filter(
      ([, session]) => user === undefined || session.info.user === user,
    );
  }
}
