package dev.parley.log;

import dev.parley.config.ParleyConfig;
import java.time.Clock;
import java.time.Duration;

class MemoryLogTest extends ChannelLogContract {
  private final ParleyConfig config = TestLogs.config();
  private final MemoryLog log =
      new MemoryLog(
          name -> config.namespaceOf(name).orElseThrow(), Duration.ofMinutes(1), Clock.systemUTC());

  @Override
  ChannelLog log() {
    return log;
  }

  @Override
  String namespace() {
    return "mem";
  }
}
