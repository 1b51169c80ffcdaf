import type { ConnectionState, Message, Parley, PresentUser, Store } from "parley-client";
import { describe, expectTypeOf, it } from "vitest";
import {
  useConnection,
  useParley,
  usePresence,
  useRoom,
  useStore,
  useTyping,
  useUnread,
  useWebSocket,
  type WebSocketReason,
} from "../src/index.js";

interface Text {
  readonly text: string;
}

describe("types", () => {
  it("of rooms follow the type of their messages", () => {
    const room = useRoom<Text>("general");
    expectTypeOf(room.messages).toEqualTypeOf<readonly Message<Text>[]>();
    expectTypeOf(room.send).toEqualTypeOf<(data: Text) => Message<Text>>();
    expectTypeOf(useRoom("general").messages[0]!.data).toBeUnknown();
    // @ts-expect-error another type
    room.send("text");
  });

  it("of the other hooks are those of parley-client", () => {
    expectTypeOf(useParley()).toEqualTypeOf<Parley>();
    expectTypeOf(useConnection()).toEqualTypeOf<ConnectionState>();
    expectTypeOf(usePresence("general")).toEqualTypeOf<readonly PresentUser[]>();
    expectTypeOf(useTyping("general")[0]).toEqualTypeOf<readonly PresentUser[]>();
    expectTypeOf(useTyping("general")[1]).toEqualTypeOf<(typing?: boolean) => void>();
    expectTypeOf(useUnread()).toBeNumber();
    expectTypeOf(useStore({} as Store<Text>)).toEqualTypeOf<Text>();
  });

  it("of useWebSocket follow the type of its messages", () => {
    const socket = useWebSocket<Text>("wss://example.com", {
      onMessage: (message) => expectTypeOf(message).toEqualTypeOf<Text>(),
    });
    expectTypeOf(socket.lastMessage).toEqualTypeOf<Text | null>();
    expectTypeOf(socket.reason).toEqualTypeOf<WebSocketReason | null>();
    expectTypeOf(socket.status).toEqualTypeOf<
      "closed" | "connecting" | "connected" | "reconnecting" | "offline" | "failed"
    >();
    expectTypeOf(socket.send).returns.toBeBoolean();
    expectTypeOf(useWebSocket(null).lastMessage).toBeUnknown();
    const parsed = useWebSocket("wss://example.com", { parse: (data) => String(data) });
    expectTypeOf(parsed.lastMessage).toEqualTypeOf<string | null>();
    useWebSocket(async () => "wss://example.com");
    // @ts-expect-error no url
    useWebSocket(undefined);
  });
});
