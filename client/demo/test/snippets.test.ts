import { describe, expect, it } from "vitest";
import { snippets } from "../src/snippets.ts";

describe("the commands to try", () => {
  const made = snippets(new URL("http://chat.test:9080/"), "general", "zoë");
  const code = made.map((snippet) => snippet.code).join("\n");

  it("are filled in for the server, the room and the user", () => {
    expect(code).toContain("curl http://chat.test:9080/api/publish");
    expect(code).toContain("ws://chat.test:9080/rooms/general?user=wscat");
    expect(code).toContain('"channel": "room:general"');
    expect(code).toContain("dev/token?user=zo%C3%AB");
  });

  it("have bodies that are JSON, and no quote that would end the shell's", () => {
    const bodies = [...code.matchAll(/-d '([^\n]*)'/g)].map(([, body]) => body!);
    expect(bodies).toHaveLength(4);
    for (const body of bodies) {
      expect(() => JSON.parse(body) as unknown).not.toThrow();
      expect(body).not.toContain("'");
    }
  });

  it("use wss where the page came by https", () => {
    const [, wscat] = snippets(new URL("https://chat.test/"), "general", "anna");
    expect(wscat!.code).toContain("wss://chat.test/rooms/general");
  });
});
