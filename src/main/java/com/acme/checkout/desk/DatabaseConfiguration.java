package com.acme.checkout.desk;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The desk's database: H2 in the data folder, or whatever PostgreSQL {@code checkout.desk.database.url} names. */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

    @Bean(destroyMethod = "close")
    public HikariDataSource dataSource(Environment env) {
        HikariConfig config = new HikariConfig();
        String url = env.getProperty("checkout.desk.database.url", "");
        config.setJdbcUrl(url.isBlank() ? embedded(Path.of(env.getProperty("checkout.data", "data"))) : url);
        String user = env.getProperty("checkout.desk.database.user", "");
        if (!user.isBlank()) {
            config.setUsername(user);
            config.setPassword(env.getProperty("checkout.desk.database.password", ""));
        }
        config.setPoolName("desk");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5000);
        if (config.getJdbcUrl().startsWith("jdbc:postgresql:")) {
            // Every answer has an end, whatever becomes of the network. What the URL says of these goes before.
            config.addDataSourceProperty("connectTimeout", "5");
            config.addDataSourceProperty("socketTimeout", "60");
            config.addDataSourceProperty("tcpKeepAlive", "true");
            // Where it is off, a commit is not on the disk when it returns (PostgreSQL, "Asynchronous Commit").
            config.setConnectionInitSql("select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'");
        }
        HikariDataSource dataSource = new HikariDataSource(config);
        try {
            Flyway.configure().dataSource(dataSource).locations("classpath:db/desk").table("desk_schema_history").load().migrate();
        } catch (RuntimeException e) {
            dataSource.close();
            throw e;
        }
        return dataSource;
    }

    /**
     * Written at each commit: H2 would otherwise keep half a second of commits in memory, and kill -9 would lose them (a power cut
     * is {@link ForcingTransactionManager}'s). With
     * room in its cache for 100,000 entries but for their payload: what a search goes through is not read anew each time.
     */
    private static String embedded(Path folder) {
        return "jdbc:h2:file:" + folder.toAbsolutePath().resolve("desk")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;CACHE_SIZE=98304";
    }

    @Bean
    public JdbcClient jdbc(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    public TransactionTemplate transactions(DataSource dataSource) {
        boolean embedded = dataSource instanceof HikariDataSource pool && pool.getJdbcUrl().startsWith("jdbc:h2:");
        return new TransactionTemplate(embedded ? new ForcingTransactionManager(dataSource) : new DataSourceTransactionManager(dataSource));
    }
}
