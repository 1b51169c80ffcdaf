import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { capture, javaCommand, javaVersion } from "./machine.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const WLP = join(ROOT, "target/liberty/wlp");
const WAR = join(ROOT, "target/parley.war");

export const HOST = "127.0.0.1";
export const READY = "/health/ready";
/** The files that a Parley is started from. */
export const NEEDS = [WAR, WLP];

export function version() {
  return capture("git", ["-C", ROOT, "describe", "--always", "--dirty"]);
}

/**
 * Makes the folder of a server with the shipped files, unless it is there.
 *
 * @param home becomes WLP_USER_DIR
 * @returns the folder of the server
 */
function install(home) {
  const folder = join(home, "servers/parley");
  if (!existsSync(folder)) {
    mkdirSync(join(folder, "dropins"), { recursive: true });
    cpSync(join(ROOT, "server.xml"), join(folder, "server.xml"));
    cpSync(WAR, join(folder, "dropins/parley.war"));
    const drivers = "shared/resources/jdbc";
    cpSync(join(WLP, "usr", drivers), join(home, drivers), { recursive: true });
  }
  return folder;
}

/**
 * The command `server run` with the shipped jvm.options. It becomes the JVM, so the pid stays the same.
 *
 * @param home as in `command`
 * @param java options of the JVM, as one text
 */
export function serverRun({ port, home, java, production }) {
  const folder = install(home);
  const shipped = readFileSync(join(ROOT, "server.xml"), "utf8");
  const openApi = "<feature>mpOpenAPI</feature>";
  writeFileSync(join(folder, "server.xml"), production ? shipped.replace(openApi, "") : shipped);
  cpSync(join(ROOT, "jvm.options"), join(folder, "jvm.options"));
  return {
    file: join(WLP, "bin/server"),
    args: ["run", "parley"],
    env: {
      WLP_USER_DIR: home,
      JVM_ARGS: java,
      PARLEY_HTTP_HOST: HOST,
      PARLEY_HTTP_PORT: String(port),
      ...(production ? { PARLEY_PRODUCTION: "true" } : { PARLEY_DEV: "true" }),
    },
  };
}

/** The first start of the server of a folder, which makes the later ones fast; see `serverRun`. */
export function firstStart({ env }) {
  return {
    file: join(ROOT, "deploy/liberty/first-start.sh"),
    args: [WLP, "parley", join(ROOT, "target/classes")],
    env,
  };
}

/**
 * The command of Liberty's JVM, without the shell script around it, so that its pid is known.
 * It runs in development mode, for the tokens.
 *
 * @param home a folder for it alone; is made if it is not there
 * @param env settings besides
 */
export function command({ port, home, java, env = {} }) {
  install(home);
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
      PARLEY_RATES: "false",
      ...env,
    },
  };
}
