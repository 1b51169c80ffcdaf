package dev.parley.transport.frames;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;

/**
 * Sends the head of the answer 101. RFC 9110, section 8.6, forbids a Content-Length there, but Open
 * Liberty (26.0.0.3) always writes a length of 0. It leaves the header out only if it believes that
 * it has written the header already; this class makes it believe so, by reflection. Other servers
 * have no such object, and send the head as it is.
 */
final class UpgradeResponse {
  private static final System.Logger LOG = System.getLogger(UpgradeResponse.class.getName());

  private UpgradeResponse() {}

  /** Sends the complete head, or leaves that to the server; whether it has sent it. */
  static boolean send(HttpServletResponse response) throws IOException {
    if (!omitContentLength(response)) {
      return false;
    }
    // The body has no end yet, so the server does not compute its length.
    response.flushBuffer();
    return true;
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
