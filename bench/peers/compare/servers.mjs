import { randomBytes } from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, listening, stop } from "./processes.mjs";

const PEERS = resolve(import.meta.dirname, "..");
const ROOT = resolve(PEERS, "../..");
const WLP = join(ROOT, "target/liberty/wlp");
const WAR = join(ROOT, "target/parley.war");
const HOST = "127.0.0.1";
const START_MILLIS = 90_000;
const LOOK_MILLIS = 100;
const ONE_TOKEN = ["--token", "none-is-checked"];
const { config, dependencies } = JSON.parse(readFileSync(join(PEERS, "package.json"), "utf8"));
const CENTRIFUGO = join(PEERS, `target/centrifugo-${config.centrifugo}/centrifugo`);

/**
 * How each server is run: `needs` are files that prepare.sh makes, `command` is what to start,
 * `load` the options of the load test for it.
 */
const SERVERS = {
  parley: {
    ready: "/health/ready",
    needs: [WAR, WLP],
    version: () => `${capture("git", ["-C", ROOT, "describe", "--always", "--dirty"])}`,
    command: parley,
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

/** The files that are not there; prepare.sh makes them. */
export function missing(names) {
  return names.flatMap((name) => SERVERS[name].needs).filter((file) => !existsSync(file));
}

/**
 * Starts a server and waits until it is ready.
 *
 * @returns its url, its pid, the options of the load test, whether it still runs, and how to stop it
 */
export async function start(name, { port, out, parley: settings, signal }) {
  const server = SERVERS[name];
  if (name === "parley" && settings.url) {
    const { url, pid } = settings;
    return { url, pid, load: server.load(), dead: () => undefined, stop: async () => {} };
  }
  if (await listening(port)) {
    throw new Error(`somebody listens on port ${port} already`);
  }
  const home = join(out, `${name}-home`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const { file, args, env } = server.command({ port, home, java: settings.java });
  const launched = launch(file, args, { env, cwd: home, log: join(out, `${name}.log`) });
  const end = async () => {
    await stop(launched);
    rmSync(home, { recursive: true, force: true });
  };
  const url = `http://${HOST}:${port}`;
  try {
    await ready(url + server.ready, launched, signal);
  } catch (failure) {
    await end();
    throw failure;
  }
  return { url, pid: launched.pid, load: server.load(home), dead: () => launched.ended, stop: end };
}

async function ready(url, launched, signal) {
  const deadline = Date.now() + START_MILLIS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (launched.ended) {
      throw new Error(`it ended at once (${JSON.stringify(launched.ended)}); see ${launched.log}`);
    }
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(5000) })).ok) {
        return;
      }
    } catch {
      // not yet
    }
    await sleep(LOOK_MILLIS);
  }
  throw new Error(`it is not ready after ${START_MILLIS / 1000} s; see ${launched.log}`);
}

function node(file, port) {
  return {
    file: process.execPath,
    args: [join(PEERS, file)],
    env: { PORT: String(port), HOST, NODE_ENV: "production" },
  };
}

/** Liberty's JVM itself, without the shell script around it, so that its pid is known. */
function parley({ port, home, java }) {
  const folder = join(home, "servers/parley");
  mkdirSync(join(folder, "dropins"), { recursive: true });
  cpSync(join(ROOT, "server.xml"), join(folder, "server.xml"));
  cpSync(WAR, join(folder, "dropins/parley.war"));
  const drivers = "shared/resources/jdbc";
  cpSync(join(WLP, "usr", drivers), join(home, drivers), { recursive: true });
  const opens = javaVersion() >= 24 ? ["java9", "java24"] : ["java9"];
  const tools = join(WLP, "bin/tools");
  return {
    file: javaCommand(),
    args: [
      ...java,
      ...opens.map((name) => `@${WLP}/lib/platform/java/${name}.options`),
      `-javaagent:${tools}/ws-javaagent.jar`,
      "-jar",
      `${tools}/ws-server.jar`,
      "parley",
    ],
    env: {
      WLP_USER_DIR: home,
      PARLEY_HTTP_HOST: HOST,
      PARLEY_HTTP_PORT: String(port),
      PARLEY_DEV: "true",
    },
  };
}

export function javaCommand() {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
}

/** The feature release of the Java that is used, such as 17. */
export function javaVersion() {
  const { stderr } = spawnSync(javaCommand(), ["-version"], { encoding: "utf8" });
  return Number(/version "([0-9]+)/.exec(stderr ?? "")?.[1] ?? 0);
}

function capture(file, args) {
  try {
    return execFileSync(file, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
