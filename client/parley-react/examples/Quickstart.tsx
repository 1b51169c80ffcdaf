import { ParleyProvider, useRoom } from "parley-react";

const options = {
  url: "https://rt.example.com",
  // Your back end, which knows who is logged in.
  getToken: async () => (await (await fetch("/realtime/token", { method: "POST" })).json()).token,
};

export default function App() {
  return (
    <ParleyProvider options={options}>
      <Chat />
    </ParleyProvider>
  );
}

function Chat() {
  const { messages, send } = useRoom<{ text: string }>("general");
  return (
    <>
      <ol>
        {messages.map(({ id, name, data, status }) => (
          <li key={id} className={status}>
            {name}: {data.text}
          </li>
        ))}
      </ol>
      <button onClick={() => send({ text: "Hello" })}>Say hello</button>
    </>
  );
}
