export interface Snippet {
  readonly title: string;
  readonly code: string;
}

/** Ways to reach a channel from outside of this page. The API key is the one of development mode. */
export function snippets(base: URL, channel: string): Snippet[] {
  const at = (path: string) => new URL(path, base).href;
  const socket = at("connection/websocket").replace(/^http/, "ws");
  const curl = (method: string, body: unknown) =>
    [
      `curl ${at(`api/${method}`)} \\`,
      `  -H 'X-API-Key: dev' \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '${readable(body)}'`,
    ].join("\n");
  return [
    {
      title: "Publish from anywhere",
      code: curl("publish", { channel, data: { text: "Hello from curl" } }),
    },
    { title: "Read the log", code: curl("history", { channel, limit: 10, reverse: true }) },
    { title: "Who is here", code: curl("presence", { channel }) },
    {
      title: "Listen from JavaScript",
      code: [
        `// npm install centrifuge`,
        `import { Centrifuge } from "centrifuge";`,
        ``,
        `const getToken = async () =>`,
        `  (await (await fetch("${at("dev/token?user=me")}")).json()).token;`,
        `const client = new Centrifuge("${socket}", { getToken });`,
        `const room = client.newSubscription("${channel}");`,
        `room.on("publication", ({ offset, data }) => console.log(offset, data));`,
        `room.subscribe();`,
        `client.connect();`,
        `await room.ready();`,
        `await room.publish({ text: "Hello from JavaScript" });`,
      ].join("\n"),
    },
  ];
}

/** JSON on one line with a space wherever a line may be broken to be read. */
function readable(body: unknown): string {
  return JSON.stringify(body, null, 1)
    .replace(/\n\s*/g, " ")
    .replace(/([{[]) | ([}\]])/g, "$1$2");
}
