import { httpUrl } from "./config.mjs";

/**
 * A token of the development issuer.
 *
 * @param {string} user
 * @param {{ttl?: number, name?: string}} [options]
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
