import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** What hangs fails. */
const TIMEOUT_MS = 300_000;
const CLIENT = join(import.meta.dirname, "../..");
/** "Getting started". */
export const PAGE = join(CLIENT, "../docs/client/getting-started.md");

/**
 * Runs a command, and gives back what it prints. Throws with all of its output when it fails.
 *
 * @param {string} folder
 * @param {string} command
 * @param {string[]} parameters
 */
export async function execute(folder, command, ...parameters) {
  try {
    return (
      await run(command, parameters, { cwd: folder, maxBuffer: 1 << 26, timeout: TIMEOUT_MS })
    ).stdout;
  } catch (error) {
    const { stdout, stderr } = /** @type {any} */ (error);
    throw new Error(`${command} ${parameters.join(" ")} failed:\n${stdout}\n${stderr}`);
  }
}

/**
 * The two packages as npm would publish them.
 *
 * @returns {Promise<{ archives: string[], remove: () => Promise<void> }>} their paths
 */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), "parley-pack-"));
  const names = ["parley-client", "parley-react"];
  const workspaces = names.map((name) => `--workspace=${name}`);
  await execute(CLIENT, "npm", "pack", "--silent", `--pack-destination=${folder}`, ...workspaces);
  const archives = (await readdir(folder)).sort().map((name) => join(folder, name));
  return { archives, remove: () => rm(folder, { recursive: true }) };
}

/**
 * A new project with these packages and nothing else. Needs the npm registry, or its packages in npm's cache.
 *
 * @param {import("node:test").TestContext} t
 * @param {string[]} packages
 */
export async function project(t, ...packages) {
  const folder = await mkdtemp(join(tmpdir(), "parley-project-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await write(folder, { "package.json": '{ "private": true, "type": "module" }' });
  const options = ["--prefer-offline", "--no-audit", "--no-fund"];
  try {
    await execute(folder, "npm", "install", ...options, ...packages);
  } catch (error) {
    throw new Error("Needs the npm registry, or its packages in npm's cache.", { cause: error });
  }
  return folder;
}

/**
 * @param {string} folder
 * @param {Record<string, string>} files
 */
export async function write(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/**
 * The files in the page "Getting started": a block of code names its file behind its language.
 *
 * @returns {Promise<Record<string, string>>}
 */
export async function quickStarts() {
  const text = await readFile(PAGE, "utf8");
  return Object.fromEntries(
    [...text.matchAll(/```\w+ (\S+)\n(.*?)```/gs)].map(([, name, code]) => [name, code]),
  );
}
