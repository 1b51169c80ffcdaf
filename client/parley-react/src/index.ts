export { ParleyProvider, useParley, type ParleyProviderProps } from "./provider.js";
export {
  useConnection,
  usePresence,
  useQueue,
  useRoom,
  useTyping,
  useUnread,
  type RoomView,
} from "./hooks.js";
export { useStore } from "./use-store.js";
export { useWebSocket, type WebSocketView } from "./use-web-socket.js";
export type {
  WebSocketOptions,
  WebSocketReason,
  WebSocketStatus,
  WebSocketUrl,
} from "./socket-options.js";
