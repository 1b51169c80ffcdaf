import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useConnection, useTyping } from "parley-react";
import { tooLong } from "../message-length.ts";
import { typingSentence } from "../words.ts";
import { Icon } from "./Icon.tsx";
import "./Composer.css";

interface Props {
  readonly room: string;
  readonly disabled: boolean;
  /** Sends a text. Throws if it cannot be kept. */
  readonly say: (text: string) => void;
}

/** The unsent text of each room. */
const drafts = new Map<string, string>();

/** The box to write in: Enter sends, Shift+Enter makes a new line. A text that is too long stays, and the page says why. */
export function Composer({ room, disabled, say }: Props) {
  const [text, setText] = useState(() => drafts.get(room) ?? "");
  const [refusal, setRefusal] = useState("");
  const [typists, setTyping] = useTyping(room);
  const connection = useConnection();
  const box = useRef<HTMLTextAreaElement>(null);
  const problem = refusal || tooLong(text);
  const ready = text.trim() !== "" && tooLong(text) === "" && !disabled;

  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) {
      box.current?.focus();
    }
  }, [room]);

  const change = (value: string) => {
    setText(value);
    setRefusal("");
    drafts.set(room, value);
    setTyping(value.trim() !== "");
  };
  const send = () => {
    if (!ready) {
      return;
    }
    try {
      say(text.trim());
      setText("");
      drafts.delete(room);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
    box.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  const typing = typingSentence(typists);
  const connected = connection.status === "connected";

  return (
    <form
      className="composer"
      data-problem={problem !== ""}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-box">
        <label className="unseen" htmlFor="text">
          Your message
        </label>
        <textarea
          ref={box}
          id="text"
          rows={1}
          value={text}
          disabled={disabled}
          placeholder={disabled ? "You cannot write here" : `Message #${room}`}
          autoComplete="off"
          aria-describedby="text-problem"
          aria-invalid={problem !== ""}
          data-testid="text-box"
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKey}
          onBlur={() => setTyping(false)}
        />
        <button
          type="submit"
          className="composer-send"
          aria-label="Send"
          title="Send"
          disabled={!ready}
          data-testid="send"
        >
          <Icon name="send" />
        </button>
      </div>
      <div className="composer-line">
        <p id="text-problem" className="composer-problem" role="alert" data-testid="text-problem">
          {problem}
        </p>
        {problem === "" &&
          (typing !== "" ? (
            <p className="composer-typing" data-testid="typing">
              <span className="typing-dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {typing}
            </p>
          ) : (
            <p className="composer-hint">
              {connected
                ? "Enter sends, Shift + Enter makes a new line"
                : "Messages wait here and are sent when the connection is back"}
            </p>
          ))}
      </div>
    </form>
  );
}
