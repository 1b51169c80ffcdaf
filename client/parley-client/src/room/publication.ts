import type { Centrifuge, ClientInfo, PublicationContext } from "centrifuge";
import type { Message } from "../api.js";

/** A publication as `centrifuge` gives it, with the server's time, which its contexts leave out. */
export interface TimedPublication extends PublicationContext {
  /** Milliseconds since 1970. */
  readonly time?: number;
}

/** Makes a client of `centrifuge` give the time of each publication too. */
export function keepTimes(client: Centrifuge): void {
  const inner = client as unknown as {
    _getPublicationContext?(channel: string, raw: { time?: number }): TimedPublication;
  };
  const read = inner._getPublicationContext;
  if (read === undefined) {
    return; // Another version of the library: messages then have the time of their arrival.
  }
  inner._getPublicationContext = (channel, raw) => {
    const publication = read.call(client, channel, raw);
    return raw.time === undefined ? publication : { ...publication, time: raw.time };
  };
}

/** The name that the token of a client gives its user, or the user's id. */
export function nameOf(info: ClientInfo): string {
  const name = (info.connInfo as { name?: unknown } | null | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : info.user;
}

let withoutId = 0;

/**
 * Reads a publication as a message.
 *
 * @param me the id of the user, or null if it is not known
 */
export function readMessage<T>(
  publication: TimedPublication,
  me: string | null,
  now: number,
): Message<T> {
  const { data, info, offset, tags, time } = publication;
  return {
    id: tags?.["id"] ?? (offset === undefined ? `live-${++withoutId}` : String(offset)),
    offset: offset ?? null,
    user: info?.user ?? "",
    name: info === undefined ? "" : nameOf(info),
    time: time ?? now,
    data: data as T,
    own: info !== undefined && info.user === me,
    status: "stored",
    error: null,
  };
}

/** Whether it is an event such as typing: it has a type and no place in the log. */
export function isEvent({ offset, tags }: PublicationContext): boolean {
  return offset === undefined && tags?.["type"] !== undefined;
}
