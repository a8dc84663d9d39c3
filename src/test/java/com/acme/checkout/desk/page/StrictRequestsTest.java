package com.acme.checkout.desk.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.arrival.ArrivalsPage;
import com.acme.checkout.desk.audit.AuditApi;
import com.acme.checkout.desk.audit.AuditPage;
import com.acme.checkout.desk.cause.CausesApi;
import com.acme.checkout.desk.cause.CausesPage;
import com.acme.checkout.desk.entry.Discards;
import com.acme.checkout.desk.entry.EntriesApi;
import com.acme.checkout.desk.entry.EntriesPage;
import com.acme.checkout.desk.entry.EntryPage;
import com.acme.checkout.desk.entry.RepairsApi;
import com.acme.checkout.desk.find.FindPage;
import com.acme.checkout.desk.replay.ReplaysApi;
import com.acme.checkout.desk.replay.ReplaysPage;
import com.acme.checkout.desk.selection.Selection;
import java.lang.reflect.Method;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.method.HandlerMethod;

/** Who is asked for something never takes a value that says nothing, or is of another kind, for one that says: do it. */
class StrictRequestsTest {

    private static final String TOKEN = "0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90";

    /** Behind the controllers is nothing: a request that gets as far as that ends in a failure. */
    private static final MockMvc DESK = MockMvcBuilders.standaloneSetup(
                    new RepairsApi(null, null, null),
                    new ReplaysApi(null, null, null, null),
                    new CausesApi(null, null, null),
                    new EntriesApi(null, null, null, null, null, null, null),
                    new AuditApi(null, null),
                    new EntriesPage(null, null, null, null),
                    new EntryPage(null, null, null, null, null),
                    new CausesPage(null, null, null),
                    new AuditPage(null),
                    new ArrivalsPage(null, null),
                    new FindPage(null, null, null),
                    new ReplaysPage(null, null, null, null, TestSettings.of(), null))
            .setMessageConverters(new MappingJackson2HttpMessageConverter(MvcConfiguration.strictJson()))
            .setControllerAdvice(new ApiErrors())
            .addMappedInterceptors(new String[] {"/ops/dead-letters", "/ops/dead-letters/**"}, new NoBlankParameters())
            .addMappedInterceptors(new String[] {"/ops", "/ops/**"}, new KnownParameters())
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/discards | {'all': true, 'dryRun': '', 'reason': 'x'}",
                "/discards | {'all': true, 'dryRun': ' ', 'reason': 'x'}",
                "/discards | {'all': true, 'dryRun': 'true', 'reason': 'x'}",
                "/discards | {'all': true, 'dryRun': 0, 'reason': 'x'}",
                "/discards | {'all': true, 'dryRun': [], 'reason': 'x'}",
                "/discards | {'all': 1, 'reason': 'x'}",
                "/discards | {'all': 'true', 'reason': 'x'}",
                "/discards | {'all': '', 'ids': ['0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90'], 'reason': 'x'}",
                "/discards | {'token': '', 'all': true, 'reason': 'x'}",
                "/discards | {'token': ' ', 'all': true, 'reason': 'x'}",
                "/discards | {'token': 1, 'all': true, 'reason': 'x'}",
                "/discards | {'all': true, 'reason': 1}",
                "/discards | {'all': true, 'reason': true}",
                "/discards | {'ids': '', 'all': true, 'reason': 'x'}",
                "/discards | {'ids': [''], 'reason': 'x'}",
                "/discards | {'cause': 1, 'reason': 'x'}",
                "/discards | {'all': true, 'reason': 'x'} {}",
                "/discards | ''",
                "/discards | []",
                "/restores | {'all': true, 'dryRun': ''}",
                "/restores | {'token': '', 'all': true}",
                "/restores | {'all': 1}",
                "/replays | {'all': true, 'dryRun': ''}",
                "/replays | {'all': true, 'heldBack': ''}",
                "/replays | {'all': true, 'heldBack': 1}",
                "/replays | {'all': true, 'rate': ''}",
                "/replays | {'all': true, 'rate': '5'}",
                "/replays | {'all': true, 'rate': 1.5}",
                "/replays | {'all': true, 'rate': true}",
                "/replays | {'all': true, 'canary': ''}",
                "/replays | {'all': true, 'canary': '0'}",
                "/groups/x/notes | {'text': 1}",
                "/0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90/notes | {'text': true}",
            })
    void aBodyOfTheApiIsTakenAsItIsWritten(String path, String body) throws Exception {
        DESK.perform(post("/ops/dead-letters" + path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body.replace('\'', '"'))
                        .principal(() -> "alice"))
                .andExpect(status().isBadRequest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?after=",
                "?limit=",
                "?limit",
                "?cart=%20",
                "/counts?state=",
                "/groups?cause=",
                "/export?text=",
                "/export.csv?reason=",
                "/replays?limit=",
                "/audit?after=",
                "/audit?actor=",
                "/audit?limit=",
                "/" + TOKEN + "/body?which=",
                "/replays/" + TOKEN + "/entries?after=",
                "/replays/" + TOKEN + "/entries?state="
            })
    void aBlankParameterOfTheApiIsNoDefault(String path) throws Exception {
        DESK.perform(get(java.net.URI.create("/ops/dead-letters" + path)).principal(() -> "alice"))
                .andExpect(status().isBadRequest());
    }

    /** A name that is spelt wrongly would be no filter at all, and a destination that is, all of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /ops?color=1 | There is no parameter color here; there are cart, cause,",
                "GET  | /ops/entries?color=1&state=OPEN | There is no parameter color here; there are after, cart, cause,",
                "GET  | /ops/entries?color | There is no parameter color here; there are after,",
                "GET  | /ops/entries?limit=7 | There is no parameter limit here;",
                "GET  | /ops/entries/" + TOKEN + "?color=1 | There is no parameter color here; there are done, then.",
                "GET  | /ops/audit?actors=vera | There is no parameter actors here; there are action, actor, after, from, replay, to.",
                "GET  | /ops/arrivals?periods=day | There is no parameter periods here; there are by, period.",
                "GET  | /ops/find?query=x | There is no parameter query here; there are q.",
                "GET  | /ops/replays?state=SENT | There is no parameter state here; there is none.",
                "GET  | /ops/replays/" + TOKEN
                        + "?states=SENT | There is no parameter states here; there are after, state.",
                "GET  | /ops/dead-letters/audit?actors=vera | There is no parameter actors here;",
                "GET  | /ops/dead-letters/replays?color=1 | There is no parameter color here; there are id, limit.",
                "GET  | /ops/dead-letters/" + TOKEN + "?color=1 | There is no parameter color here; there is none.",
                "POST | /ops/dead-letters/replays/" + TOKEN
                        + "/pause?destinaton=standard | There is no parameter destinaton here; there are destination.",
            })
    void aParameterThatNobodyReadsIsRefusedAndThoseThatThereAreAreNamed(String method, String path, String says)
            throws Exception {
        String answer = DESK.perform(request(HttpMethod.valueOf(method), java.net.URI.create(path))
                        .principal(() -> "alice"))
                .andExpect(status().isBadRequest())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(answer).contains(says);
    }

    /** Of Spring Security, and of the pages themselves. */
    @Test
    void whatIsAddedToAnAddressByOthersIsNoMistake() {
        for (String query : List.of("error", "logout", "continue", "done=noted&then=replay&continue", "")) {
            MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ops/entries/" + TOKEN);
            request.setQueryString(query);
            assertThat(new KnownParameters().preHandle(request, new MockHttpServletResponse(), entryPage()))
                    .as(query)
                    .isTrue();
        }
        KnownParameters.check(List.of("error", "logout", "continue"), List.of());
    }

    private static HandlerMethod entryPage() {
        Method method = Stream.of(EntryPage.class.getDeclaredMethods())
                .filter(each -> each.getName().equals("entry"))
                .findFirst()
                .orElseThrow();
        return new HandlerMethod(new EntryPage(null, null, null, null, null), method);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ops/restores?preview=&ids=" + TOKEN,
                "/ops/discards?preview=&reason=x",
                "/ops/replays?preview=&rate=50&canary=5",
                "/ops/replays?preview=" + TOKEN + "&rate=50&canary=5&heldBack=",
                "/ops/replays?preview=" + TOKEN + "&rate=50&canary=5&heldBack=1",
                "/ops/replays?preview=" + TOKEN + "&rate=&canary=5",
                "/ops/replays?preview=" + TOKEN + "&rate=50&canary="
            })
    void aBlankFieldOfAFormIsNoDefault(String form) throws Exception {
        DESK.perform(post(form)).andExpect(status().isBadRequest());
    }

    /** Anybody can write a dead letter: what its headers say twice, or behind the end, must not end an export. */
    @Test
    void headersThatAreNotStrictlyJsonAreShownAsFarAsTheyAre() throws Exception {
        assertThat(EntriesApi.headers("{\"a\":1,\"a\":2} x")).hasToString("{\"a\":2}");
    }

    /** What is done is done: an address that the browser tells beside it can't make a failure of it. */
    @Test
    void anAddressThatIsNoneDoesNotUndoWhatIsDone() throws Exception {
        Method said = EntriesPage.class.getDeclaredMethod(
                "said",
                Selection.class,
                String.class,
                jakarta.servlet.http.HttpServletRequest.class,
                jakarta.servlet.http.HttpServletResponse.class);
        said.setAccessible(true);
        Discards.Done done = new Discards.Done(1, new Selection(List.of(UUID.fromString(TOKEN)), null, null), null);
        for (String address : List.of("http://localhost:8080/ops/entries?text=a|b", "mailto:x", "")) {
            MockHttpServletRequest request = new MockHttpServletRequest();
            request.addHeader("HX-Current-URL", address);
            assertThat(said.invoke(null, done.selection(), "discarded", request, new MockHttpServletResponse()))
                    .isEqualTo("done");
        }
    }
}
