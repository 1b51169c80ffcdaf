import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const server = process.env.PARLEY_URL ?? "http://127.0.0.1:9080";
const proxied = ["/connection", "/emulation", "/dev", "/api", "/rooms"];

export default defineConfig({
  // Relative addresses: the page works in any folder of any server.
  base: "./",
  build: {
    outDir: resolve(import.meta.dirname, process.env.PARLEY_DEMO_OUTDIR ?? "../../target/demo"),
    emptyOutDir: true,
    // All files in one folder: the server serves nothing below it.
    assetsDir: "",
    // The server's Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    sourcemap: true,
    target: "es2022",
    rollupOptions: {
      output: {
        entryFileNames: "workspace.js",
        chunkFileNames: "[name].js",
        assetFileNames: "workspace[extname]",
      },
    },
  },
  server: {
    // The Host stays that of the page, because the server takes WebSockets of its own origin only.
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: server, ws: true }])),
  },
  test: { include: ["test/*.test.ts"] },
});
