import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { identify, serverOf } from "./identity.ts";
import { openSession } from "./session.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";

const { room, ...me } = identify(location.search, sessionStorage, Math.random);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App first={openSession(serverOf(location), me, "auto")} start={room} />
  </StrictMode>,
);
