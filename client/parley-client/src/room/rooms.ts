import type { Parley, Room } from "../api.js";
import type { ClientContext } from "../context.js";
import { optimistic } from "../queue/optimistic.js";
import { Queue } from "../queue/queue.js";
import { keepTimes } from "./publication.js";
import { ChannelRoom } from "./room.js";
import { RoomUnreadCounts } from "./unread-counts.js";

/** What a client has besides its connection. */
export interface Rooms extends Pick<Parley, "room" | "unread" | "queue" | "optimistic"> {
  /** Ends everything for good. */
  close(): void;
}

/** Makes the rooms of a client, what waits to be sent, and the unread counts. */
export function createRooms(context: ClientContext): Rooms {
  const rooms = new Map<string, ChannelRoom<unknown>>();
  const closed = new AbortController();
  const unread = new RoomUnreadCounts({
    rpc: context.rpc,
    follow: (name) => room(name).follow(),
  });
  const queue = new Queue(context, (entries) => {
    for (const entry of entries) {
      room(entry.channel.slice("room:".length)).restore([entry]);
    }
  });

  function room(name: string): ChannelRoom<unknown> {
    let found = rooms.get(name);
    if (found === undefined) {
      found = new ChannelRoom(name, context, unread, queue);
      rooms.set(name, found);
    }
    return found;
  }

  keepTimes(context.centrifuge);
  context.centrifuge.on("publication", ({ channel, offset, tags, data }) => {
    if (channel.startsWith("inbox:") && offset === undefined && tags?.["type"] === "room.read") {
      unread.receive(data);
    }
  });
  const unsubscribe = context.connection.subscribe(() => {
    const isConnected = context.connection.get().status === "connected";
    unread.setConnected(isConnected);
    if (isConnected) {
      queue.adopt();
    }
  });
  return {
    room: <T>(name: string) => room(name) as unknown as Room<T>,
    unread,
    queue: queue.state,
    optimistic: (change) => optimistic(context.connection, closed.signal, change),
    close() {
      closed.abort();
      unsubscribe();
      queue.close();
      unread.close();
      rooms.forEach((each) => each.close());
    },
  };
}
