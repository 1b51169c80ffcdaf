import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { CLIENT } from "./packages.mjs";

const PAGE = resolve(CLIENT, "../target/demo");

/** The bytes (minified, gzip) of what an application adds, and of the workspace with all that it needs at first. */
export async function size() {
  const client = sizeOf("parley-client");
  const react = sizeOf("parley-react");
  return {
    rows: [
      { name: "centrifuge alone", bytes: client.without },
      { name: "parley-client, on top of it", bytes: client.added },
      ...client.later.map(({ name, bytes }) => ({
        name: `… ${name}, loaded when it is needed`,
        bytes,
      })),
      { name: "parley-react, on top of both and React", bytes: react.added },
      { name: "workspace, its script with React and all of these", bytes: fileOf("workspace.js") },
      { name: "workspace, its styles", bytes: fileOf("workspace.css") },
    ],
  };
}

function sizeOf(name) {
  return JSON.parse(
    execFileSync(process.execPath, [join(CLIENT, "tools/size.mjs"), "--json"], {
      cwd: join(CLIENT, name),
      encoding: "utf8",
    }),
  );
}

function fileOf(name) {
  return gzipSync(readFileSync(join(PAGE, name)), { level: 9 }).length;
}
