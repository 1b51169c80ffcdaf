import { Centrifuge } from "centrifuge";
import { token } from "../support/token.mjs";
import { ANSWER_MS } from "./ring.mjs";

const DAY_SECONDS = 86_400;

/**
 * The official client, connecting to the members in turn for as long as it lives.
 *
 * @param {string} user
 * @param {import("./ring.mjs").Ring} ring
 * @param {(event: object) => void} tell
 * @param {(url: string) => void} [dialled] is told the member of each new connection
 */
export async function makeClient(user, ring, tell, dialled) {
  const client = new Centrifuge("ws://of.the.ring", {
    websocket: ring.socket(dialled),
    token: await token(user, { ttl: DAY_SECONDS }),
    minReconnectDelay: 20,
    maxReconnectDelay: 200,
    timeout: 5000,
    maxServerPingDelay: ANSWER_MS,
  });
  client.on("disconnected", ({ code, reason }) => {
    if (code !== 0) {
      tell({ problem: `${user} was sent away for good: ${code} ${reason}` });
    }
  });
  client.connect();
  return client;
}

/**
 * A live subscription; what ends it for good is a problem.
 *
 * @param {import("centrifuge").Centrifuge} client
 * @param {string} user
 * @param {string} room
 * @param {(event: object) => void} tell
 */
export function subscribe(client, user, room, tell) {
  const subscription = client.newSubscription(room);
  subscription.on("subscribed", ({ wasRecovering, recovered }) => {
    if (wasRecovering && !recovered) {
      tell({ problem: `${user} could not recover in ${room}` });
    }
  });
  subscription.on("unsubscribed", ({ code, reason }) => {
    if (code !== 0) {
      tell({ problem: `${user} was unsubscribed from ${room}: ${code} ${reason}` });
    }
  });
  subscription.subscribe();
  return subscription;
}
