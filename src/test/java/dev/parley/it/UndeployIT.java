package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The application ends without a drain, in a server that goes on. */
class UndeployIT {
  private static final int ACKNOWLEDGED_BEFORE = 50;
  private static final String ENDS = "This member ends";

  @Test
  @DisplayName("[L1] an application that is taken away ends in order and loses nothing")
  void endsWithoutDrain() throws Exception {
    Publishers publishers = new Publishers("room:undeployed");
    try (Member member = Member.of("undeploy", Map.of("PARLEY_DEV", "true")).start()) {
      Client client = Client.connect(member.url(), "anna");
      publishers.add(client);
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> publishers.acknowledged() >= ACKNOWLEDGED_BEFORE);

      member.undeploy();
      assertThat(client.closed().get(1, TimeUnit.MINUTES))
          .as("sessions end before the server knows of it")
          .isEqualTo(3001);
      Awaitility.await(ENDS).atMost(Duration.ofMinutes(1)).until(() -> member.log().contains(ENDS));

      member.kill();
      member.deploy(Member.BUILT);
      member.start();
      publishers.assertAllIsStored(member);
    }
  }
}
