/** Puts the page together: who one is, the connection, the room one is in, and what is to be seen of it. */
import { openConnection, type ConnectionState } from "./connection.ts";
import { address, clean, identify, serverOf } from "./identity.ts";
import { Room } from "./room.ts";
import { Composer } from "./view/composer.ts";
import { avatar, byId } from "./view/dom.ts";
import { showPeople } from "./view/people-view.ts";
import { RoomsView } from "./view/rooms-view.ts";
import { showStatus } from "./view/status-view.ts";
import { StreamView } from "./view/stream-view.ts";
import { showSnippets } from "./view/try-view.ts";

const base = serverOf(location);
const me = identify(location.search, sessionStorage, Math.random);

let connection: ConnectionState = { kind: "connecting", detail: "" };
const client = openConnection(base, me, (state) => {
  connection = state;
  showStatus(state);
  render();
});

const stream = new StreamView({
  retry: (id) => room?.outbox.retry(id),
  loadOlder: () => void room?.loadOlder(),
  atEnd: () => render(),
});
const composer = new Composer((text) => {
  stream.toEnd();
  room?.outbox.send(text);
});
const rooms = new RoomsView((name) => name !== roomName && enter(name));

let roomName = "";
let room: Room | null = null;

function enter(name: string): void {
  room?.leave();
  roomName = name;
  sessionStorage.setItem("parley.room", name);
  history.replaceState(null, "", address(me.name, name));
  document.title = `#${name} · Parley`;
  byId("room-title").textContent = name;
  stream.clear();
  rooms.show(name);
  room = new Room(client, name, me, render);
  showSnippets(base, room.channel);
  render();
}

let rendering = false;

/** Shows the newest state soon: however much changes at once, it is shown once. */
function render(): void {
  if (!rendering) {
    rendering = true;
    queueMicrotask(() => {
      rendering = false;
      show();
    });
  }
}

function show(): void {
  if (room === null) {
    return;
  }
  if (stream.following) {
    room.trim();
  }
  const closed = room.state.kind === "closed" ? room.state.reason : "";
  byId("room-problem").textContent = closed === "" ? "" : `You cannot read this room: ${closed}`;
  byId("position").textContent = room.store.top === 0 ? "" : `log position ${room.store.top}`;
  composer.update(roomName, closed === "");
  showPeople(room.presence.members(me.user), me.user, room.state.kind === "open");
  stream.render(room.store.entries(), {
    has: room.hasOlder,
    loading: room.loadingOlder,
    quiet: room.state.kind !== "open",
  });
}

function showMe(): void {
  byId("me-avatar").replaceChildren(avatar(me.user, me.name));
  byId("me-name").textContent = me.name;
  const dialog = byId<HTMLDialogElement>("name-dialog");
  const input = byId<HTMLInputElement>("new-name");
  byId("me").addEventListener("click", () => {
    input.value = me.name;
    dialog.showModal();
    input.select();
  });
  byId("cancel-name").addEventListener("click", () => dialog.close());
  byId("name-form").addEventListener("submit", () => {
    const name = clean(input.value);
    if (name !== null && name !== me.name) {
      // Another name is another user with another token, so the page starts over.
      location.assign(address(name, roomName));
    }
  });
}

byId("connect").addEventListener("click", () => client.connect());
showMe();
showStatus(connection);
enter(me.room);
client.connect();
