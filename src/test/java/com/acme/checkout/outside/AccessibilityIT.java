package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;

/**
 * Each page of the desk in each of its states against WCAG 2.2 AA and the best practices that axe-core knows, in light and dark,
 * from a phone to a wide screen; and what a keyboard alone has to do. With {@code -Dtests.pictures=<folder>} it takes a picture of each.
 */
class AccessibilityIT {

    /** Ids and names that break no line by themselves. */
    private static final String LONG =
            "orchestrator-of-promotions-in-europe-central-1-blue-with-a-name-that-is-far-too-long";

    private static final String WORD = "x".repeat(400);

    private static Orchestrator orchestrator;
    private static Service service;
    private static Operators operators;
    private static Browser browser;
    private static Queues queues;
    private static String axe;
    private static Path pictures;

    /** Tags whose carts the Orchestrator takes after all. */
    private static final Set<String> HEALED = ConcurrentHashMap.newKeySet();

    /** What was found on the pages of a desk that has nothing yet. */
    private static final List<String> AT_FIRST = new ArrayList<>();

    private final List<String> found = new ArrayList<>();

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        axe = script();
        String into = System.getProperty("tests.pictures");
        pictures = into == null ? null : Files.createDirectories(Path.of(into));
        orchestrator = new Orchestrator();
        orchestrator.answers = call -> Orchestrator.Answer.of(
                HEALED.contains(call.body().path("tag").asText())
                        ? 201
                        : call.body().path("answer").asInt(201));
        Map<String, String> settings = Operators.settings(Map.of(
                "CHECKOUT_ORCHESTRATOR_URL",
                orchestrator.url(),
                "CHECKOUT_ORCHESTRATOR_PROMOTION_URL",
                "http://127.0.0.1:" + Service.freePort(),
                "CHECKOUT_DESK_LINKS_TRACE",
                "https://traces.example/t/{traceId}",
                "CHECKOUT_DESK_USERS_VERA_PASSWORD",
                "vera-s3cret",
                "CHECKOUT_DESK_USERS_VERA_ROLES",
                "ops-view",
                "CHECKOUT_DESK_WEBHOOKS_TEAM_URL",
                "http://127.0.0.1:" + Service.freePort(),
                "CHECKOUT_DESK_WEBHOOKS_TEAM_SECRET",
                "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
        service = new Service(folder, settings);
        browser = new Browser(folder, "http://127.0.0.1:" + service.port);
        service.start();
        operators = new Operators(service).awaitOpen();
        queues = new Queues(service.brokerPort);
        login();
        for (String path : List.of("/ops", "/ops/entries", "/ops/replays", "/ops/arrivals", "/ops/audit")) {
            browser.open(path).see("main");
            look(AT_FIRST, "empty " + path);
        }
        fill();
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {queues, browser, service, orchestrator}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void fresh() {
        login();
        plain();
    }

    private static void login() {
        browser.login("operator", Operators.PASSWORD);
    }

    /** The screen that the browser began with. */
    private static void plain() {
        browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        browser.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    /** Entries of many kinds: each reason, long words everywhere, bytes that are no text, several states in one cause. */
    private static void fill() throws Exception {
        letter("REJECTED", 409, "standard", "the Orchestrator answered 409: the cart is empty", "{}".getBytes(UTF_8));
        letter("REFUSED", 422, LONG, WORD, ("{\"a\":\"" + WORD + "\"}").getBytes(UTF_8));
        letter("UNREADABLE", null, "", "not JSON", new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, 0, 1});
        letter("UNROUTABLE", null, "", "no rule matches", "{}".getBytes(UTF_8));
        letter(
                "EXHAUSTED",
                503,
                LONG,
                "HTTP 503 after 12 attempts",
                "y".repeat(300_000).getBytes(UTF_8));
        letter("INTERNAL", null, "standard", "java.lang.IllegalStateException: " + WORD, "{}".getBytes(UTF_8));
        filed("tagrefused", 4);
        filed("tagheals", 60);
        send("{\"cartId\":\"" + UUID.randomUUID() + "\",\"tag\":\"invalid\"}");
        for (int i = 0; i < 3; i++) {
            send("{\"cartId\":\"" + UUID.randomUUID() + "\",\"customerId\":\"" + UUID.randomUUID()
                    + "\",\"promotionCode\":\"SALE\"}");
        }
        operators.awaitCount("OPEN", 6 + 4 + 60 + 1);
    }

    private static void letter(String reason, Integer status, String destination, String detail, byte[] body)
            throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>(Map.of(
                "deadLetterId",
                UUID.randomUUID().toString(),
                "deadLetterReason",
                reason,
                "deadLetterSource",
                "checkout.commands",
                "deadLetterDestination",
                destination,
                "deadLetterDetail",
                detail,
                "deadLetterException",
                reason.equals("INTERNAL") ? detail : "java.io.IOException: " + detail,
                "deadLetterRoute",
                "settle",
                "cartId",
                UUID.randomUUID().toString()));
        if (status != null) {
            headers.put("deadLetterStatus", status.toString());
        }
        queues.send("checkout.dead-letters", body, headers);
    }

    private static void filed(String tag, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            send("{\"cartId\":\"" + UUID.randomUUID() + "\",\"customerId\":\"" + UUID.randomUUID()
                    + "\",\"answer\":422,\"tag\":\"" + tag + "\"}");
        }
    }

