/** Where the server under test is, and what it was told. Everything comes from the environment. */

export const baseUrl = new URL(process.env.PARLEY_URL ?? "http://127.0.0.1:9080");

/** Where the HTTP API is called: another member than the clients connect to, if the tests are told so. */
const apiBaseUrl = new URL(process.env.PARLEY_API_URL ?? baseUrl);
export const apiKey = process.env.PARLEY_API_KEY ?? "dev";

/** @param {string} path */
export function httpUrl(path) {
  return new URL(path, baseUrl).href;
}

/** @param {string} method */
export function apiUrl(method) {
  return new URL(`/api/${method}`, apiBaseUrl).href;
}

/** Where the probes are: some servers have them at a port of their own. */
const healthBaseUrl = new URL(process.env.PARLEY_HEALTH_URL ?? baseUrl);

/** @param {string} probe */
export function healthUrl(probe) {
  return new URL(`/health/${probe}`, healthBaseUrl).href;
}

/** The application server under test: liberty, wildfly or payara. */
const server = process.env.PARLEY_SERVER ?? "liberty";

/**
 * The options of a test that cannot pass on some servers. `docs/servers.md` lists what is different there.
 *
 * @param {string[]} servers
 * @param {string} because
 */
export function disabledOn(servers, because) {
  return { skip: servers.includes(server) ? because : false };
}

export const socketUrl = httpUrl("/connection/websocket").replace(/^http/, "ws");

/**
 * A duration the server was started with, in milliseconds. Tests that would have to wait for the default (30 s of silence) run
 * only where a shorter one is given.
 *
 * @param {string} name
 * @returns {number | null}
 */
export function givenMs(name) {
  const value = process.env[name];
  return value === undefined || value === "" ? null : Number(value);
}

/** How long an event may take on a busy machine before a test gives up. */
export const DEADLINE_MS = Number(process.env.PARLEY_DEADLINE_MS ?? 10_000);
