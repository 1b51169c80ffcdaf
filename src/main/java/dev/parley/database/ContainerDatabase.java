package dev.parley.database;

import dev.parley.config.ClusterKeys;
import dev.parley.config.ParleyConfig;
import jakarta.annotation.Resource;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;

/** Makes the application's database from the container's data source and persistence unit. */
@Singleton
class ContainerDatabase {
  @PersistenceUnit(unitName = "parley")
  private EntityManagerFactory factory;

  @Resource(lookup = "jdbc/parley")
  private DataSource dataSource;

  @Produces
  @Singleton
  Database database(ParleyConfig config, ThreadFactory threads) {
    boolean shared = config.get(ClusterKeys.DISCOVERY) != ClusterKeys.Discovery.NONE;
    return new Database(dataSource, () -> factory, shared, threads);
  }

  void close(@Disposes Database database) {
    database.close();
  }
}
