package dev.parley.transport.websocket;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;

/**
 * Sends the head of the answer 101. RFC 9110, section 8.6, forbids a Content-Length there, and Open
 * Liberty (26.0.0.3) writes one of 0 whatever the application says: it leaves the header out only
 * where it believes that it has written it already. Its own object is told so by reflection. Other
 * servers have no such object, and their head is sent as it is.
 */
final class UpgradeResponse {
  private static final System.Logger LOG = System.getLogger(UpgradeResponse.class.getName());

  private UpgradeResponse() {}

  /** Sends the head, to which nothing is added any more, or leaves that to the server. */
  static void send(HttpServletResponse response) throws IOException {
    if (omitContentLength(response)) {
      // What is sent now has no end yet, and so the server does not count its bytes.
      response.flushBuffer();
    }
  }

  private static boolean omitContentLength(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      inner = wrapper.getResponse();
    }
    try {
      Object container = inner.getClass().getMethod("getIResponse").invoke(inner);
      Object message = value(value(container, "response"), "message");
      field(message, "myContentLength").setLong(message, 0);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server writes the head in its own way", e);
      return false;
    }
  }

  private static Object value(Object owner, String name) throws ReflectiveOperationException {
    return field(owner, name).get(owner);
  }

  private static Field field(Object owner, String name) throws NoSuchFieldException {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }
}
