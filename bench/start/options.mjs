import { commandLine, requireKnown, whole } from "../support/options.mjs";

export const USAGE = `node bench/start/start.mjs [--option VALUE …] [WORD …]

  archive              run deploy/liberty/first-start.sh before, as the image does
  production           as in the image: without OpenAPI, parley.production

  --starts N           after the first one; 5 unless told
  --java=OPTIONS       of the JVM; -Xmx512m unless told
  --port N             of the server; 9700 unless told
  --out DIR            bench/start/target/start-TIME unless told

Exit code: 0 all starts were measured, 1 one failed, 2 nothing was started, 130 interrupted.
`;

const WORDS = ["archive", "production"];

/** Reads the command line; throws an Error that names the wrong option. */
export function options(argv) {
  const { values, words, common } = commandLine(
    argv,
    { starts: "5", java: "-Xmx512m", port: "9700" },
    true,
  );
  requireKnown(words, WORDS);
  return {
    ...common,
    starts: whole(values.starts),
    java: values.java,
    archive: words.includes("archive"),
    production: words.includes("production"),
  };
}
