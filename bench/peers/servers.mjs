import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as parley from "../support/parley.mjs";
import { startServer, stop } from "../support/processes.mjs";

const PEERS = resolve(import.meta.dirname);
const { HOST } = parley;
const ONE_TOKEN = ["--token", "none-is-checked"];
const { config, dependencies } = JSON.parse(readFileSync(join(PEERS, "package.json"), "utf8"));
const CENTRIFUGO = join(PEERS, `target/centrifugo-${config.centrifugo}/centrifugo`);

/**
 * How each server is run: `needs` are files that prepare.sh makes, `command` is what to start,
 * `load` the options of the load test for it.
 */
const SERVERS = {
  parley: {
    ready: parley.READY,
    needs: parley.NEEDS,
    version: parley.version,
    command: parley.command,
    load: () => [],
  },
  centrifugo: {
    ready: "/health",
    needs: [CENTRIFUGO],
    version: () => config.centrifugo,
    command: ({ port, home }) => {
      const secret = randomBytes(32).toString("hex");
      writeFileSync(join(home, "secret"), secret, { mode: 0o600 });
      return {
        file: CENTRIFUGO,
        args: ["--config", join(PEERS, "centrifugo/config.json")],
        env: {
          CENTRIFUGO_HTTP_SERVER_ADDRESS: HOST,
          CENTRIFUGO_HTTP_SERVER_PORT: String(port),
          CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY: secret,
        },
      };
    },
    load: (home) => ["--token-key", join(home, "secret")],
  },
  ws: {
    ready: "/health",
    needs: [join(PEERS, "node_modules/ws")],
    version: () => dependencies.ws,
    command: ({ port }) => node("ws/server.mjs", port),
    load: () => ONE_TOKEN,
  },
  socketio: {
    ready: "/health",
    needs: [join(PEERS, "node_modules/socket.io")],
    version: () => dependencies["socket.io"],
    command: ({ port }) => node("socketio/server.mjs", port),
    load: () => ["--protocol", "socketio", ...ONE_TOKEN],
  },
};

export const NAMES = Object.keys(SERVERS);

export function version(name) {
  return SERVERS[name].version();
}

/** The files that servers are started from. */
export function filesOf(names) {
  return names.flatMap((name) => SERVERS[name].needs);
}

/**
 * Starts a server and waits until it is ready.
 *
 * @param env for its process, on top of what it needs to run
 * @returns its url, its pid, the options of the load test, whether it still runs, and how to stop it
 */
export async function start(name, { port, out, parley: settings, signal, env: more = {} }) {
  const server = SERVERS[name];
  if (name === "parley" && settings.url) {
    const { url, pid } = settings;
    return { url, pid, load: server.load(), dead: () => undefined, stop: async () => {} };
  }
  const home = join(out, `${name}-home`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const { env, ...command } = server.command({ port, home, java: settings.java });
  const removeHome = () => rmSync(home, { recursive: true, force: true });
  try {
    const launched = await startServer(
      { ...command, env: { ...env, ...more } },
      { port, path: server.ready, cwd: home, log: join(out, `${name}.log`), signal },
    );
    return {
      url: `http://${HOST}:${port}`,
      pid: launched.pid,
      load: server.load(home),
      dead: () => launched.ended,
      stop: () => stop(launched).then(removeHome),
    };
  } catch (failure) {
    removeHome();
    throw failure;
  }
}

function node(file, port) {
  return {
    file: process.execPath,
    args: [join(PEERS, file)],
    env: { PORT: String(port), HOST, NODE_ENV: "production" },
  };
}
