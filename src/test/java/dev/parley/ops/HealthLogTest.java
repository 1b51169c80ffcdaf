package dev.parley.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HealthLogTest {
  private final Logger logger = Logger.getLogger(HealthLog.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final HealthLog log = new HealthLog();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {
          // Nothing is kept back.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  @Test
  @DisplayName("a health check is told once for each change, not at each call")
  void changes() {
    for (int i = 0; i < 5; i++) {
      log.logChange("ready", List.of("schemaMigrated", "revocationsKnown"), null);
      log.logChange("live", List.of(), null);
    }
    log.logChange("ready", List.of("revocationsKnown"), null);
    log.logChange("ready", List.of(), null);
    log.logChange("ready", List.of(), null);
    log.logChange("ready", List.of("databaseAnswers"), null);
    log.logChange("ready", List.of("databaseAnswers"), null);
    log.logChange("ready", List.of(), null);
    assertThat(lines)
        .containsExactly(
            "INFO not ready, because of schemaMigrated, revocationsKnown",
            "INFO not ready, because of revocationsKnown",
            "INFO ready",
            "WARNING not ready, because of databaseAnswers",
            "INFO ready");
  }

  @Test
  @DisplayName("a question that could not be answered is told with its reason, once")
  void failures() {
    for (int i = 0; i < 5; i++) {
      log.logChange(
          "live", List.of("flusherMakesProgress"), new IllegalStateException("on purpose"));
    }
    assertThat(lines).containsExactly("WARNING not live, because of flusherMakesProgress");
  }
}
