import type { Author } from "./entries.ts";

/** The data of a publication as this page writes it. Other publishers may write any JSON. */
export interface ChatData {
  /** Made by the writing client; also its idempotency key, so that a retry never doubles a message. */
  readonly id: string;
  readonly text: string;
  /** The writer's clock, in milliseconds since 1970. */
  readonly sent: number;
}

/** A publication of a room, made ready for the message store. */
export interface RoomPublication {
  readonly offset: number;
  readonly id: string | null;
  readonly author: Author | null;
  readonly text: string;
  readonly at: number | null;
}

/** The parts of the client's PublicationContext that matter here. */
export interface RawPublication {
  readonly data: unknown;
  readonly offset?: number;
  readonly info?: RawInfo;
}

/** The parts of the client's ClientInfo that matter here. */
export interface RawInfo {
  readonly user: string;
  readonly client: string;
  readonly connInfo?: unknown;
}

/** The name a client gave itself, or its user id. */
export function authorOf(info: RawInfo): Author {
  const name = field(info.connInfo, "name");
  return { user: info.user, name: typeof name === "string" && name !== "" ? name : info.user };
}

/**
 * Reads a publication, whoever made it: a text is shown as it is, anything else as JSON.
 *
 * @param received when it arrived live; null for one from history, whose time is only known if its writer told it
 */
export function read(publication: RawPublication, received: number | null): RoomPublication {
  const { data, info, offset } = publication;
  const id = field(data, "id");
  const text = typeof data === "string" ? data : field(data, "text");
  const sent = field(data, "sent");
  return {
    offset: offset ?? 0,
    id: typeof id === "string" ? id : null,
    author: info === undefined ? null : authorOf(info),
    text: typeof text === "string" ? text : JSON.stringify(data),
    at: typeof sent === "number" && isTime(sent) ? sent : received,
  };
}

/** The range of Date: beyond it, formatting throws. */
function isTime(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= 8.64e15;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
