import { ParleyProvider, useRoom } from "parley-react";
import { FakeServer } from "parley-react/testing";

const server = new FakeServer();
server.publish("room:general", { text: "Hi" }, { user: "ben", name: "Ben" });

function Room() {
  return <p>{useRoom<{ text: string }>("general").messages.map(({ data }) => data.text)}</p>;
}

export default function Test() {
  return (
    <ParleyProvider options={server.optionsFor("anna", "Anna")}>
      <Room />
    </ParleyProvider>
  );
}
