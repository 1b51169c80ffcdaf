import type { Member } from "../roster.ts";
import { avatar, byId, make } from "./dom.ts";

/** Shows who is here: each user once, with the number of tabs or devices when there is more than one. */
export function showPeople(members: readonly Member[], me: string, certain: boolean): void {
  const list = byId("people");
  byId("people-count").textContent = String(members.length);
  list.classList.toggle("stale", !certain);
  list.replaceChildren(...members.map((member) => person(member, member.user === me)));
}

function person(member: Member, isMe: boolean): HTMLElement {
  const { user, name, clients } = member;
  const item = make(
    "li",
    { class: clients === 0 ? "person away" : "person", "data-testid": "person", "data-user": user },
    avatar(user, name),
    make("span", { class: "person-name", title: user }, name),
  );
  if (isMe) {
    item.append(make("span", { class: "tag" }, "you"));
  }
  if (clients > 1) {
    item.append(
      make(
        "span",
        { class: "clients", title: `${clients} connections`, "data-testid": "clients" },
        `×${clients}`,
      ),
    );
  }
  return item;
}
