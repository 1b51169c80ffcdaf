package dev.parley.team;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** Methods of the HTTP API that have a mistake, each in another way. */
@Path("/")
public class FailingMethods {
  private static final String ON_PURPOSE = "thrown by a test, on purpose";

  /** Fails on the caller's thread. */
  @POST
  @Path("fail")
  @RolesAllowed("admin")
  public String fail() {
    throw new IllegalStateException(ON_PURPOSE);
  }

  /** Fails before it could answer later. */
  @POST
  @Path("fail_suspended")
  @RolesAllowed("admin")
  public void failSuspended(@Suspended AsyncResponse response) {
    throw new AssertionError(ON_PURPOSE);
  }

  /** Fails later. */
  @POST
  @Path("fail_later")
  @RolesAllowed("admin")
  public void failLater(@Suspended AsyncResponse response) {
    response.resume(new IllegalStateException(ON_PURPOSE));
  }
}
