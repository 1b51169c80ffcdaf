package dev.parley.api;

import dev.parley.protocol.Fields;
import dev.parley.protocol.Printable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;

/**
 * The line of the audit log about one call. {@link ApiAccessFilter} or the method puts it into the
 * request, and {@link AuditFilter} writes it. One thread at a time uses it.
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

  /** Starts the entry of a call, which then gets a line. */
  static void start(HttpServletRequest http, String action) {
    // The attributes of the servlet's request are the properties of the other view of it
    // (Jakarta REST 3.1, 6.5.1).
    http.setAttribute(PROPERTY, of(action, http.getRemoteAddr()));
  }

  /** The entry of one command of a batch. */
  static AuditEntry of(String action, String address) {
    return new AuditEntry(action, address);
  }

  /** The entry of a request; empty if the request gets no line. */
  static Optional<AuditEntry> of(ContainerRequestContext request) {
    return Optional.ofNullable((AuditEntry) request.getProperty(PROPERTY));
  }

  /** Adds the user, the client and the channel of the body to the entry of a request. */
  static void addTarget(HttpServletRequest request, Fields body) {
    if (request.getAttribute(PROPERTY) instanceof AuditEntry entry) {
      entry.addTarget(body);
    }
  }

  void addTarget(Fields body) {
    for (String name : new String[] {"user", "client", "channel"}) {
      if (body.values().get(name) instanceof String value) {
        target.append(' ').append(name).append('=').append(Printable.quoted(value));
      }
    }
  }

  /** Writes the line, when the status is known. */
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
