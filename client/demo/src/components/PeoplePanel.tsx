import type { PresentUser } from "parley-client";
import { memo, useMemo } from "react";
import { useConnection, usePresence, useTyping } from "parley-react";
import { Avatar } from "./Avatar.tsx";
import { PanelHead } from "./PanelHead.tsx";
import "./PeoplePanel.css";

/** Who is in the room: each user once, with the number of tabs or devices when there is more than one. */
export function PeoplePanel({
  room,
  me,
  onClose,
}: {
  room: string;
  me: string;
  onClose: () => void;
}) {
  const people = usePresence(room);
  const [typists] = useTyping(room);
  const certain = useConnection().status === "connected";
  const sorted = useMemo(() => [...people].sort((a, b) => order(a, b, me)), [people, me]);
  const typing = new Set(typists.map(({ user }) => user));
  return (
    <>
      <PanelHead title="People" onClose={onClose} />
      <p className="people-count">
        {people.length > 0 && (
          <>
            <span data-testid="people-count">{people.length}</span> in #{room}
            {!certain && " before the connection was lost"}
          </>
        )}
      </p>
      <ul className="people" data-testid="people" data-certain={certain}>
        {sorted.map((person) => (
          <Person
            key={person.user}
            person={person}
            isMe={person.user === me}
            isTyping={typing.has(person.user)}
          />
        ))}
      </ul>
    </>
  );
}

/** A line of the list. It renders only if something of this person has changed. */
const Person = memo(function Person(props: {
  person: PresentUser;
  isMe: boolean;
  isTyping: boolean;
}) {
  const { user, name, clients } = props.person;
  return (
    <li className="person" data-testid="person" data-user={user}>
      <span className="person-face">
        <Avatar user={user} name={name} />
        <span className="person-dot" aria-hidden="true" />
      </span>
      <span className="person-text">
        <span className="person-name" title={user}>
          {name}
          {props.isMe && <span className="tag">you</span>}
        </span>
        <span className="person-detail">
          {props.isTyping ? (
            "typing…"
          ) : clients > 1 ? (
            <>
              on <span data-testid="clients">{clients}</span> devices or tabs
            </>
          ) : (
            "here"
          )}
        </span>
      </span>
    </li>
  );
});

/** Oneself first, then by name. */
function order(a: PresentUser, b: PresentUser, me: string): number {
  return (
    Number(b.user === me) - Number(a.user === me) ||
    a.name.localeCompare(b.name) ||
    a.user.localeCompare(b.user)
  );
}
