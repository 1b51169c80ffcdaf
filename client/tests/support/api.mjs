import { apiKey, apiUrl } from "./config.mjs";

/**
 * Calls a method of the HTTP API and gives back status and body, whatever they are.
 *
 * @param {string} method
 * @param {unknown} body sent as it is when it is a string
 * @param {Record<string, string>} [headers]
 */
export async function call(method, body, headers = { "X-API-Key": apiKey }) {
  const response = await fetch(apiUrl(method), {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, text, json };
}

/**
 * Calls a method that must succeed and gives back its result.
 *
 * @param {string} method
 * @param {unknown} body
 * @returns {Promise<any>}
 */
export async function api(method, body) {
  const { status, text, json } = await call(method, body);
  if (status !== 200 || json?.result === undefined) {
    throw new Error(`${method} answered ${status}: ${text}`);
  }
  return json.result;
}

/**
 * @param {string} channel
 * @param {unknown} data
 * @returns {Promise<{offset: number, epoch: string}>}
 */
export function publish(channel, data) {
  return api("publish", { channel, data });
}

/**
 * Publishes many, some at a time, in no promised order among those.
 *
 * @param {string} channel
 * @param {unknown[]} many
 */
export async function publishAll(channel, many, atOnce = 25) {
  const left = [...many];
  const work = async () => {
    for (let data = left.shift(); data !== undefined; data = left.shift()) {
      await publish(channel, data);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
