import { useCallback, useEffect, useState } from "react";
import { ConnectionPanel } from "./components/ConnectionPanel.tsx";
import { Dialog } from "./components/Dialog.tsx";
import { NameDialog } from "./components/NameDialog.tsx";
import { PeoplePanel } from "./components/PeoplePanel.tsx";
import { RoomDialog } from "./components/RoomDialog.tsx";
import { RoomView } from "./components/RoomView.tsx";
import { ShortcutsDialog } from "./components/ShortcutsDialog.tsx";
import { SideBar } from "./components/SideBar.tsx";
import { TryPage } from "./components/TryPage.tsx";
import { ParleyProvider } from "parley-react";
import { useChanges } from "./hooks/use-changes.ts";
import { PHONE, useMedia, WIDE } from "./hooks/use-media.ts";
import { useMyRooms } from "./hooks/use-my-rooms.ts";
import { useSession } from "./hooks/use-session.ts";
import { useShortcuts } from "./hooks/use-shortcuts.ts";
import { useRoute } from "./hooks/use-route.ts";
import type { Session } from "./session.ts";
import "./App.css";

export type Panel = "people" | "connection";
type Modal = "rooms" | "name" | "shortcuts" | "sidebar";

/** The whole page: who one is, the connection, where one is, and which panels are open. */
export function App({ first, start }: { first: Session; start: string }) {
  const [session, setTransport] = useSession(first);
  const { me } = session;
  const changes = useChanges(session.parley);
  const [{ room, page }, go] = useRoute(me, start);
  const { rooms, leave } = useMyRooms(session.parley, room);
  const phone = useMedia(PHONE);
  const wide = useMedia(WIDE);
  const [chosenPanel, setPanel] = useState<Panel | null>(wide ? "people" : null);
  // People are those of a room.
  const panel = chosenPanel === "people" && page !== "room" ? null : chosenPanel;
  const [modal, setModal] = useState<Modal | null>(null);
  const closeModal = useCallback(() => setModal(null), []);
  const closePanel = useCallback(() => setPanel(null), []);
  const enter = useCallback(
    (room: string) => {
      setModal(null);
      go({ room });
    },
    [go],
  );
  useEffect(() => setModal(null), [phone]);
  useShortcuts({
    rooms,
    current: room,
    enter,
    openRooms: () => setModal("rooms"),
    openHelp: () => setModal("shortcuts"),
    escape: closePanel,
  });

  const sideBar = (
    <SideBar
      me={me}
      rooms={rooms}
      current={page === "room" ? room : null}
      page={page}
      enter={enter}
      leave={(left) => {
        const next = leave(left);
        if (left === room) {
          go({ room: next });
        }
      }}
      showTry={() => {
        setModal(null);
        go({ page: "try" });
      }}
      openRooms={() => setModal("rooms")}
      openName={() => setModal("name")}
      openShortcuts={() => setModal("shortcuts")}
    />
  );
  const panelContent =
    panel === "people" ? (
      <PeoplePanel room={room} me={me.user} onClose={closePanel} />
    ) : panel === "connection" ? (
      <ConnectionPanel
        session={session}
        changes={changes}
        setTransport={setTransport}
        onClose={closePanel}
      />
    ) : null;
  const head = {
    panel,
    setPanel,
    openSideBar: phone ? () => setModal("sidebar") : null,
  };

  return (
    <ParleyProvider parley={session.parley}>
      <a className="skip" href="#main">
        Skip to the messages
      </a>
      <div className="app" data-panel={wide && panel !== null}>
        {!phone && sideBar}
        <main id="main" className="app-main" tabIndex={-1}>
          {page === "try" ? (
            <TryPage base={session.base} room={room} user={me.user} head={head} />
          ) : (
            <RoomView key={room} room={room} me={me} head={head} />
          )}
        </main>
        {panelContent !== null &&
          (wide ? (
            <aside className="app-panel" aria-label={panel === "people" ? "People" : "Connection"}>
              {panelContent}
            </aside>
          ) : (
            <Dialog
              title={panel === "people" ? "People" : "Connection"}
              place="right"
              bare
              onClose={closePanel}
            >
              {panelContent}
            </Dialog>
          ))}
      </div>
      {modal === "sidebar" && (
        <Dialog title="Rooms" place="left" bare onClose={closeModal}>
          {sideBar}
        </Dialog>
      )}
      {modal === "rooms" && <RoomDialog rooms={rooms} enter={enter} onClose={closeModal} />}
      {modal === "name" && <NameDialog name={me.name} room={room} onClose={closeModal} />}
      {modal === "shortcuts" && <ShortcutsDialog onClose={closeModal} />}
    </ParleyProvider>
  );
}
