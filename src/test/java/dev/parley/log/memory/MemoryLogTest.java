package dev.parley.log.memory;

import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLog;
import dev.parley.log.ChannelLogContract;
import dev.parley.log.TestConfig;
import java.time.Clock;
import java.time.Duration;

class MemoryLogTest extends ChannelLogContract {
  private final ParleyConfig config = TestConfig.of();
  private final MemoryLog log =
      new MemoryLog(
          name -> config.namespaceOf(name).orElseThrow(), Duration.ofMinutes(1), Clock.systemUTC());

  @Override
  protected ChannelLog log() {
    return log;
  }

  @Override
  protected String namespace() {
    return "mem";
  }
}
