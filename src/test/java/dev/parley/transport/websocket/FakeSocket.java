package dev.parley.transport.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A container's session and its asynchronous remote, which send when the test says so. */
final class FakeSocket {
  /** The texts that were sent. */
  final List<String> sent = new CopyOnWriteArrayList<>();

  /** The close reasons. */
  final List<CloseReason> closes = new CopyOnWriteArrayList<>();

  /** Whether a send is done before it returns. */
  volatile boolean inline;

  /** Whether a send that is done before it returns has failed. */
  volatile boolean broken;

  /** The result that the container owes; null if none. */
  volatile SendHandler owed;

  private final RemoteEndpoint.Async remote =
      (RemoteEndpoint.Async)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {RemoteEndpoint.Async.class},
              (proxy, method, arguments) -> {
                switch (method.getName()) {
                  case "sendText" -> send((String) arguments[0], (SendHandler) arguments[1]);
                  case "sendBinary" -> send(text(arguments[0]), (SendHandler) arguments[1]);
                  default -> {
                    // Nothing else is sent.
                  }
                }
                return null;
              });

  /** Open Liberty asks for the array of a buffer. */
  private static String text(Object buffer) {
    return new String(((ByteBuffer) buffer).array(), StandardCharsets.UTF_8);
  }

  private void send(String text, SendHandler handler) {
    sent.add(text);
    if (inline) {
      handler.onResult(result(broken));
    } else {
      owed = handler;
    }
  }

  private static SendResult result(boolean failed) {
    return failed ? new SendResult(new IOException("broken")) : new SendResult();
  }

  /** The container's session. */
  Session session() {
    return (Session)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAsyncRemote" -> remote;
                  case "close" -> addClose((CloseReason) arguments[0]);
                  default -> null;
                });
  }

  private Object addClose(CloseReason reason) {
    closes.add(reason);
    return null;
  }

  /** The container has sent the last message. */
  void complete() {
    owed.onResult(result(false));
  }

  /** The container could not send the last message. */
  void fail() {
    owed.onResult(result(true));
  }
}
