/** Bundles every *.test.ts of this folder and runs them with Node's own test runner. */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "..", "target", "unit");
rmSync(outdir, { recursive: true, force: true });

const tests = readdirSync(here).filter((file) => file.endsWith(".test.ts"));
await build({
  entryPoints: tests.map((file) => join(here, file)),
  outdir,
  bundle: true,
  platform: "node",
  format: "esm",
  target: ["node20"],
  sourcemap: "inline",
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});
const bundles = tests.map((file) => join(outdir, file.replace(/\.ts$/, ".mjs")));
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundles], {
  stdio: "inherit",
});
process.exit(run.status ?? 1);
