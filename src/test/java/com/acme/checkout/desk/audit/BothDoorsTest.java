package com.acme.checkout.desk.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.cause.Cause;
import com.acme.checkout.desk.cause.Causes;
import com.acme.checkout.desk.cause.CausesApi;
import com.acme.checkout.desk.cause.CausesPage;
import com.acme.checkout.desk.cause.Handling;
import com.acme.checkout.desk.cause.HandlingPage;
import com.acme.checkout.desk.entry.Entries;
import com.acme.checkout.desk.entry.EntriesApi;
import com.acme.checkout.desk.entry.EntryPage;
import com.acme.checkout.desk.entry.PayloadService;
import com.acme.checkout.desk.entry.RepairPage;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.acme.checkout.desk.selection.Filter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.support.TransactionTemplate;

/** Whichever door an operator comes by, the API's or the pages', the audit has a line for each note and for each payload seen. */
class BothDoorsTest {

    private static final UUID ID = UUID.fromString("0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90");
    private static final String CAUSE = "0".repeat(32);

    private Audit audit;
    private JdbcClient jdbc;
    private Causes causes;
    private MockMvc desk;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        audit = new Audit(jdbc);
        History history = new History(jdbc);
        Entries entries = new Entries(jdbc);
        causes = new Causes(jdbc);
        TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
        Notes notes = new Notes(jdbc, transactions, audit);
        Handling handling = new Handling(jdbc, transactions, causes, audit);
        PayloadService payloads = new PayloadService(entries, audit);
        desk = MockMvcBuilders.standaloneSetup(
                        new EntriesApi(
                                entries,
                                notes,
                                history,
                                payloads,
                                new com.acme.checkout.desk.entry.EntryPaths(jdbc),
                                new com.acme.checkout.desk.entry.EntriesCsv(entries),
                                MvcConfiguration.strictJson()),
                        new EntryPage(
                                entries, notes, history, payloads, new com.acme.checkout.desk.entry.EntryPaths(jdbc)),
                        new RepairPage(entries, payloads, null),
                        new CausesApi(causes, notes, handling),
                        new HandlingPage(causes, handling),
                        new CausesPage(causes, notes, null))
                .setMessageConverters(
                        new ByteArrayHttpMessageConverter(),
                        new MappingJackson2HttpMessageConverter(MvcConfiguration.strictJson()))
                .setViewResolvers((name, locale) -> (model, request, response) -> {})
                .build();
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route, destination)
                values (:id, 'OPEN', :cause, 'INVALID', 0, now(), now(), now(), now(), 's', 'r', '')""").param("id", ID).param("cause", CAUSE).update();
        jdbc.sql("insert into payload (seq, headers, body) select seq, '{}', :body from dead_letter")
                .param("body", "{}".getBytes(UTF_8))
                .update();
        jdbc.sql("insert into cause (fingerprint, reason, route, exception) values (:cause, 'INVALID', 'r', '')")
                .param("cause", CAUSE)
                .update();
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken(
                        "alice", "", "ROLE_ops-view", "ROLE_ops-replay", "ROLE_ops-payload"));
    }

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    private List<Audit.Line> written() {
        return audit.latest(AuditFilter.ALL, null, 9).lines();
    }

    private int asked(MockHttpServletRequestBuilder request) throws Exception {
        return desk.perform(request.principal(() -> "alice"))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    @ParameterizedTest
    @CsvSource({
        "/ops/dead-letters/{id}/body, PAYLOAD",
        "/ops/dead-letters/{id}/headers, PAYLOAD",
        "/ops/dead-letters/export, EXPORT",
        "/ops/entries/{id}/body, PAYLOAD",
        "/ops/entries/{id}/headers, PAYLOAD",
        "/ops/entries/{id}/repair, PAYLOAD"
    })
    void eachPayloadSeenIsALine(String address, String action) throws Exception {
        String path = address.replace("{id}", ID.toString());
        assertThat(asked(get(path))).isEqualTo(200);
        assertThat(written())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .extracting(Audit.Line::actor, Audit.Line::action, Audit.Line::detail)
                        .containsExactly("alice", action, path));
    }

    @Test
    void whatAPageHidesIsNoPayloadSeen() throws Exception {
        assertThat(asked(get("/ops/entries/" + ID))).isEqualTo(200);
        assertThat(written()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/ops/dead-letters/{id}/body", "/ops/entries/{id}/body"})
    void whereTheAuditCannotBeWrittenNothingIsShown(String address) {
        jdbc.sql("alter table audit rename to away").update();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> asked(get(address.replace("{id}", ID.toString())))))
                .hasRootCauseInstanceOf(java.sql.SQLException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/ops/dead-letters/{id}/notes, json",
        "/ops/dead-letters/groups/{cause}/notes, json",
        "/ops/entries/{id}/notes, form",
        "/ops/causes/{cause}/notes, form"
    })
    void eachNoteIsALine(String address, String kind) throws Exception {
        String path = address.replace("{id}", ID.toString()).replace("{cause}", CAUSE);
        assertThat(asked(
                        kind.equals("json")
                                ? post(path)
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .content("{\"text\":\"seen before\"}")
                                : post(path).param("note", "seen before")))
                .isIn(200, 302);
        assertThat(written())
                .singleElement()
                .satisfies(
                        line -> assertThat(line.actor() + ' ' + line.action()).isEqualTo("alice NOTE"));
        assertThat(jdbc.sql("select text from note").query(String.class).list()).containsExactly("seen before");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "put; /ops/dead-letters/groups/{cause}/assignment; {\"owner\":\"alice\",\"ticket\":\"PAY-7\"}; ASSIGN",
                "post; /ops/causes/{cause}/assignment?owner=alice&ticket=PAY-7;; ASSIGN",
                "put; /ops/dead-letters/groups/{cause}/snooze; {\"until\":\"UNTIL\"}; SNOOZE",
                "post; /ops/causes/{cause}/snooze?for=4h;; SNOOZE",
                "post; /ops/causes/{cause}/snooze?for=until&until=LOCAL;; SNOOZE",
                "delete; /ops/dead-letters/groups/{cause}/snooze;; WAKE",
                "post; /ops/causes/{cause}/wake;; WAKE"
            })
    void eachChangeOfACauseIsALine(String method, String address, String body, String action) throws Exception {
        Instant until = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MINUTES);
        String path = address.replace("{cause}", CAUSE)
                .replace("LOCAL", until.toString().replace(":00Z", "").replace('T', ' '));
        MockHttpServletRequestBuilder request = request(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)), path);
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).content(body.replace("UNTIL", until.toString()));
        }
        assertThat(asked(request)).isIn(200, 302);
        assertThat(written())
                .singleElement()
                .satisfies(
                        line -> assertThat(line.actor() + ' ' + line.action()).isEqualTo("alice " + action));
        Cause cause = causes.list(Filter.ALL).get(0);
        assertThat(cause.owner() + ' ' + cause.ticket() + ' ' + cause.snoozed())
                .isEqualTo(
                        switch (action) {
                            case "ASSIGN" -> "alice PAY-7 false";
                            case "SNOOZE" -> "null null true";
                            default -> "null null false";
                        });
    }
}
