import type { FakeChannel } from "./fake-channel.js";
import type { FakeServer } from "./fake-server.js";
import type { FakeSocket } from "./fake-socket.js";
import { callMethod, publish } from "./methods.js";
import { identityOf, secondsLeft } from "./tokens.js";
import { Disconnect, ServerError, type ClientInfo, type Command } from "./wire.js";

/** How long a session may go on after its token has expired, in milliseconds. */
const EXPIRY_GRACE_MS = 25_000;
/** How long the answer to a ping may take, in milliseconds. */
const PONG_TIMEOUT_MS = 5_000;

/** One client that is connected: it runs commands and answers them. */
export class FakeSession {
  /** Who it is; before `connect` nobody. */
  info: ClientInfo = { client: "", user: "" };
  readonly channels = new Set<FakeChannel>();
  #ping: ReturnType<typeof setInterval> | undefined;
  #pong: ReturnType<typeof setTimeout> | undefined;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  /** Pushes that wait for a reply that is kept back; null if none is. */
  #waiting: object[] | null = null;
  /** The error of `connect`: what the client has sent behind it, in the same frame, is answered by the same. */
  #refused: ServerError | null = null;
  #ended = false;

  constructor(
    readonly server: FakeServer,
    readonly socket: FakeSocket,
  ) {}

  /** Runs a frame of commands, in their order. */
  receive(frame: string): void {
    for (const line of frame.split("\n")) {
      if (!this.#ended && line.trim() !== "") {
        this.#run(JSON.parse(line) as Command);
      }
    }
  }

  /** Sends a push. */
  push(push: object): void {
    if (this.#waiting === null) {
      this.#send({ push });
    } else {
      this.#waiting.push(push);
    }
  }

  /** Keeps pushes back until the function that it returns is called. */
  pause(): () => void {
    this.#waiting ??= [];
    return () => {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      waiting.forEach((push) => this.push(push));
    };
  }

  /** Ends the session. @param lost whether its connection broke, so that others see its leave a moment later */
  end(lost: boolean): void {
    this.#ended = true;
    clearInterval(this.#ping);
    clearTimeout(this.#pong);
    clearTimeout(this.#expiry);
    for (const channel of this.channels) {
      channel.unsubscribe(this, lost);
    }
    this.channels.clear();
  }

  #run(command: Command): void {
    const { id, ...rest } = command;
    const [name] = Object.keys(rest);
    if (name === undefined) {
      clearTimeout(this.#pong);
      return;
    }
    const body = (rest[name] ?? {}) as Record<string, unknown>;
    const method = name === "rpc" ? String(body.method) : name;
    this.server.commands.push({ user: this.info.user, name, body });
    try {
      if (this.info.client === "" && name !== "connect") {
        throw this.#refused ?? new Disconnect(3501, "bad request");
      }
      this.server.throwFailure(name, method);
      const result = this.#execute(name, body);
      if (name !== "send") {
        this.server.answer(this, name, method, { id, [name]: result });
      }
    } catch (failure) {
      if (failure instanceof ServerError) {
        this.#refused = name === "connect" ? failure : this.#refused;
        this.server.answer(this, name, method, { id, error: failure.reply });
      } else if (failure instanceof Disconnect) {
        this.server.disconnectSession(this, failure.code, failure.reason);
      } else {
        throw failure;
      }
    }
  }

  /** Sends a reply. */
  reply(reply: object): void {
    this.#send(reply);
  }

  #execute(name: string, body: Record<string, unknown>): unknown {
    switch (name) {
      case "connect":
        return this.#connect(body);
      case "refresh":
        return this.#refresh(String(body.token ?? ""));
      case "rpc":
        return { data: callMethod(this, String(body.method), (body.data ?? {}) as never) };
      case "send":
      case "ping":
        return {};
      default:
        return this.#inChannel(name, this.server.channel(String(body.channel)), body);
    }
  }

  #inChannel(name: string, channel: FakeChannel, body: Record<string, unknown>): unknown {
    if (name !== "subscribe" && name !== "unsubscribe") {
      this.requireSubscription(channel);
    }
    switch (name) {
      case "subscribe":
        if (this.channels.has(channel)) {
          throw new ServerError(105, "already subscribed");
        }
        if (channel.name.startsWith("inbox:")) {
          throw new ServerError(103, "an inbox is its user's alone");
        }
        this.channels.add(channel);
        return channel.subscribe(this, body);
      case "unsubscribe":
        this.channels.delete(channel);
        channel.unsubscribe(this);
        return {};
      case "publish":
        publish(this, channel, body);
        return {};
      case "history":
        return channel.history(body);
      case "presence":
        return { presence: channel.presence() };
      case "presence_stats": {
        const users = Object.values(channel.presence()).map(({ user }) => user);
        return { num_clients: users.length, num_users: new Set(users).size };
      }
      default:
        throw new ServerError(108, "not available");
    }
  }

  /** Who is not in a channel may neither read nor write there. */
  requireSubscription(channel: FakeChannel): void {
    if (this.server.subscribersOnly && !this.channels.has(channel)) {
      throw new ServerError(103, "only subscribers may do this");
    }
  }

  #connect(body: Record<string, unknown>): object {
    if (this.info.client !== "") {
      throw new Disconnect(3501, "bad request");
    }
    const { user, info, ttl } = this.#identity(String(body.token ?? ""));
    const client = this.server.nextClientId();
    this.info = { client, user, ...(info === undefined ? {} : { conn_info: info }) };
    const inbox = this.server.channel(`inbox:${user}`);
    this.channels.add(inbox);
    const known = (body.subs as Record<string, object> | undefined)?.[inbox.name] ?? {};
    const subs = { [inbox.name]: inbox.subscribe(this, known) };
    const interval = this.server.pingIntervalMs;
    this.#ping = setInterval(() => this.#sendPing(), interval);
    return { client, version: "fake", ping: interval / 1000, pong: true, subs, ...ttl };
  }

  #refresh(token: string): object {
    const { user, ttl } = this.#identity(token);
    if (user !== this.info.user) {
      throw new Disconnect(3500, "the token belongs to another user");
    }
    return { client: this.info.client, version: "fake", ...ttl };
  }

  #identity(token: string) {
    const identity = identityOf(token);
    if (identity === null) {
      throw new Disconnect(3500, "no token");
    }
    const seconds = secondsLeft(identity, this.server.tokenTtlSeconds);
    if (seconds !== null && seconds <= 0) {
      throw new ServerError(109, "the token has expired");
    }
    clearTimeout(this.#expiry);
    if (seconds !== null) {
      this.#expiry = setTimeout(
        () => this.server.disconnectSession(this, 3005, "expired"),
        seconds * 1000 + EXPIRY_GRACE_MS,
      );
    }
    return { ...identity, ttl: seconds === null ? {} : { expires: true, ttl: seconds } };
  }

  #sendPing(): void {
    if (!this.server.pings) {
      return;
    }
    this.#send({});
    clearTimeout(this.#pong);
    this.#pong = setTimeout(
      () => this.server.disconnectSession(this, 3012, "no pong"),
      PONG_TIMEOUT_MS,
    );
  }

  #send(message: object): void {
    if (!this.#ended && this.server.isOnline) {
      this.socket.deliver(JSON.stringify(message));
    }
  }
}
