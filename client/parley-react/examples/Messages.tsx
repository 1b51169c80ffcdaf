import { useRoom } from "parley-react";

export default function Messages() {
  const { messages, state, send, retry, discard, loadOlder } = useRoom<{ text: string }>("general");
  return (
    <section>
      {state.status === "refused" && <p role="alert">{state.reason?.message}</p>}
      {state.hasOlder && (
        <button disabled={state.loadingOlder} onClick={() => loadOlder().catch(() => {})}>
          Older messages
        </button>
      )}
      <ol>
        {messages.map(({ id, name, data, status, error }) => (
          <li key={id} className={status}>
            {name}: {data.text}
            {status === "failed" && (
              <>
                {error?.message}
                <button onClick={() => retry(id)}>Send again</button>
                <button onClick={() => discard(id)}>Discard</button>
              </>
            )}
          </li>
        ))}
      </ol>
      <button onClick={() => send({ text: "Hello" })}>Say hello</button>
    </section>
  );
}
