// Compares the public surface of a package with its api-report/*.api.md, and fails if they differ; with --write it writes them. The
// reports show in a review what a change means for applications. Run it where the package's package.json is, after a build.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const write = process.argv.includes("--write");
const { name, exports } = JSON.parse(readFileSync("package.json", "utf8"));
const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  moduleResolution: "nodenext",
  lib: ["es2022", "dom", "dom.iterable"],
  types: [],
  jsx: "react-jsx",
  strict: true,
  skipLibCheck: true,
};

/** Compares the report of one entry of "exports", or writes it. Resolves to whether it has changed. */
function hasChanged(path, types) {
  const extractorConfig = ExtractorConfig.prepare({
    configObject: {
      projectFolder: resolve("."),
      mainEntryPointFilePath: resolve(types),
      compiler: { overrideTsconfig: { compilerOptions, include: ["dist"] } },
      apiReport: {
        enabled: true,
        reportFileName: path === "." ? "index" : path.slice(2),
        reportFolder: resolve("api-report"),
        reportTempFolder: resolve("../node_modules/.cache/api-report", name),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: "none" },
          "ae-forgotten-export": { logLevel: "warning", addToApiReportFile: true },
        },
      },
      newlineKind: "lf",
    },
    packageJsonFullPath: resolve("package.json"),
  });
  const messageCallback = (message) => {
    message.handled = true;
    if (message.logLevel === "error" && message.category !== "console") {
      console.error(message.formatMessageWithLocation(undefined));
      process.exitCode = 1;
    }
  };
  // A "local build" writes the report where it differs.
  return Extractor.invoke(extractorConfig, { localBuild: write, messageCallback }).apiReportChanged;
}

const changed = Object.entries(exports)
  .filter(([path, { types }]) => hasChanged(path, types))
  .map(([path]) => (path === "." ? name : name + path.slice(1)));
if (changed.length > 0 && write) {
  console.log(`Written: the report of ${changed.join(" and ")}.`);
} else if (changed.length > 0) {
  console.error(
    `The public surface of ${changed.join(" and ")} has changed. If you meant that, run "npm run api:write" in client/ and commit the reports with your change.`,
  );
  process.exitCode = 1;
}
