import type { ReactNode } from "react";
import type { Panel } from "../App.tsx";
import { useUnread } from "parley-react";
import { ConnectionButton } from "./ConnectionButton.tsx";
import { Icon } from "./Icon.tsx";
import "./PageHead.css";

/** What the head of each page needs of the page around it. */
export interface HeadProps {
  readonly panel: Panel | null;
  readonly setPanel: (panel: Panel | null) => void;
  /** Opens the drawer with the side bar; null where the side bar is always there. */
  readonly openSideBar: (() => void) | null;
}

/** The head of a page: its title, and on the right what `children` holds and the connection. */
export function PageHead({
  title,
  head,
  children,
}: {
  title: ReactNode;
  head: HeadProps;
  children?: ReactNode;
}) {
  const { panel, setPanel, openSideBar } = head;
  const unread = useUnread();
  return (
    <header className="page-head">
      {openSideBar !== null && (
        <button
          type="button"
          className="icon-button page-head-menu"
          aria-label={unread > 0 ? `Rooms, ${unread} unread` : "Rooms"}
          data-testid="open-side-bar"
          onClick={openSideBar}
        >
          <Icon name="menu" size={20} />
          {unread > 0 && <span className="dot-badge" />}
        </button>
      )}
      <h2 className="page-head-title">{title}</h2>
      <div className="page-head-tools">
        {children}
        <ConnectionButton
          open={panel === "connection"}
          onClick={() => setPanel(panel === "connection" ? null : "connection")}
        />
      </div>
    </header>
  );
}
