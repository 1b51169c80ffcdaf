import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The npm workspaces, with what they have installed. */
export const CLIENT = resolve(import.meta.dirname, "../../client");

/** The files without which nothing here runs. */
export const PACKAGES = [
  join(CLIENT, "node_modules/playwright-core"),
  join(CLIENT, "parley-client/dist/index.js"),
  join(CLIENT, "parley-react/dist/index.js"),
];

const require = createRequire(join(CLIENT, "tests/package.json"));

/** Imports a package that `client/` has installed. */
export async function packageOf(name) {
  const { default: all, ...named } = await import(pathToFileURL(require.resolve(name)).href);
  // Not all names of a CommonJS package are known before it has run.
  return { ...named, ...all };
}
