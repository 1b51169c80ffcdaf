export interface Snippet {
  readonly title: string;
  /** What it does, in a sentence. */
  readonly text: string;
  readonly code: string;
}

/** Ways to reach a room from outside of this page. The API key is the one of development mode. */
export function snippets(base: URL, room: string, user: string): Snippet[] {
  const channel = `room:${room}`;
  const at = (path: string) => new URL(path, base).href;
  const socket = (path: string) => at(path).replace(/^http/, "ws");
  const curl = (method: string, body: unknown) =>
    [
      `curl ${at(`api/${method}`)} \\`,
      `  -H 'X-API-Key: dev' \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '${readable(body)}'`,
    ].join("\n");
  const me = encodeURIComponent(user);
  return [
    {
      title: "Publish",
      text: "What a back end does: everybody in the room sees the message at once.",
      code: curl("publish", { channel, data: { text: "Hello from curl" } }),
    },
    {
      title: "Be in the room without an SDK",
      text: 'One JSON object a line. Type {"text":"hi"} and press Enter.',
      code: `npx --yes wscat -c '${socket(`rooms/${room}`)}?user=wscat'`,
    },
    {
      title: "Listen",
      text: "A stream of JSON lines that does not end. The first line fetches a token.",
      code: [
        `TOKEN=$(curl -s '${at(`dev/token?user=${me}`)}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
        `curl -N -H "Authorization: Bearer $TOKEN" \\`,
        `  -d '${readable({ subs: { [channel]: {} } })}' \\`,
        `  ${at("connection/uni_http_stream")}`,
      ].join("\n"),
    },
    {
      title: "Read the history",
      text: "The newest ten messages, newest first.",
      code: curl("history", { channel, limit: 10, reverse: true }),
    },
    {
      title: "Who is here",
      text: "Every connection in the room, with its user.",
      code: curl("presence", { channel }),
    },
    {
      title: "In your own page",
      text: "The package that this page is made with.",
      code: [
        `import { connect } from "parley-client";`,
        ``,
        `const parley = connect({`,
        `  url: "${base.href}",`,
        `  getToken: async () =>`,
        `    (await (await fetch("${at(`dev/token?user=${me}`)}")).json()).token,`,
        `});`,
        `const room = parley.room("${room}");`,
        `room.join();`,
        `room.messages.subscribe(() => console.log(room.messages.get()));`,
        `room.send({ text: "Hello from JavaScript" });`,
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
