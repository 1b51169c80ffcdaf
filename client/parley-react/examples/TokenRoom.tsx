import { useWebSocket } from "parley-react";
import { useRef } from "react";

export default function TokenRoom({ getToken }: { getToken: () => Promise<string> }) {
  const since = useRef("0");
  const token = useRef("");
  const { status, reason, lastMessage } = useWebSocket<{ type: string; id?: string }>(
    async () => {
      token.current = await getToken();
      return "wss://rt.example.com/rooms/general";
    },
    {
      onOpen: (send) => send({ type: "connect", token: token.current, since: since.current }),
      onMessage: ({ type, id }) => {
        if (id !== undefined && type !== "stored") since.current = id;
      },
    },
  );
  return (
    <p>
      {status}: {reason?.message ?? lastMessage?.type}
    </p>
  );
}
