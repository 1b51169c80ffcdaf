import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { execute, pack, project, quickStarts, write } from "./project.mjs";

const CENTRIFUGE = "centrifuge@5.8.0";
const REACT = ["react@19.3.1", "react-dom@19.3.1"];
const VITE = ["vite@8.4.0", "vue@3.5.45", "@vitejs/plugin-vue@6.0.11", "happy-dom@21.0.4"];
const ANGULAR = ["core", "common", "compiler", "compiler-cli"].map(
  (name) => `@angular/${name}@22.2.6`,
);

/** The quick starts' connection, to the fake server. */
const FAKE_CONNECTION = `
import { connect } from "parley-client";
import { FakeServer } from "parley-client/testing";
export const server = new FakeServer();
export const parley = connect(server.optionsFor("carol", "Carol"));
`;

/** A page in Node: it loads what Vite has built, says hello, and waits until the list shows the stored message. */
const BROWSER = `
import { Window } from "happy-dom";
const window = new Window({ url: "http://localhost:5173" });
const { document } = window;
document.body.innerHTML = process.argv[3];
for (const name of ["document", "Node", "Element", "HTMLElement", "SVGElement", "ShadowRoot", "Event", "Text", "Comment"]) {
  globalThis[name] = window[name];
}
globalThis.window = window;
const { parley } = await import(process.argv[2]);
const until = (condition) => new Promise((resolve) => {
  const look = () => (condition() ? resolve() : setTimeout(look, 5));
  look();
});
await until(() => document.querySelector("button"));
const form = document.querySelector("form");
if (form) {
  form.elements.text.value = "Hello";
  form.dispatchEvent(new window.Event("submit", { cancelable: true }));
} else {
  document.querySelector("button").click();
}
await until(() => parley.room("general").messages.get().some(({ status }) => status === "stored"));
await until(() => document.querySelector("li"));
console.log(document.querySelector("li").textContent);
process.exit();
`;

/** What a bundler starts with, and the page that it needs. */
const PAGES = {
  javascript: {
    entry: `import "./main.js"; export { parley } from "./parley.js";`,
    body: `<ol></ol><form><input name="text"><button>Send</button></form>`,
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
};

const VITE_CONFIG = `
import vue from "@vitejs/plugin-vue";
export default {
  plugins: [vue()],
  build: { lib: { entry: Object.fromEntries(${JSON.stringify(Object.keys(PAGES))}.map((name) => [name, name + ".js"])), formats: ["es"] } },
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warn",
};`;

describe("the packages as npm packs them", () => {
  /** @type {string[]} */
  let archives;
  /** @type {() => Promise<void>} */
  let remove;
  /** @type {Record<string, string>} */
  let files;

  before(async () => {
    ({ archives, remove } = await pack());
    files = await quickStarts();
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

  it("build in an empty Vite project, and the quick starts of plain JavaScript, React and Vue run", async (t) => {
    const folder = await project(t, CENTRIFUGE, ...REACT, ...VITE, ...archives);
    await write(folder, { ...files, "vite.config.js": VITE_CONFIG, "browser.mjs": BROWSER });
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
