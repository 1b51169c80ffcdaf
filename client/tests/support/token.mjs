import { httpUrl } from "./config.mjs";

/**
 * A token of the development issuer.
 *
 * @param {string} user
 * @param {{ttl?: number, name?: string, channel?: string}} [options] with a channel it is a token for subscriptions to it
 * @returns {Promise<string>}
 */
export async function token(user, options = {}) {
  const query = new URLSearchParams({ user });
  for (const [name, value] of Object.entries(options)) {
    query.set(name, String(value));
  }
  const response = await fetch(httpUrl(`/dev/token?${query}`));
  if (!response.ok) {
    throw new Error(`/dev/token answered ${response.status}: ${await response.text()}`);
  }
  return /** @type {any} */ (await response.json()).token;
}

/**
 * A one-time ticket for the user of a token, for where no token may stand; the token itself where there is none to be had.
 *
 * @param {string} bearer
 * @returns {Promise<string>}
 */
export async function ticketOf(bearer) {
  const response = await fetch(httpUrl("/api/ticket"), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
    body: "{}",
  });
  return response.ok ? /** @type {any} */ (await response.json()).result.ticket : bearer;
}

/**
 * Waits until a token is not valid any more. What is awaited here is the clock itself.
 *
 * @param {string} bearer
 */
export async function untilExpired(bearer) {
  const claims = Buffer.from(bearer.split(".")[1] ?? "", "base64url").toString();
  const leeway = Number(process.env.PARLEY_TOKEN_LEEWAY_MS ?? 0);
  const expiry = JSON.parse(claims).exp * 1000 + leeway;
  await new Promise((resolve) => setTimeout(resolve, expiry + 50 - Date.now()));
}

/**
 * A token that was valid and is not any more.
 *
 * @param {string} user
 * @param {{channel?: string}} [options]
 */
export async function expiredToken(user, options = {}) {
  const expired = await token(user, { ...options, ttl: 1 });
  await untilExpired(expired);
  return expired;
}
