package com.acme.checkout.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.settings.TestSettings;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseConfigurationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "jdbc:mysql://127.0.0.1/desk",
                "jdbc:nobody:knows",
                "jdbc:postgresql://127.0.0.1:0/desk"
            })
    void aUrlThatNoDriverTakesFailsWhoeverConnectsAndNotTheStart(String url, @TempDir Path folder) {
        try (HikariDataSource pool = pool("checkout.desk.database.url=" + url, folder)) {
            assertThatThrownBy(pool::getConnection)
                    .satisfies(failure -> assertThat(Desk.ofDatabase(failure)).isTrue());
        }
    }

    @Test
    void withoutAUrlItIsAFileInTheDataFolder(@TempDir Path folder) throws SQLException {
        try (HikariDataSource pool = pool("checkout.desk.database.url=", folder);
                Connection connection = pool.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("H2");
            assertThat(folder.resolve("desk.mv.db")).exists();
        }
    }

    private static HikariDataSource pool(String setting, Path folder) {
        return new DatabaseConfiguration().dataSource(TestSettings.of(DeskProperties.class, setting), folder);
    }
}
