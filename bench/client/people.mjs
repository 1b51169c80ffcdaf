import { packageOf } from "./packages.mjs";

const { connect } = await packageOf("parley-client");
const { WebSocket } = await packageOf("ws");

/** Publications of one writer follow each other; so many writers publish at a time. */
const WRITERS = 10;

/** A person with a client in this process. */
export function person(server, name, options = {}) {
  const user = name.toLowerCase().replaceAll(" ", "-");
  return connect({
    url: server.url,
    websocket: WebSocket,
    transports: ["websocket"],
    timeoutMs: 30_000,
    getToken: () => token(server.url, user, name),
    ...options,
  });
}

/** A token of the development issuer. */
export async function token(url, user, name) {
  const response = await fetch(`${url}/dev/token?${new URLSearchParams({ user, name })}`);
  return (await response.json()).token;
}

/** Resolves when the value of a store fits. */
export function until(store, fits) {
  return new Promise((resolve) => {
    const end = store.subscribe(check);
    check();
    function check() {
      if (fits(store.get())) {
        resolve();
        end();
      }
    }
  });
}

/** Enters a room, and waits until it is there. */
export async function enter(client, name) {
  const room = client.room(name);
  room.join();
  await until(room.state, ({ status }) => status === "joined");
  return room;
}

/** Writes so many messages of several people into a room, as long as those of a conversation. */
export async function fill(server, room, count) {
  const channel = `room:${room}`;
  let next = 0;
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, number) => {
      const writer = person(server, nameOf(number));
      try {
        // A client that only counts messages keeps none of them.
        writer.unread.watch([room]);
        const subscription = await new Promise((resolve) => {
          const end = writer.connection.subscribe(() => {
            const found = writer.centrifuge.getSubscription(channel);
            if (found) resolve(found) || end();
          });
        });
        await subscription.ready();
        while (next < count) {
          await writer.rpc("channel.publish", { channel, data: { text: textOf(next++) } });
        }
      } finally {
        writer.close();
      }
    }),
  );
}

const FIRST = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gita", "Hugo", "Ines", "Jon"];
const LAST = ["Abel", "Berg", "Cohen", "Diaz", "Endo"];

/** Up to 50 names that differ. */
export function nameOf(number) {
  return `${FIRST[number % 10]} ${LAST[Math.floor(number / 10) % 5]}`;
}

const WORDS =
  "the build is green again so we can ship it on Monday unless somebody finds what broke the other test".split(
    " ",
  );

/** The same text for the same number: 1 to 60 words, most are short; some have a link. */
export function textOf(number) {
  const mixed = Math.imul(number + 1, 2654435761) >>> 0;
  const length = 1 + (mixed % (mixed % 7 === 0 ? 60 : 14));
  const words = Array.from({ length }, (_, at) => WORDS[(mixed + at * 7) % WORDS.length]);
  const link = mixed % 19 === 0 ? " https://example.test/issues/" + (mixed % 1000) : "";
  return `${number} ${words.join(" ")}${link}`;
}
