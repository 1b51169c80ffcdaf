import { useRef, useState } from "react";
import { useTitle } from "../hooks/use-title.ts";
import { snippets, type Snippet } from "../snippets.ts";
import { Icon } from "./Icon.tsx";
import { PageHead, type HeadProps } from "./PageHead.tsx";
import "./TryPage.css";

/** Commands to reach the server from outside of this page, made for the room one comes from. */
export function TryPage({
  base,
  room,
  user,
  head,
}: {
  base: URL;
  room: string;
  user: string;
  head: HeadProps;
}) {
  useTitle("Try it");
  return (
    <section className="try" aria-label="Try it" data-testid="try">
      <PageHead title="Try it" head={head} />
      <div className="try-body" tabIndex={0} role="group" aria-label="Commands">
        <div className="try-content">
          <p className="try-lead">
            Paste these into a terminal, and watch <strong>#{room}</strong> in another tab. They are
            filled in for this server and this room. The API key is the one of development mode.
          </p>
          {snippets(base, room, user).map((snippet) => (
            <SnippetCard key={snippet.title} {...snippet} />
          ))}
        </div>
      </div>
    </section>
  );
}

function SnippetCard({ title, text, code }: Snippet) {
  const block = useRef<HTMLPreElement>(null);
  const [done, setDone] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setDone("Copied");
    } catch {
      // There is no clipboard on an insecure origin: the text is selected, so that one keystroke copies it.
      getSelection()?.selectAllChildren(block.current!);
      setDone("Selected");
    }
    setTimeout(() => setDone(""), 1500);
  };
  return (
    <article className="snippet" data-testid="snippet">
      <header className="snippet-head">
        <div>
          <h3>{title}</h3>
          <p className="soft">{text}</p>
        </div>
        <button
          type="button"
          className="button small"
          aria-label={`Copy: ${title}`}
          onClick={() => void copy()}
        >
          <Icon name={done === "" ? "copy" : "check"} size={14} />
          <span aria-live="polite">{done || "Copy"}</span>
        </button>
      </header>
      <pre ref={block} tabIndex={0} aria-label={title}>
        <code>{code}</code>
      </pre>
    </article>
  );
}
