import { useWebSocket } from "parley-react";

export default function Price() {
  const { status, lastMessage, send } = useWebSocket<{ price: number }>("wss://example.com/prices");
  return (
    <p>
      {status}: {lastMessage?.price}
      <button onClick={() => send({ subscribe: "EUR" })}>Subscribe</button>
    </p>
  );
}
