import type { FakeChannel } from "./fake-channel.js";
import type { FakeSession } from "./fake-session.js";
import { ServerError, type Position } from "./wire.js";

/** The largest data of one publication, in bytes of UTF-8. */
const MESSAGE_BYTES = 65_536;
/** A user's typing is sent at most once in this time, in milliseconds. */
const TYPING_THROTTLE_MS = 2_000;
/** After this time without another one typing has ended, in milliseconds. */
const TYPING_FOR_MS = 6_000;
/** How many rooms `room.unread` takes. */
const UNREAD_CHANNELS = 100;

interface Request {
  readonly channel?: string;
  readonly channels?: readonly string[];
  readonly data?: unknown;
  readonly idempotency_key?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly typing?: boolean;
  readonly offset?: number;
}

/** Calls an RPC method of the server, or of the test. */
export function callMethod(session: FakeSession, method: string, request: Request): unknown {
  const handler = session.server.methods.get(method);
  if (handler !== undefined) {
    return handler(request as never, session.info.user);
  }
  const channel = () => session.server.channel(required(request.channel, "channel"));
  switch (method) {
    case "channel.publish":
      return publish(session, channel(), request);
    case "room.typing":
      return type(session, channel(), request.typing !== false);
    case "room.read":
      return read(session, channel(), required(request.offset, "offset"));
    case "room.unread":
      return { rooms: unread(session, required(request.channels, "channels")) };
    case "ping":
      return {};
    default:
      throw new ServerError(104, "method not found");
  }
}

/** Publishes for a session. */
export function publish(session: FakeSession, channel: FakeChannel, request: Request): Position {
  const { data, tags, idempotency_key: key } = request;
  session.requireSubscription(channel);
  if (new TextEncoder().encode(JSON.stringify(data ?? null)).length > MESSAGE_BYTES) {
    throw new ServerError(107, `data has more than ${MESSAGE_BYTES} bytes`);
  }
  const publication = { data, info: session.info, time: Date.now(), ...(tags && { tags }) };
  return channel.publish(publication, key);
}

function type(session: FakeSession, channel: FakeChannel, typing: boolean): object {
  session.requireSubscription(channel);
  const { user } = session.info;
  const last = channel.typing.get(user);
  const now = Date.now();
  if (typing && last !== undefined && now - last < TYPING_THROTTLE_MS) {
    return {};
  }
  if (typing) {
    channel.typing.set(user, now);
  } else {
    channel.typing.delete(user);
  }
  const data = typing ? { typing, for: TYPING_FOR_MS } : { typing };
  channel.broadcast({ pub: { data, info: session.info, tags: { type: "typing" }, time: now } });
  return {};
}

function read(session: FakeSession, channel: FakeChannel, offset: number): object {
  const { user } = session.info;
  const before = channel.markers.get(user) ?? 0;
  const now = Math.max(before, Math.min(offset, channel.position.offset));
  if (now > before) {
    channel.markers.set(user, now);
    const data = { channel: channel.name, offset: now };
    const push = {
      channel: `inbox:${user}`,
      pub: { data, tags: { type: "room.read" }, time: Date.now() },
    };
    for (const other of session.server.channel(`inbox:${user}`).subscribers) {
      if (other !== session) {
        other.push(push);
      }
    }
  }
  return { offset: now };
}

function unread(session: FakeSession, channels: readonly string[]): object[] {
  if (channels.length > UNREAD_CHANNELS) {
    throw new ServerError(107, `channels has more than ${UNREAD_CHANNELS} names`);
  }
  return channels.map((name) => {
    const channel = session.server.channel(name);
    const head = channel.position.offset;
    const marker = channel.markers.get(session.info.user) ?? 0;
    return { channel: name, unread: head - marker, read: marker, head };
  });
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new ServerError(107, `${name} is missing`);
  }
  return value;
}