    private static void send(String body) throws Exception {
        queues.send("checkout.commands", body.getBytes(UTF_8), Map.of());
    }

    private static String script() throws IOException {
        try (InputStream in = AccessibilityIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private record Look(int width, String scheme) {}

    /** A narrow page and a wide one, a light one and a dark one; -Dtests.looks=all for more of each. */
    private static final List<Look> LOOKS =
            System.getProperty("tests.looks", "").equals("all")
                    ? List.of(
                            new Look(360, "light"),
                            new Look(360, "dark"),
                            new Look(768, "light"),
                            new Look(1280, "dark"),
                            new Look(1920, "light"))
                    : List.of(new Look(360, "light"), new Look(1280, "dark"));

    /** What axe finds, a line each: page, width, scheme, rule, selector. Nothing is exchanged on the page meanwhile. */
    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})
              .then(found => done(found.violations.flatMap(rule => rule.nodes.map(node =>
                  rule.id + ' ' + node.target.join(' ') + ' (' + (node.any.concat(node.all, node.none)[0] || {message: rule.help}).message + ')'))),
                wrong => done(['axe itself failed: ' + wrong]));""";

    private static final String STILL = """
            if (window.still === undefined) ['htmx:confirm', 'htmx:beforeRequest'].forEach(each =>
                document.addEventListener(each, event => { if (window.still) event.preventDefault(); }));
            window.still = true;""";

    private static final String SIDEWAYS = """
            const page = document.scrollingElement, wide = page.clientWidth;
            return page.scrollWidth <= wide ? '' : 'scrolls sideways, ' + page.scrollWidth + ' for ' + wide + ': '
                + [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1)
                    .map(e => e.outerHTML.slice(0, 60)).slice(0, 3).join(' | ');""";

    private static void look(List<String> found, String what) {
        browser.run(STILL);
        browser.run(axe);
        for (Look look : LOOKS) {
            browser.look(look.width(), look.scheme());
            String where = what + " at " + look.width() + ", " + look.scheme() + ": ";
            ((List<?>) browser.driver.executeAsyncScript(RUN)).forEach(each -> found.add(where + each));
            String sideways = (String) browser.run(SIDEWAYS);
            if (!sideways.isEmpty()) {
                found.add(where + sideways);
            }
        }
        picture(what);
        browser.run("window.still = false");
        plain();
    }

    private static void picture(String what) {
        if (pictures == null) {
            return;
        }
        for (int width : new int[] {360, 1500}) {
            for (String scheme : List.of("light", "dark")) {
                browser.look(width, scheme);
                try {
                    Files.write(
                            pictures.resolve(what.replaceAll("[^a-z0-9]+", "-") + "-" + width + "-" + scheme + ".png"),
                            browser.driver.getScreenshotAs(OutputType.BYTES));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void look(String path) {
        browser.open(path).see("main");
        look(found, path.length() > 60 ? path.substring(0, 60) : path);
    }

    private void state(String what) {
        look(found, what);
    }

    private static String first(String query) throws Exception {
        return "/ops/entries/" + operators.entries(query).get(0).path("id").asText();
    }

    private static String cause(String reason) throws Exception {
        return operators
                .json("/groups?reason=" + reason)
                .path("groups")
                .get(0)
                .path("fingerprint")
                .asText();
    }

    @Test
    void anEmptyDeskHasNoViolation() {
        assertThat(AT_FIRST).isEmpty();
    }

    @Test
    void noPageHasAViolation() throws Exception {
        String rejected = cause("REJECTED");
        operators.send(
                "PUT",
                "/groups/" + rejected + "/assignment",
                "{\"owner\":\"" + "Operations of the night".repeat(4)
                        + "\",\"ticket\":\"https://tickets.example/browse/" + "PAY-".repeat(60) + "1\"}");
        operators.post("/groups/" + rejected + "/notes", "{\"text\":\"Shopping knows. " + WORD + "\"}");
        operators.send(
                "PUT",
                "/groups/" + cause("UNROUTABLE") + "/snooze",
                "{\"until\":\"" + java.time.Instant.now().plusSeconds(86_400) + "\"}");
        operators.post(
                "/discards", "{\"filter\":{\"reason\":\"REJECTED\"},\"reason\":\"" + "A reason. ".repeat(20) + "\"}");
        String invalid = first("?reason=INVALID");
        String trace = first("?text=tagrefused");
        browser.open("/ops").see("#d-promotion.bad", "Out");
        browser.click("#snoozed-head");
        state("/ops");
        for (String path : List.of(
                "/ops?show=all",
                "/ops?text=" + WORD,
                "/ops?text=no-" + WORD,
                "/ops/entries",
                "/ops/entries?reason=REFUSED&state=OPEN,FAILED_AGAIN",
                "/ops/entries?cause=" + rejected,
                "/ops/entries?text=nowhere",
                "/ops/entries?from=yesterday",
                "/ops/find?q=" + WORD,
                trace,
                trace + "/body",
                invalid,
                first("?reason=UNREADABLE"),
                first("?reason=UNREADABLE") + "/body",
                first("?reason=EXHAUSTED"),
                first("?reason=EXHAUSTED") + "/body",
                first("?reason=INTERNAL"),
                first("?state=DISCARDED"),
                "/ops/causes/" + rejected + "/handling",
                "/ops/replays",
                "/ops/routes",
                "/ops/arrivals",
                "/ops/arrivals?period=hour&by=cause",
                "/ops/audit",
                "/ops/audit?actor=nobody",
                "/ops/nowhere")) {
            look(path);
        }
        browser.open("/ops/causes/" + rejected + "/handling").see(".confirm > .muted", "already checked out");
        browser.open("/ops/routes").click("#words summary");
        browser.click("[id='r-settle'] summary");
        state("/ops/routes open");
        browser.open("/ops/arrivals").click("#numbers summary");
        state("/ops/arrivals open");

        browser.open(invalid + "/repair").see("#verdict.bad");
        state("repair, with an error");
        browser.type("#edited", "{\"cartId\":\"" + UUID.randomUUID() + "\",\n\"customerId\":\"" + WORD + "\"}");
        browser.see("#changes", "added");
        state("repair, with a difference");
        // Or the next page would be asked for.
        browser.run("document.querySelector('#edited').value = document.querySelector('#edited').defaultValue");
        assertThat(found).isEmpty();
    }

    @Test
    void noDialogAndNoMessageHasAViolation() throws Exception {
        browser.open("/ops").click("[id='w-" + cause("INTERNAL") + "']");
        browser.see("#owner");
        state("dialog: assign, snooze");
        browser.type("#ticket", "javascript:alert(1)");
        browser.press(Keys.ENTER);
        browser.see("#dialog .banner.bad");
        state("dialog: assign, with an error");
        browser.press(Keys.ESCAPE);
        browser.open("/ops/entries?text=tagrefused").press("?");
        browser.see("#help");
        state("dialog: help");
        browser.press(Keys.ESCAPE);
        browser.open("/ops/entries?reason=INTERNAL").click("#page");
        state("selected");
        browser.open("/ops/entries?reason=INTERNAL").click("#page");
        browser.click("#bulk-replay");
        browser.see("#dialog-title");
        state("dialog: replay");
        browser.open("/ops/entries?reason=INTERNAL").click("#page");
        browser.click("#bulk-restore");
        browser.see("#dialog-title", "None of these");
        state("dialog: nothing to undo");
        browser.open("/ops/entries?reason=INTERNAL").click("#page");
        browser.click("#bulk-discard");
        browser.see("#dialog-title");
        state("dialog: discard");
        browser.open("/ops/entries?reason=INTERNAL").click("#page");
        browser.click("#bulk-discard");
        browser.type("#reason", WORD);
        browser.click("#go");
        browser.see("#said", "1 entry discarded.");
        state("said");
        browser.open("/ops/entries?reason=INTERNAL").click("#page");
        browser.click("#bulk-restore");
        browser.see("#dialog-title", "Undo");
        state("dialog: undo");
        // Without scripts each is a page of its own.
        for (String each : List.of("replays", "discards", "restores")) {
            browser.open("/ops/entries?reason=REFUSED").see("#list");
            browser.run("const form = document.querySelector('#selection'); form.elements.ids[0].checked = true;"
                    + " form.action = '/ops/" + each + "/check'; form.submit()");
            browser.see("main > .confirm");
            state("page of its own: " + each);
        }
        browser.open("/ops/entries?reason=INTERNAL").see("#list");
        browser.network(false);
        try {
            browser.press("r");
            browser.see("#trouble", "The server does not answer");
        } finally {
            browser.network(true);
        }
        state("trouble");
        assertThat(found).isEmpty();
    }

    @Test
    void noStateOfAReplayHasAViolation() throws Exception {
        String stopped = operators.replay("{\"filter\":{\"text\":\"tagrefused\"},\"canary\":1}");
        operators.awaitState(stopped, "STOPPED");
        look("/ops/replays/" + stopped);
        String failed = operators.replay("{\"filter\":{\"text\":\"tagrefused\"},\"canary\":0}");
        operators.awaitState(failed, "DONE");
        look("/ops/replays/" + failed);
        HEALED.add("tagrefused");
        String done = operators.replay("{\"filter\":{\"text\":\"tagrefused\"},\"canary\":0,\"heldBack\":true}");
        operators.awaitState(done, "DONE");
        look("/ops/replays/" + done);

        HEALED.add("tagheals");
        String slow = operators.replay("{\"filter\":{\"text\":\"tagheals\"},\"canary\":0,\"rate\":1}");
        browser.open("/ops/replays/" + slow).see("#pause");
        state("a replay that runs");
        browser.open("/ops/replays/" + slow).click("#pause");
        browser.see("#progress .state", "paused");
        look("/ops/replays");
        browser.open("/ops/replays/" + slow).see("#resume");
        state("a replay that is paused");
        browser.open("/ops/replays/" + slow).click("#cancel");
        browser.driver.switchTo().alert().accept();
        browser.see("#progress .state", "cancelled");
        look("/ops/replays/" + slow);
        look(first("?state=RESOLVED"));
        assertThat(found).isEmpty();
    }

    @Test
    void whoMayNotActOrIsTurnedAwayHasNoViolationEither() throws Exception {
        String entry = first("?reason=REFUSED");
        browser.login("vera", "vera-s3cret");
        for (String path : List.of("/ops", "/ops/entries", entry, "/ops/find?q=nothing", "/ops/audit")) {
            browser.open(path).see("main");
            state("who may look, " + (path.equals(entry) ? "an entry" : path));
        }
        browser.open(entry + "/body").see("h1", "Not allowed");
        state("403");
        // A browser would ask for a password first: what it shows when that is left is put in the place of the page.
        browser.driver.executeScript(
                "document.open(); document.write(arguments[0]); document.close();",
                service.get("/ops", "Accept", "text/html", "Authorization", "Basic bm86Ym9keQ==")
                        .body());
        browser.see("h1", "No valid credentials");
        state("401");
        assertThat(found).isEmpty();
    }

    /** What the causes' table says is there to be read: a keyboard and a finger have no tooltips. */
    @Test
    void nothingInTheTableOfCausesIsCutOff() throws Exception {
        String one = operators.entries("?reason=REFUSED").get(0).path("id").asText();
        operators.post("/discards", "{\"ids\":[\"" + one + "\"],\"reason\":\"one of them\"}");
        browser.open("/ops?show=all").see(".causes");
        for (int width : new int[] {360, 800, 1500}) {
            browser.look(width, "light");
            assertThat(browser.run(
                            "return [...document.querySelectorAll('.causes td, .causes td *:not(.text, .detail, .sr)')]"
                                    + ".filter(e => getComputedStyle(e).overflow !== 'visible' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)"
                                    + ".map(e => e.className + ': ' + e.textContent.trim().slice(0, 80))"))
                    .as("at " + width)
                    .isEqualTo(List.of());
        }
    }

    @Test
    void aCauseIsAssignedByKeyboardAlone() throws Exception {
        String cause = cause("EXHAUSTED");
        browser.open("/ops").see("[id='w-" + cause + "']");
        browser.run("document.getElementById('w-" + cause + "').focus()");
        browser.press(Keys.ENTER);
        browser.see("#dialog-title", "Assign or snooze");
        focused("owner");
        browser.press(Keys.ESCAPE);
        browser.gone("#dialog");
        focused("w-" + cause);

        browser.press(Keys.ENTER);
        browser.see("#owner");
        browser.press("alice", Keys.TAB, "javascript:alert(1)", Keys.ENTER);
        assertThat(browser.see("#dialog [role=alert]", "ticket").isDisplayed()).isTrue();
        focused("ticket");
        browser.type("#ticket", "PAY-7");
        browser.press(Keys.ENTER);
        browser.see("#said", "Assigned to alice, ticket PAY-7.");
        browser.gone("#dialog");
        browser.see("[id='c-" + cause + "'] .c-owner", "PAY-7");
        focused("w-" + cause);
        spoken("Assigned to alice, ticket PAY-7.");
        JsonNode group =
                operators.json("/groups?reason=EXHAUSTED").path("groups").get(0);
        assertThat(group.path("owner").asText() + ' ' + group.path("ticket").asText())
                .isEqualTo("alice PAY-7");
    }

    @Test
    void aCauseIsSnoozedAndWokenByKeyboardAlone() throws Exception {
        String cause = cause("UNREADABLE");
        browser.open("/ops").see("[id='w-" + cause + "']");
        browser.run("document.getElementById('w-" + cause + "').focus()");
        browser.press(Keys.ENTER);
        browser.see("#until");
        // It says what is wrong, and stays.
        browser.run(
                "document.querySelector('#until').value = '2020-01-31 12:00'; document.querySelector('#then').focus()");
        browser.press(Keys.ENTER);
        browser.see("#dialog [role=alert]", "until must be a time to come");
        browser.run("document.querySelector('#dialog [value=\"1h\"]').focus()");
        browser.press(Keys.ENTER);
        browser.see("#said", "Snoozed until 20");
        browser.gone("#dialog");
        browser.see("#snoozed-head", "cause");
        browser.gone("[id='w-" + cause + "']");
        assertThat(browser.run("return document.activeElement === document.body"))
                .isEqualTo(false);

        browser.click("#snoozed-head");
        browser.run("document.getElementById('w-" + cause + "').focus()");
        browser.press(Keys.ENTER);
        browser.see("#wake");
        browser.run("document.querySelector('#wake').focus()");
        browser.press(Keys.ENTER);
        browser.see("#said", "The snooze is over.");
        browser.gone("#snoozed [id='w-" + cause + "']");
        focused("w-" + cause);
    }

    private static void focused(String id) {
        await(id + " has the focus")
                .untilAsserted(() -> assertThat(browser.run("return document.activeElement.id"))
                        .isEqualTo(id));
    }

    private static void spoken(String text) {
        await("spoken: " + text)
                .untilAsserted(
                        () -> assertThat((String) browser.run("return document.querySelector('#spoken').textContent"))
                                .startsWith(text));
    }
}
