package dev.parley.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The rights, the tokens, the audit log and the headers of the HTTP API, at one member. */
class ApiAccessIT {
  @TempDir private static Path folder;
  private static ApiServer server;

  @BeforeAll
  static void start() {
    server = new ApiServer(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Nested
  @Tag("servers")
  class Rights extends ApiRightsCases {
    Rights() {
      super(server);
    }
  }

  @Nested
  @Tag("servers")
  class Tokens extends ApiTokenCases {
    Tokens() {
      super(server);
    }
  }

  @Nested
  class Audit extends ApiAuditCases {
    Audit() {
      super(server);
    }
  }

  @Nested
  class Headers extends ApiHeaderCases {
    Headers() {
      super(server);
    }
  }
}
