import { ParleyProvider } from "parley-react";

const options = {
  url: "https://rt.example.com",
  getToken: async () => (await (await fetch("/realtime/token", { method: "POST" })).json()).token,
};

export default function App() {
  return <ParleyProvider options={options}>Your page</ParleyProvider>;
}
