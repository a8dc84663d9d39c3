package com.acme.checkout.desk;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The desk's database: H2 in the data folder, or whatever PostgreSQL {@code checkout.desk.database.url} names. */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String H2 = "jdbc:h2:";

    /**
     * Connects when it is first asked for a connection, and never in the start: a URL that no driver takes is the desk's trouble, and
     * none of the doors'. Therefore not Boot's builder, which refuses such a URL at once.
     */
    @Bean
    public HikariDataSource dataSource(DeskProperties desk, @Value("${checkout.data:data}") Path data) {
        DeskProperties.Database database = desk.database();
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.url().isBlank() ? embedded(data) : database.url());
        if (!database.user().isBlank()) {
            pool.setUsername(database.user());
            pool.setPassword(database.password());
        }
        pool.setPoolName("desk");
        pool.setMaximumPoolSize(16);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(5000);
        // A database that is away is no end of the pool: it is asked again for each connection.
        pool.setInitializationFailTimeout(-1);
        if (pool.getJdbcUrl().startsWith(POSTGRESQL)) {
            // Every answer has an end, whatever becomes of the network. What the URL says of these goes before.
            pool.addDataSourceProperty("connectTimeout", "5");
            pool.addDataSourceProperty("socketTimeout", "60");
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            // Where it is off, a commit is not on the disk when it returns (PostgreSQL, "Asynchronous Commit").
            pool.setConnectionInitSql(
                    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'");
        }
        return pool;
    }

    /**
     * Written at each commit: H2 would otherwise keep half a second of commits in memory, and kill -9 would lose them (a power cut
     * is {@link ForcingTransactionManager}'s). With room in its cache for 100,000 entries but for their payload: what a search goes
     * through is not read anew each time.
     */
    private static String embedded(Path folder) {
        return "jdbc:h2:file:" + folder.toAbsolutePath().resolve("desk")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;CACHE_SIZE=98304";
    }

    @Bean
    static FlywayConfigurationCustomizer deskSchema() {
        return flyway -> flyway.locations("classpath:db/desk").table("desk_schema_history");
    }

    @Bean
    public PlatformTransactionManager transactionManager(DataSource dataSource) {
        return dataSource instanceof HikariDataSource pool && pool.getJdbcUrl().startsWith(H2)
                ? new ForcingTransactionManager(dataSource)
                : new DataSourceTransactionManager(dataSource);
    }

    @Bean
    TransactionTemplate transactions(PlatformTransactionManager transactionManager) {
        return new TransactionTemplate(transactionManager);
    }
}
