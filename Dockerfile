# syntax=docker/dockerfile:1
# Stage 1: build the WAR with its pages. Tests are run by CI, not here.
FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
COPY --from=docker.io/library/node:22-bookworm-slim /usr/local /usr/local
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests package liberty:create -Dliberty.var.parley.dev=false

# Stage 2: Open Liberty with the server's configuration, the WAR and the database drivers.
FROM docker.io/library/eclipse-temurin:25-jre
RUN useradd --uid 10001 --gid 0 --home-dir /opt/parley --no-create-home parley
COPY --from=build --chown=10001:0 /src/target/liberty/wlp /opt/parley/wlp
COPY --from=build --chown=10001:0 /src/server.xml /src/tls.xml /src/jvm.options /opt/parley/wlp/usr/servers/parley/
COPY --from=build --chown=10001:0 /src/target/classes/dev/parley/probe /opt/parley/probe/dev/parley/probe
COPY --from=build --chown=10001:0 /src/target/parley.war /opt/parley/wlp/usr/servers/parley/dropins/parley.war
COPY --from=build --chown=10001:0 /src/deploy/liberty/first-start.sh /opt/parley/first-start.sh
# The description of the HTTP API is for who writes against it: no page of it in production.
# A layer keeps whole seconds, and Open Liberty compares the times of files with those that it saw.
RUN rm -rf /opt/parley/wlp/usr/servers/parley/configDropins \
 && sed -i '/<feature>mpOpenAPI<\/feature>/d' /opt/parley/wlp/usr/servers/parley/server.xml \
 && find /opt/parley/wlp/usr -exec touch -h -d "@$(date +%s)" {} + \
 && chown 10001:0 /opt/parley /opt/parley/wlp/usr/servers/parley \
 && chmod -R g=u /opt/parley
USER 10001
# Production: no development issuer, no demo pages, no key and no origin until they are set.
# The last option keeps JDK 25 from complaining of Hazelcast at each start; JDK 17 does not know it.
# A start that fails, such as by a wrong setting, ends the container.
# Open Liberty's agent, for monitors and traces that Parley does not use, slows the loading of each class.
ENV PARLEY_PRODUCTION=true \
    PARLEY_EXIT_ON_FAILED_START=true \
    PARLEY_HTTP_HOST=* \
    WLP_SKIP_BOOTSTRAP_AGENT=true \
    JVM_ARGS="-XX:MaxRAMPercentage=70 --sun-misc-unsafe-memory-access=allow"
# A first start, here and not in each container: later ones find its caches, and an archive of its classes.
# Keys that Open Liberty made for itself must not be the same in all containers.
RUN /opt/parley/first-start.sh /opt/parley/wlp parley /opt/parley/probe \
 && rm -rf /opt/parley/wlp/usr/servers/parley/logs /opt/parley/wlp/usr/servers/parley/resources \
 && chmod -R g=u /opt/parley/wlp/usr
# Clients come to 9080, or with PARLEY_TLS=tls.xml to 9443. Members of a cluster find each other at 5701, which only they may reach: docs/security.md.
EXPOSE 9080 9443 5701
# Asks for readiness at the port and scheme that the environment configures. A JVM for a moment: the image has neither curl nor openssl.
HEALTHCHECK --interval=15s --timeout=10s --start-period=90s \
  CMD ["java", "-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/opt/parley/probe", "dev.parley.probe.ReadinessProbe"]
ENTRYPOINT ["/opt/parley/wlp/bin/server", "run", "parley"]
