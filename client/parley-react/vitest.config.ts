import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const test = { environment: "happy-dom", include: ["test/**/*.test.{ts,tsx}"] };

/** The examples import the package by its name. */
const self = [
  { find: /^parley-react\/testing$/, replacement: path("src/testing/index.ts") },
  { find: /^parley-react$/, replacement: path("src/index.ts") },
];

/** All tests run with each version of React that the package supports. */
export default defineConfig({
  test: {
    projects: [
      { resolve: { alias: self }, test: { ...test, name: "react 19" } },
      {
        resolve: {
          alias: [
            ...self,
            ...["react-dom", "react"].map((name) => ({
              find: new RegExp(`^${name}(?=$|/)`),
              replacement: path(`../react-18/node_modules/${name}`),
            })),
            // The only build of it that does not load React by `require`.
            {
              find: "@testing-library/react",
              replacement: path(
                "../node_modules/@testing-library/react/dist/@testing-library/react.esm.js",
              ),
            },
          ],
        },
        test: {
          ...test,
          name: "react 18",
          // What is not inlined would load its own React.
          server: { deps: { inline: [/@testing-library.react/] } },
        },
      },
    ],
  },
});
