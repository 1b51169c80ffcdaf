import { useLayoutEffect, useRef, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import "./Dialog.css";

interface Props {
  /** Its heading, or its name for screen readers if `bare`. */
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Where it stands: in the middle, or along one side as a drawer. */
  readonly place?: "middle" | "top" | "left" | "right";
  /** Without the heading and the button to close: the content has its own. */
  readonly bare?: boolean;
}

/** A modal dialog of the browser: it keeps the focus, closes by Escape or a click beside it, and gives the focus back. */
export function Dialog({ title, onClose, children, place = "middle", bare = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect ends before the dialog leaves the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog dialog-${place}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="dialog-content">
        {!bare && (
          <header className="dialog-head">
            <h2>{title}</h2>
            <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
