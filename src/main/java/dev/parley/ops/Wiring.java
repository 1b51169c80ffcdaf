package dev.parley.ops;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.ProtobufCodec;
import dev.parley.protocol.PushCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadFactory;

/** Produces the beans that CDI cannot make by itself. */
@Singleton
public class Wiring {
  @Resource private ManagedThreadFactory threads;

  @Produces
  @Singleton
  @Typed(ThreadFactory.class)
  ThreadFactory threads() {
    return threads;
  }

  @Produces
  @Singleton
  MemberExecutors executors(ParleyConfig config) {
    return new MemberExecutors(config, threads);
  }

  void close(@Disposes MemberExecutors executors) {
    executors.close();
  }

  @Produces
  @Singleton
  JsonReader jsonReader(ParleyConfig config) {
    return new JsonReader(config.get(LimitKeys.JSON_DEPTH));
  }

  @Produces
  @Singleton
  JsonCodec jsonCodec(JsonReader reader, ParleyConfig config) {
    return new JsonCodec(reader, config.get(SessionKeys.COMMANDS_PER_FRAME));
  }

  @Produces
  @Singleton
  @Typed(PushCodec.class)
  PushCodec pushCodec(JsonReader reader) {
    return new PushCodec(reader);
  }

  @Produces
  @Singleton
  ProtobufCodec protobufCodec(ParleyConfig config) {
    // In JSON data stands within a command and its request, which are two levels.
    JsonReader reader = new JsonReader(config.get(LimitKeys.JSON_DEPTH) - 2);
    return new ProtobufCodec(reader, config.get(SessionKeys.COMMANDS_PER_FRAME));
  }

  @Produces
  @Singleton
  @Typed({MeterRegistry.class, PrometheusMeterRegistry.class})
  PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }
}
