// Prints how many bytes (minified, gzip) a package adds to an application, and fails above a limit. "size" in its package.json has the
// limit, the code of an application `without` the package, and what the application adds to use it, `with`. What is loaded only when
// it is needed is not counted; it is printed.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const { name, size } = JSON.parse(readFileSync("package.json", "utf8"));
const application = resolve("application.js");
const bytes = (number) => `${number.toLocaleString("en")} bytes`;

/** The chunks of an application: what it loads first, and what it loads when it is needed. */
async function chunks(code) {
  const bundle = await rolldown({
    input: application,
    platform: "browser",
    // "use client" gets lost in one file, which does not change the size.
    logLevel: "silent",
    plugins: [
      {
        name: "application",
        resolveId: (id) => (id === application ? id : null),
        load: (id) => (id === application ? code : null),
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  const first = new Set([output[0].fileName]);
  const all = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  for (const file of first) all.get(file)?.imports.forEach((each) => first.add(each));
  return output.map((chunk) => ({
    name: chunk.name,
    first: first.has(chunk.fileName),
    size: gzipSync(chunk.code, { level: 9 }).length,
  }));
}

const sum = (list) => list.reduce((total, chunk) => total + (chunk.first ? chunk.size : 0), 0);
const without = sum(await chunks(size.without));
const all = await chunks(`${size.without}; ${size.with}`);
const added = sum(all) - without;
const later = all
  .filter((chunk) => !chunk.first)
  .map((chunk) => ({ name: chunk.name, bytes: chunk.size }));
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ without, added, later }));
} else {
  const more = later.map((each) => `, and ${bytes(each.bytes)} for ${each.name} when it is needed`);
  console.log(
    `${name} adds ${bytes(added)} (gzip) to the ${bytes(without)} of what it builds on; at most ${bytes(size.limit)}${more.join("")}.`,
  );
}
if (added > size.limit) {
  console.error(
    `${name} is ${bytes(added - size.limit)} too large. Take something out, load it when it is needed, or raise "size.limit" in its package.json and say why.`,
  );
  process.exitCode = 1;
}
