import { token } from "../support/token.mjs";
import { way, ways } from "../support/transports.mjs";

/**
 * Clients, one for each transport, whose network falls silent: they find it by themselves, come back when it is there again,
 * and miss nothing. What happens is a line on standard output, once it is true of all of them: `live`, `away`, `heard`.
 */

const ROOM = process.env.PARLEY_ROOM ?? "";
const LAST = "last";

/** @param {string} name */
function open(name) {
  const { Client, endpoint, options, brings } = way(name);
  const client = new Client(endpoint, {
    ...options,
    // A connection that hangs is given up by then, as one that was there is.
    timeout: 2000,
    maxServerPingDelay: 1000,
    minReconnectDelay: 100,
    maxReconnectDelay: 1000,
    getToken: async () => {
      const bearer = await token(`half-open-${name}`);
      return brings === undefined ? bearer : brings(bearer);
    },
  });
  const subscription = client.newSubscription(ROOM);
  const heard = /** @type {string[]} */ ([]);
  const story = /** @type {string[]} */ ([]);
  client.on("connecting", ({ code, reason }) => story.push(`connecting: ${code} ${reason}`));
  subscription.on("subscribed", ({ recovered, streamPosition }) =>
    story.push(`subscribed: ${recovered} ${JSON.stringify(streamPosition)}`),
  );
  const whenHeard = new Promise((resolve) =>
    subscription.on("publication", ({ data, offset }) => {
      const text = /** @type {any} */ (data instanceof Uint8Array ? parse(data) : data);
      heard.push(text);
      story.push(`publication ${offset}`);
      if (text === LAST) {
        resolve(undefined);
      }
    }),
  );
  subscription.subscribe();
  client.connect();
  return { name, client, subscription, heard, story, whenHeard };
}

/** @param {Uint8Array} data */
const parse = (data) => JSON.parse(new TextDecoder().decode(data));

const clients = Object.keys(ways).map(open);
await Promise.all(clients.map(({ subscription }) => subscription.ready()));
const away = clients.map(
  ({ client }) => new Promise((resolve) => client.once("connecting", resolve)),
);
console.log("live");
await Promise.all(away);
console.log("away");
await Promise.all(clients.map(({ whenHeard }) => whenHeard));
for (const { name, heard, story } of clients) {
  if (heard.join() !== `first,${LAST}`) {
    console.error(`over ${name} came ${heard.join()}: ${story.join("; ")}`);
    process.exit(1);
  }
}
console.log("heard");
process.exit(0);
