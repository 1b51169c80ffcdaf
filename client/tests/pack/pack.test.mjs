import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { execute, freePort, pack, PAGE, project, quickStarts, write } from "./project.mjs";

const CENTRIFUGE = "centrifuge@5.8.0";
const REACT = ["react@19.3.1", "react-dom@19.3.1"];
const VITE = ["vite@8.4.0", "happy-dom@21.0.4"];
const VUE = ["vue@3.5.45", "@vitejs/plugin-vue@6.0.11"];
const SVELTE = ["svelte@5.57.3", "@sveltejs/vite-plugin-svelte@7.3.1"];
const CHECKS = ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"];
const ANGULAR = ["core", "common", "compiler", "compiler-cli"].map(
  (name) => `@angular/${name}@22.2.6`,
);

/** The registry is asked for packages. */
const skip = process.env.npm_config_offline === "true" && "npm, or Maven, was told --offline";

const files = await quickStarts();

/** The quick starts' connection, to the fake server. */
const FAKE_CONNECTION = `
import { connect } from "parley-client";
import { FakeServer } from "parley-client/testing";
export const server = new FakeServer();
export const parley = connect(server.optionsFor("carol", "Carol"));
`;

/** What a bundler starts with, and the page that it needs. */
const PAGES = {
  javascript: {
    entry: `import "./main.js"; export { parley } from "./parley.js";`,
    body: files["index.html"] ?? "",
  },
  react: {
    entry: `import { createElement } from "react"; import { createRoot } from "react-dom/client"; import { App } from "./App.jsx";
      createRoot(document.querySelector("main")).render(createElement(App)); export { parley } from "./parley.js";`,
    body: "<main></main>",
  },
  vue: {
    entry: `import { createApp } from "vue"; import App from "./App.vue";
      createApp(App).mount("main"); export { parley } from "./parley.js";`,
    body: "<main></main>",
  },
  svelte: {
    entry: `import { mount } from "svelte"; import App from "./App.svelte";
      mount(App, { target: document.querySelector("main") }); export { parley } from "./parley.js";`,
    body: "<main></main>",
  },
};

const VITE_CONFIG = `
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
export default {
  plugins: [svelte(), vue()],
  build: { lib: { entry: Object.fromEntries(${JSON.stringify(Object.keys(PAGES))}.map((name) => [name, name + ".js"])), formats: ["es"] } },
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warn",
};`;

/** A script that runs inside a project. */
const inside = (/** @type {string} */ name) =>
  readFile(join(import.meta.dirname, "inside", name), "utf8");

describe("the packages as npm packs them", { skip }, () => {
  /** @type {string[]} */
  let archives;
  /** @type {() => Promise<void>} */
  let remove;

  before(async () => {
    ({ archives, remove } = await pack());
  });
  after(() => remove());

  it("install in an empty Node project, and run", async (t) => {
    const folder = await project(t, CENTRIFUGE, ...REACT, ...archives);
    await write(folder, {
      "parley.js": FAKE_CONNECTION,
      "run.js": `
        import { parley } from "./parley.js";
        import { createElement } from "react";
        import { renderToString } from "react-dom/server";
        import { ParleyProvider, useConnection } from "parley-react";
        import { FakeServer } from "parley-react/testing";
        import { PollSocket } from "parley-client/transports";
        const Status = () => useConnection().status;
        console.log(renderToString(createElement(ParleyProvider, { parley }, createElement(Status))));
        console.log(typeof PollSocket, typeof FakeServer);
        const room = parley.room("general");
        room.join();
        room.send({ text: "Hello" });
        room.messages.subscribe(() => {
          const [message] = room.messages.get();
          if (message?.status === "stored") {
            console.log(message.name, message.data.text);
            parley.close();
          }
        });`,
    });
    const lines = (await execute(folder, "node", "run.js")).trim().split("\n");
    assert.deepEqual(lines, ["connecting", "function function", "Carol Hello"]);
    const map = JSON.parse(
      await readFile(join(folder, "node_modules/parley-client/dist/connect.js.map"), "utf8"),
    );
    assert.match(map.sourcesContent[0], /export function connect/);
  });

  it("build in an empty Vite project, and the quick starts of plain JavaScript, React, Vue and Svelte run", async (t) => {
    const folder = await project(t, CENTRIFUGE, ...REACT, ...VITE, ...VUE, ...SVELTE, ...archives);
    await write(folder, {
      ...files,
      "vite.config.js": VITE_CONFIG,
      "browser.mjs": await inside("browser.mjs"),
    });
    const entries = Object.entries(PAGES).map(([name, { entry }]) => [`${name}.js`, entry]);
    await write(folder, Object.fromEntries(entries));
    // First as they stand in the page, then with the fake server, so that they can be run.
    await execute(folder, "npx", "vite", "build");
    await write(folder, { "parley.js": FAKE_CONNECTION });
    await execute(folder, "npx", "vite", "build");
    for (const [name, { body }] of Object.entries(PAGES)) {
      await t.test(name, async () => {
        const shown = await execute(folder, "node", "browser.mjs", `./dist/${name}.js`, body);
        assert.equal(shown.trim(), "Carol: Hello");
      });
    }
  });

  it("are reached in development through Vite, as the page says", async (t) => {
    const folder = await project(t, CENTRIFUGE, ...VITE, ...archives);
    const port = await freePort();
    await write(folder, {
      ...files,
      "vite.config.js": (files["vite.config.js"] ?? "").replace("9080", String(port)),
      "development.mjs": await inside("development.mjs"),
    });
    const seen = await execute(folder, "node", "development.mjs", String(port));
    assert.deepEqual(seen.trim().split("\n"), [
      "/dev/token?user=carol PAGE",
      "/api/ticket PAGE",
      "/emulation PAGE",
      "/connection/websocket PAGE",
    ]);
  });

  it("hold what they should, with a license, and types that every resolution finds", async (t) => {
    const folder = await project(t, ...CHECKS);
    const license = await readFile(join(import.meta.dirname, "../../../LICENSE"), "utf8");
    for (const archive of archives) {
      await execute(folder, "tar", "xzf", archive);
      const content = join(folder, "package");
      assert.deepEqual((await readdir(content)).sort(), [
        "LICENSE",
        "README.md",
        "dist",
        "package.json",
        "src",
      ]);
      assert.equal(await readFile(join(content, "LICENSE"), "utf8"), license);
      await execute(folder, "npx", "publint", "--strict", "--pack", "false", archive);
      await execute(folder, "npx", "attw", archive, "--profile", "esm-only");
      await rm(content, { recursive: true });
    }
  });

  it("have the names that the page installs", async () => {
    const page = await readFile(PAGE, "utf8");
    for (const archive of archives) {
      assert.ok(page.includes(`/client/${basename(archive)}`), basename(archive));
    }
  });

  it("pass Angular's compiler, with the service of the quick start", async (t) => {
    const folder = await project(
      t,
      CENTRIFUGE,
      ...archives,
      ...ANGULAR,
      "rxjs@7.8.2",
      "typescript@6.0.3",
    );
    await write(folder, {
      ...files,
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          target: "ES2022",
          module: "ES2022",
          moduleResolution: "bundler",
          lib: ["ES2022", "DOM"],
          types: [],
          strict: true,
          experimentalDecorators: true,
          outDir: "out",
          rootDir: ".",
        },
        angularCompilerOptions: { strictTemplates: true },
        files: ["chat.component.ts"],
      }),
    });
    await execute(folder, "npx", "ngc");
    assert.match(await readFile(join(folder, "out/chat.component.js"), "utf8"), /defineComponent/);
  });
});
