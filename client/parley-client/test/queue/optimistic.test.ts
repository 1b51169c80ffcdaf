import { describe, expect, it, vi } from "vitest";
import { settle, useServer } from "../room/support.js";

const test = useServer();

function change(commit: () => Promise<unknown>) {
  const seen: string[] = [];
  return {
    seen,
    apply: () => seen.push("apply"),
    revert: ({ message }: Error) => seen.push(`revert: ${message}`),
    commit: () => {
      seen.push("commit");
      return commit();
    },
  };
}

describe("an optimistic change", () => {
  it("[U12] is shown at once, and stays when the server agrees", async () => {
    const client = test.client("anna");
    await settle();
    test.server.methods.set("like", () => ({ likes: 3 }));
    const like = change(() => client.rpc("like", {}));
    const result = client.optimistic(like);
    expect(like.seen).toEqual(["apply"]);
    await settle();
    expect(await result).toEqual({ likes: 3 });
    expect(like.seen).toEqual(["apply", "commit"]);
  });

  it("[U12] is taken back with a sentence when the server refuses it", async () => {
    const client = test.client("anna");
    await settle();
    test.server.fail("like", { code: 103, message: "permission denied" });
    const like = change(() => client.rpc("like", {}));
    await expect(client.optimistic(like)).rejects.toMatchObject({ code: 103 });
    expect(like.seen).toEqual(["apply", "commit", "revert: You may not do this."]);
  });

  it("[U12] waits for a connection, and keeps the order", async () => {
    test.server.refuseConnections();
    const client = test.client("anna");
    const seen: number[] = [];
    const all = [1, 2, 3].map((number) =>
      client.optimistic({ apply() {}, revert() {}, commit: async () => seen.push(number) }),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual([]);
    test.server.refuseConnections(false);
    await vi.advanceTimersByTimeAsync(30_000);
    await Promise.all(all);
    expect(seen).toEqual([1, 2, 3]);
  });

  it("[U12] is taken back when the client is closed before it could be asked for", async () => {
    test.server.refuseConnections();
    const client = test.client("anna");
    const like = change(async () => undefined);
    const failure = expect(client.optimistic(like)).rejects.toMatchObject({ code: 11 });
    await settle();
    client.close();
    await failure;
    expect(like.seen).toEqual(["apply", "revert: There is no connection."]);
  });
});
