package dev.parley.api;

import dev.parley.protocol.Fields;
import dev.parley.protocol.Printable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;

/**
 * What is said in the audit log about one call. It travels with the request, from the filter that
 * lets the caller in, or the method, to {@link AuditFilter}. One thread at a time uses it.
 */
final class AuditEntry {
  private static final System.Logger AUDIT = System.getLogger("parley.audit");
  private static final String PROPERTY = AuditEntry.class.getName();

  private final StringBuilder target = new StringBuilder();
  private final String action;
  private final String address;

  private AuditEntry(String action, String address) {
    this.action = action;
    this.address = address;
  }

  /** From now on the call is worth a line. */
  static void begin(HttpServletRequest http, String action) {
    // The attributes of the servlet's request are the properties of the other view of it
    // (Jakarta REST 3.1, 6.5.1).
    http.setAttribute(PROPERTY, of(action, http.getRemoteAddr()));
  }

  /** The entry of a command that is one of several in a request. */
  static AuditEntry of(String action, String address) {
    return new AuditEntry(action, address);
  }

  /** The entry of a request, if it is worth one. */
  static Optional<AuditEntry> of(ContainerRequestContext request) {
    return Optional.ofNullable((AuditEntry) request.getProperty(PROPERTY));
  }

  /** Says whom the call concerns: the user, the client and the channel that its body names. */
  static void concerns(HttpServletRequest request, Fields body) {
    if (request.getAttribute(PROPERTY) instanceof AuditEntry entry) {
      entry.concerns(body);
    }
  }

  void concerns(Fields body) {
    for (String name : new String[] {"user", "client", "channel"}) {
      if (body.values().get(name) instanceof String value) {
        target.append(' ').append(name).append('=').append(Printable.quoted(value));
      }
    }
  }

  /** Writes the line, when it is known how it ended. */
  void write(String who, int status) {
    AUDIT.log(System.Logger.Level.INFO, line(who, status));
  }

  String line(String who, int status) {
    return "audit who="
        + Printable.quoted(who)
        + " did="
        + action
        + target
        + " from="
        + Printable.quoted(address)
        + " status="
        + status;
  }
}
