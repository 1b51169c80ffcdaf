import { within } from "./events.mjs";
import { userName } from "./names.mjs";
import { token } from "./token.mjs";
import { way } from "./transports.mjs";

/**
 * The official client for one user, closed when the test ends. Not connected yet.
 *
 * @param {import("node:test").TestContext} t
 * @param {{user?: string, name?: string, ttl?: number, transport?: string, base?: URL} & Partial<import("centrifuge").Options>} [options]
 */
export function makeClient(t, options = {}) {
  const { user = userName(), name, ttl, transport, base, ...rest } = options;
  const wanted = { ...(name === undefined ? {} : { name }), ...(ttl === undefined ? {} : { ttl }) };
  const { endpoint, options: ofTransport, Client, brings } = way(transport, base);
  const getToken = rest.getToken ?? (() => token(user, wanted));
  const client = new Client(endpoint, {
    ...ofTransport,
    minReconnectDelay: 20,
    maxReconnectDelay: 200,
    timeout: 10_000,
    ...rest,
    getToken: brings === undefined ? getToken : async (context) => brings(await getToken(context)),
  });
  t.after(() => client.disconnect());
  return client;
}

/**
 * A connected client.
 *
 * @param {import("node:test").TestContext} t
 * @param {Parameters<typeof makeClient>[1]} [options]
 */
export async function connect(t, options) {
  const client = makeClient(t, options);
  client.connect();
  await within(client.ready(), "connection");
  return client;
}

/**
 * A subscription that is live.
 *
 * @param {import("centrifuge").Centrifuge} client
 * @param {string} channel
 * @param {Partial<import("centrifuge").SubscriptionOptions>} [options]
 */
export async function subscribe(client, channel, options) {
  const subscription = client.newSubscription(channel, options);
  subscription.subscribe();
  await within(subscription.ready(), `subscription to ${channel}`);
  return subscription;
}
