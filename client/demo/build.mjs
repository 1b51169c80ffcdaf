/**
 * Bundles the page into a folder that any server can hand out as it is.
 *
 *     node build.mjs [--outdir=FOLDER]
 *
 * The folder may also come from PARLEY_DEMO_OUTDIR; relative ones are seen from here.
 */
import { cp } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { outdir: { type: "string" } } });
const outdir = resolve(
  here,
  values.outdir ?? process.env.PARLEY_DEMO_OUTDIR ?? "../../target/demo",
);

await build({
  absWorkingDir: here,
  entryPoints: { chat: "src/main.ts" },
  outdir,
  bundle: true,
  minify: true,
  sourcemap: "linked",
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  logLevel: "info",
});
await build({
  absWorkingDir: here,
  entryPoints: { chat: "static/chat.css" },
  outdir,
  bundle: true,
  minify: true,
  logLevel: "info",
});
for (const file of ["index.html", "favicon.svg"]) {
  await cp(join(here, "static", file), join(outdir, file));
}
