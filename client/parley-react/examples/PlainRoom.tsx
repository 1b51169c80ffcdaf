import { useWebSocket } from "parley-react";
import { useRef, useState } from "react";

interface Event {
  readonly type: string;
  readonly id?: string;
  readonly user?: string;
  readonly data?: { readonly text?: string };
}

export default function Room() {
  const since = useRef("0");
  const [lines, setLines] = useState<readonly string[]>([]);
  const { status, send } = useWebSocket<Event>(
    () => `wss://rt.example.com/rooms/general?user=anna&since=${since.current}`,
    {
      onMessage: ({ type, id, user, data }) => {
        if (id !== undefined && type !== "stored") since.current = id;
        if (type === "message") setLines((before) => [...before, `${user}: ${data?.text}`]);
      },
    },
  );
  return (
    <section>
      <p>{status}</p>
      <pre>{lines.join("\n")}</pre>
      <button onClick={() => send({ text: "Hello" })}>Say hello</button>
    </section>
  );
}
