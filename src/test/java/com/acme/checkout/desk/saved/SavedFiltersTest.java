package com.acme.checkout.desk.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.AuditFilter;
import com.acme.checkout.desk.selection.Filter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionTemplate;

/** Filters with a name: whose they are, who may delete them, and that one which can't be read finds nothing. */
class SavedFiltersTest {

    private static final Filter OPEN = Filter.of(Map.of("state", List.of("OPEN"), "exception", List.of("a & b=c")));

    private JdbcClient jdbc;
    private Audit audit;
    private SavedFilters saved;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        audit = new Audit(jdbc);
        saved = new SavedFilters(jdbc, new TransactionTemplate(new DataSourceTransactionManager(database)), audit);
    }

    @AfterEach
    void leave() {
        SecurityContextHolder.clearContext();
    }

    private static void login(String... roles) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("x", "", roles));
    }

    private UUID id(String operator, String name) {
        return saved.of(operator).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void eachSeesTheirOwnAndWhatIsSharedWithAll() {
        saved.save(" Mine ", false, OPEN, "alice");
        saved.save("ours", true, OPEN, "alice");
        saved.save("mine", false, OPEN, "bob");
        assertThat(saved.of("alice")).extracting(SavedFilter::name).containsExactly("Mine", "ours");
        assertThat(saved.of("bob"))
                .extracting(SavedFilter::name, SavedFilter::savedBy, SavedFilter::shared)
                .containsExactly(tuple("mine", "bob", false), tuple("ours", "alice", true));
        assertThat(saved.of("carol")).singleElement().satisfies(each -> {
            assertThat(each.filter()).isEqualTo(Map.of("state", List.of("OPEN"), "exception", List.of("a & b=c")));
            assertThat(each.query()).isEqualTo(OPEN.toQuery());
            assertThat(each.problem()).isNull();
        });
    }

    @Test
    void aNameThatSomebodySeesAlreadyIsTakenInAnyCase() {
        saved.save("Ours", true, OPEN, "alice");
        assertThatThrownBy(() -> saved.save("OURS", false, OPEN, "bob"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("“Ours” already, saved by alice");
        assertThatThrownBy(() -> saved.save("ours", true, OPEN, "alice")).isInstanceOf(ConflictException.class);
        assertThat(saved.of("bob")).hasSize(1);
        saved.save("mine", false, OPEN, "bob");
        saved.save("mine", false, OPEN, "carol");
        assertThatThrownBy(() -> saved.save("Mine", true, OPEN, "alice"))
                .as("bob and carol would see two")
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("“mine” already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a\nb",
                "\0",
                "\u202ea",
                "\ud800",
                "1234567890123456789012345678901234567890123456789012345678901"
            })
    void aNameIsOneLineOfAtMost60Characters(String name) {
        assertThatThrownBy(() -> saved.save(name, false, OPEN, "alice"))
                .hasMessage("name must be 1 to 60 characters long, on one line.");
    }

    @Test
    void aFilterThatLetsEverythingThroughIsNoneToSave() {
        assertThatThrownBy(() -> saved.save("all", true, Filter.ALL, "alice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("everything");
        assertThat(saved.of("alice")).isEmpty();
    }

    @Test
    void nobodyHasMoreThan200AndAnothersDoNotCount() {
        for (int i = 0; i < 200; i++) {
            saved.save("n" + i, false, OPEN, "alice");
        }
        assertThatThrownBy(() -> saved.save("one more", false, OPEN, "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("200 saved filters already of yours");
        saved.save("one more", true, OPEN, "alice");
        saved.save("one", false, OPEN, "bob");
    }

    /** An older version reads what a newer one saved, or somebody has changed the table: never is that no filter at all. */
    @ParameterizedTest
    @ValueSource(strings = {"colour=red", "state=OPEN&colour=red", "state=MELTED", "", "state=", "state", "id=%zz"})
    void whatCanNotBeReadAnyMoreSaysSoAndFindsNothing(String kept) {
        saved.save("old", true, OPEN, "alice");
        jdbc.sql("update saved_filter set query = ?").param(kept).update();
        assertThat(saved.of("bob")).singleElement().satisfies(each -> {
            assertThat(each.name()).isEqualTo("old");
            assertThat(each.problem()).isNotBlank();
            assertThat(each.filter()).isNull();
            assertThat(each.query()).isNull();
        });
        saved.delete(id("alice", "old"), "alice");
        assertThat(saved.of("bob")).isEmpty();
    }

    @Test
    void whoSavedItDeletesItAndOfWhatIsSharedAlsoWhoHasEveryRole() {
        saved.save("mine", false, OPEN, "alice");
        saved.save("ours", true, OPEN, "alice");
        UUID mine = id("alice", "mine");
        UUID ours = id("alice", "ours");
        login("ROLE_ops-view", "ROLE_ops-replay");
        assertThatThrownBy(() -> saved.delete(ours, "bob")).isInstanceOf(AuthorizationDeniedException.class);
        login("ROLE_ops-view", "ROLE_ops-replay", "ROLE_ops-payload");
        assertThatThrownBy(() -> saved.delete(mine, "bob")).isInstanceOf(NotFoundException.class);
        assertThat(saved.of("alice")).hasSize(2);
        saved.delete(ours, "bob");
        login();
        saved.delete(mine, "alice");
        assertThat(saved.of("alice")).isEmpty();
        assertThat(audit.latest(AuditFilter.ALL, null, 9).lines())
                .extracting(Audit.Line::actor, Audit.Line::action, Audit.Line::detail)
                .containsExactly(
                        tuple("alice", "DELETE_FILTER", "“mine”"),
                        tuple("bob", "DELETE_FILTER", "“ours”, shared by alice"),
                        tuple("alice", "SAVE_FILTER", "“ours”, shared"),
                        tuple("alice", "SAVE_FILTER", "“mine”"));
    }
}
