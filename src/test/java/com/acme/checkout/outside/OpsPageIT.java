package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The desk's pages in a real browser, as an operator works with them. Each test has entries of its own, told apart by a tag. */
class OpsPageIT {

    private static final String REFUSES = "The Orchestrator refuses what this service sends (HTTP 422)";

    private static Orchestrator orchestrator;
    private static Service service;
    private static Browser browser;
    private static Queues queues;
    /** Tags whose carts the Orchestrator takes after all. */
    private static final Set<String> HEALED = ConcurrentHashMap.newKeySet();

    private final String tag = "tag" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        orchestrator = new Orchestrator();
        orchestrator.answers = call -> Orchestrator.Answer.of(
                HEALED.contains(call.body().path("tag").asText())
                        ? 201
                        : call.body().path("answer").asInt(201));
        service = new Service(
                folder,
                Map.of(
                        "CHECKOUT_DESK_LINKS_TRACE",
                        "https://traces.example/t/{traceId}",
                        "CHECKOUT_DESK_LINKS_SAGA",
                        "https://sagas.example/?of={checkoutId}",
                        "CHECKOUT_DESK",
                        "true",
                        "CHECKOUT_DESK_PASSWORD",
                        "the-operator",
                        "CHECKOUT_DESK_USERS_VERA_PASSWORD",
                        "vera-s3cret",
                        "CHECKOUT_DESK_USERS_VERA_ROLES",
                        "ops-view",
                        "CHECKOUT_ORCHESTRATOR_URL",
                        orchestrator.url()));
        browser = new Browser(folder, "http://127.0.0.1:" + service.port);
        service.start();
        queues = new Queues(service.brokerPort);
        await("the desk is open").until(() -> ask("/ops/dead-letters/counts").statusCode() == 200);
        browser.login("operator", "the-operator");
        browser.open("/ops").see("#nothing", "No dead letters");
    }

    @AfterAll
    static void close() {
        for (AutoCloseable each : new AutoCloseable[] {queues, browser, service, orchestrator}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void fresh() {
        browser.login("operator", "the-operator").complaints();
    }

    /** No page of ours does what its own policy forbids, and no script fails. */
    @AfterEach
    void nothingWasForbidden() {
        assertThat(browser.complaints())
                .noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }

    private static HttpResponse<String> ask(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port + path))
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString("operator:the-operator"
                                                                .getBytes(StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Sends commands that the Orchestrator refuses; returns once the desk has filed them. */
    private void filed(int count, String... more) throws Exception {
        for (int i = 0; i < count; i++) {
            send("{\"cartId\":\"" + UUID.randomUUID() + "\",\"customerId\":\"" + UUID.randomUUID()
                    + "\",\"answer\":422,\"tag\":\"" + tag + "\""
                    + (more.length == 0 ? "" : "," + String.join(",", more)) + "}");
        }
        awaitFiled(count);
    }

    private void send(String body) throws Exception {
        queues.send("checkout.commands", body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private void awaitFiled(int count) {
        await("filed")
                .until(() -> ask("/ops/dead-letters/counts?text=" + tag).body().contains("\"total\":" + count + ","));
    }

    @Test
    void whatFailedAndWhyIsTwoClicksAway() throws Exception {
        filed(3);
        browser.open("/ops");
        assertThat(Integer.parseInt(browser.see("#depth").getText())).isGreaterThanOrEqualTo(3);
        browser.click(".cause .c-what a", REFUSES);
        browser.see(".lead", "What to do");
        browser.click(".list .c-what a", REFUSES);
        browser.see("h1", "refuses what this service sends (HTTP 422)");
        browser.see(".lead", "This is a fault between the two services, not of the customer's.");
        browser.see(".timeline", "The only attempt failed");
        assertThat(browser.see("#trace", "Open its trace").getAttribute("href"))
                .matches("https://traces.example/t/[0-9a-f]{32}");
        assertThat(browser.see("#saga", "Open its saga").getAttribute("href"))
                .matches("https://sagas.example/\\?of=[0-9a-f-]{36}");
    }

    /** Red, with nothing dead: the page that is open says so by itself. */
    @Test
    void anOutageShowsOnTheFirstPageBeforeAnythingIsDead() throws Exception {
        browser.open("/ops").see("#destinations tbody tr", "standard");
        send("{\"cartId\":\"" + UUID.randomUUID() + "\",\"customerId\":\"" + UUID.randomUUID()
                + "\",\"answer\":503,\"tag\":\"" + tag + "\"}");
        browser.see("#d-standard.warn", "of 1 checkout");
        assertThat(browser.see("#d-standard").getText())
                .as("it may be this cart's own fault")
                .contains("Failing")
                .doesNotContain("Out");
        HEALED.add(tag);
        orchestrator.gone();
        String cart = UUID.randomUUID().toString();
        try {
            send("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + UUID.randomUUID() + "\",\"tag\":\"" + tag + "\"}");
            browser.see("#d-standard.bad", "Out");
            browser.see("#destinations .banner.bad", "standard is out since 20");
            browser.see("#destinations .banner.bad", "2 commands wait, the oldest for");
            assertThat(browser.see("#d-standard .waits").getText()).isEqualTo("2");
            readable("an outage");
            JsonNode standard = new ObjectMapper()
                    .readTree(ask("/ops/dead-letters/destinations").body())
                    .path("destinations")
                    .path(0);
            assertThat(standard.path("state").asText()).isEqualTo("OUT");
            assertThat(standard.at("/waiting/messages").asInt()).isEqualTo(2);
            assertThat(standard.path("unreachable").asBoolean()).isTrue();
            assertThat(standard.path("since").asText()).startsWith("20");
        } finally {
            browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
            browser.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
            orchestrator.back();
        }
        await("it goes on by itself").until(() -> orchestrator.callsFor(cart).size() == 1);
        browser.see("#d-standard.good", "Answers");
        browser.gone("#destinations .banner.bad");
    }

    @Test
    void thePictureShowsWhatRunsAndStaysAsItWasLeft() throws Exception {
        filed(2);
        browser.open("/ops/routes");
        browser.see(".flow", "promotionCode != null");
        browser.see(".flow", "checkout.dead-letters");
        browser.click("#words summary");
        browser.see("#words", "circuit breaker");
        browser.click("[id='r-settle'] summary");
        browser.see("[id='r-settle']", "direct:deliver-${exchangeProperty.destination}");
        browser.run(
                "document.querySelector('#b-deliver-standard').focus(); document.querySelector('#canvas').scrollLeft = 7;"
                        + " document.querySelector('#picture').dataset.old = 'yes'");
        browser.press("r");
        browser.gone("#picture[data-old]");
        browser.see("[id='r-settle'] .steps");
        assertThat(browser.run("return document.activeElement.id + document.querySelector('#canvas').scrollLeft"))
                .isEqualTo("b-deliver-standard7");
        browser.press(Keys.ENTER);
        browser.see(".summary b");
        assertThat(browser.path()).contains("destination=standard");
    }

    @Test
    void arrivalsAreDrawnAndCountedAndLeadToTheirEntries() throws Exception {
        filed(3);
        browser.open("/ops/arrivals").click(".choice a", "Last hour");
        browser.click(".choice a", "By cause");
        browser.see(".series", REFUSES);
        browser.click("#numbers summary");
        browser.see(".numbers caption", "of 1 minute each");
        browser.click(".numbers tbody a");
        browser.see(".summary b");
        assertThat(browser.path()).contains("from=", "to=");
    }

    @Test
    void aListIsFoundByItsAddress() throws Exception {
        filed(2);
        browser.open("/ops/entries");
        browser.press("/", tag);
        browser.see(".summary b", "2 entries");
        browser.at("/ops/entries?text=" + tag);
        browser.click("summary", "Filters");
        browser.click(".fields input[value=INVALID]");
        browser.see("#nomatch", "reason INVALID");
        assertThat(browser.path()).contains("reason=INVALID");
        browser.open(browser.path()).see("#nomatch", "Nothing matches");
        browser.open("/ops/entries?text=" + tag + "&reason=REFUSED&state=OPEN&from=2020-01-01T00:00")
                .see(".summary b", "2 entries");
        String csv = browser.see(".summary .right a", "CSV").getAttribute("href");
        assertThat(ask(csv.substring(csv.indexOf("/ops/"))).body().lines())
                .as(csv)
                .hasSize(3);
        browser.open("/ops/entries?route=settle,nowhere&exception=none+of+it&source=checkout.commands+p0@7")
                .see("#nomatch", "route settle or nowhere, exception none of it, source checkout.commands p0@7");
        browser.open("/ops/entries?source=checkout.commands+p0@x").see("main", "as in checkout.commands p0@7");
        browser.open("/ops/entries?from=yesterday").see("main", "from must be an instant");
    }

    @Test
    void aFilterIsSavedByANameAndTheListIsSortedByItsHeads() throws Exception {
        filed(3);
        browser.open("/ops/entries?text=" + tag);
        browser.click("#save-filter summary", "Save this filter");
        browser.type("#save-filter input[name=name]", "of " + tag);
        browser.click("#save-filter input[name=shared]", "");
        browser.click("#save-filter button", "Save");
        browser.see(".saved .chip[aria-current=true]", "of " + tag);
        browser.open("/ops/entries").click(".saved .chip", "of " + tag);
        browser.see(".summary", "3 entries");
        browser.click("th a.sorts", "Attempts");
        browser.see("th[aria-sort=descending]", "Attempts");
        browser.see(".summary", "3 entries");
        assertThat(ask("/ops/entries?sort=age").statusCode()).isEqualTo(400);
        browser.open("/ops/audit?action=SAVE_FILTER").see(".list tbody tr", "Saved a filter");
        browser.open("/ops/entries?text=" + tag);
        browser.click(".saved details summary", "Delete");
        browser.click(".saved li button", "Delete");
        browser.gone(".saved .chip[aria-current=true]");
        browser.open("/ops/entries").see("h1");
        browser.gone(".saved");
        browser.gone("#save-filter");
    }

    @Test
    void anyIdInTheHeadOfEachPageLeadsStraightToWhatHasIt() throws Exception {
        filed(2);
        JsonNode entry = new ObjectMapper()
                .readTree(ask("/ops/dead-letters?text=" + tag).body())
                .path("entries")
                .get(0);
        String id = entry.path("id").asText();
        String cart = entry.path("cartId").asText();
        browser.open("/ops/replays");
        for (String asked : List.of(
                id,
                id.substring(0, 8),
                cart.toUpperCase(Locale.ROOT),
                cart.substring(0, 8),
                entry.path("checkoutId").asText(),
                entry.path("traceparent").asText().split("-")[1])) {
            browser.press("f", asked, Keys.ENTER);
            browser.at("/ops/entries/" + id);
            browser.open("/ops/audit");
        }
        browser.press("f", tag, Keys.ENTER);
        browser.see(".summary b", "2 entries");
        browser.at("/ops/entries?text=" + tag);
        browser.click("#page");
        browser.click("#selection button", "Replay…");
        browser.click("#go", "Replay 2");
        browser.see("#progress .state");
        String replay = browser.path();
        browser.press("f", replay.substring("/ops/replays/".length(), "/ops/replays/".length() + 8), Keys.ENTER);
        browser.at(replay);
        String cause = entry.path("fingerprint").asText();
        browser.open("/ops/find?q=" + cause).see(".lead", REFUSES);
        browser.open("/ops/find?q=%3Cscript%3E%7B" + tag + "%7D")
                .see("#notfound", "has the id “<script>{" + tag + "}”");
        browser.login("vera", "vera-s3cret").open("/ops/find?q=" + tag).see("#notfound", "needs the role ops-payload");
        browser.open("/ops/find?q=" + "x".repeat(501)).see("main", "id must be at most 500 characters");
    }

    @Test
    void personalDataIsMaskedUntilItIsAskedForAndThatIsOnRecord() throws Exception {
        filed(1, "\"contact\":{\"email\":\"jane@example.org\"}", "\"firstName\":\"Jane\"");
        browser.open("/ops/entries?text=" + tag).click(".list .c-what a");
        assertThat(browser.see("#shown-original").getText())
                .contains("\"customerId\" : \"••••••••\"", tag)
                .doesNotContain("jane@", "Jane");
        String entry = browser.path();
        browser.click("#reveal");
        browser.see("#shown-original", "jane@example.org");
        focused("body-title");
        assertThat(browser.see("#shown-original").getText()).contains("Jane").doesNotContain("••••");
        browser.open("/ops/audit").see(".list tbody tr", "Looked at payload");
        assertThat(browser.texts(".list tbody tr").get(0))
                .contains("operator", entry.substring("/ops/entries/".length(), "/ops/entries/".length() + 8));

        browser.login("vera", "vera-s3cret").open(entry);
        assertThat(browser.see("#shown-original").getText()).contains("cartId").doesNotContain(tag, "Jane");
        browser.see(".veil .why", "Needs the role ops-payload.");
        browser.see(".does .why", "Needs the role ops-replay.");
        WebElement replay = browser.see(".does [aria-disabled=true]", "Replay…");
        assertThat(replay.getAttribute("title")).isEqualTo("Needs the role ops-replay.");
        browser.open("/ops/entries").see(".search .why", "needs the role ops-payload");
    }

    @Test
    void whatSendersWriteStaysText() throws Exception {
        String evil = "</pre></textarea><script>window.owned=1</script><img src=x onerror=window.owned=1>";
        queues.send(
                "checkout.commands",
                ("{\"cartId\":\"" + UUID.randomUUID() + "\",\"" + evil + "\":\"" + evil + "\",\"tag\":\"" + tag + "\"}")
                        .getBytes(StandardCharsets.UTF_8),
                Map.of("evil", evil, "idempotencyKey", "<b>" + tag));
        awaitFiled(1);
        for (String path : List.of(
                "/ops",
                "/ops?text="
                        + evil.replace("/", "%2F")
                                .replace("<", "%3C")
                                .replace(">", "%3E")
                                .replace(" ", "%20"),
                "/ops/entries?text=" + tag)) {
            browser.open(path).see("main");
            assertThat(browser.run("return window.owned")).as(path).isNull();
        }
        browser.click(".list .c-what a");
        browser.see("#headers", "onerror=window.owned=1");
        browser.see("#shown-original", "<script>window.owned=1</script>");
        browser.click("#repair");
        browser.see("#verdict", "customerId is required");
        assertThat(browser.see("#edited").getAttribute("value")).contains(evil);
        browser.click("main a", "Leave it");
        browser.see("#note").sendKeys(evil + " Ärger ✓");
        browser.click("main button", "Add note");
        browser.see(".notes", evil + " Ärger ✓");
        assertThat(browser.run("return window.owned")).isNull();
        assertThat(browser.driver.getTitle()).isEqualTo("The command breaks the contract · Dead letters");
    }

    @Test
    void whatIsNoTextIsShownByteForByte() throws Exception {
        byte[] bytes = new byte[300];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 128);
        }
        queues.send("checkout.commands", bytes, Map.of("about", tag));
        awaitFiled(1);
        browser.open("/ops/entries?text=" + tag).click(".list .c-what a", "The message can't be read as a command");
        browser.see("#body .veil", "hidden until you ask");
        browser.click("#reveal");
        browser.see(".hex", "000000  80 81 82 83");
        browser.see("#body", "It is not text.");
    }

    @Test
    void anInvalidCommandIsRepairedAsItIsTypedAndReplayed() throws Exception {
        String cart = UUID.randomUUID().toString();
        send("{\"cartId\":\"" + cart + "\",\"tag\":\"" + tag + "\"}");
        awaitFiled(1);
        browser.open("/ops/entries?text=" + tag).click(".list .c-what a", "The command breaks the contract");
        browser.click("#repair");
        browser.see("#verdict", "customerId is required");
        browser.see("#changes", "Only spaces and line ends are changed.");
        assertThat(browser.run(LEAVES)).as("nothing to lose").isEqualTo(false);
        browser.type(
                "#edited", "{\"cartId\":\"" + UUID.randomUUID() + "\",\"customerId\":\"" + UUID.randomUUID() + "\"}");
        browser.see("#verdict", "must stay " + cart);
        browser.type(
                "#edited",
                "{\"cartId\":\"" + cart + "\",\n\"customerId\":\"" + UUID.randomUUID() + "\", \"tag\": \"" + tag
                        + "\"}");
        browser.see("#verdict.good", "Valid.");
        browser.see("#changes", "1 line added, 0 removed");
        assertThat(browser.run(LEAVES)).as("unsaved text").isEqualTo(true);
        browser.click("#save");
        browser.see(".banner.good", "Nothing is sent yet");
        browser.see("#body", "As it came");
        assertThat(orchestrator.callsFor(cart)).isEmpty();
        browser.click("#replay");
        browser.see("#dialog-title", "Replay 1 entry?");
        browser.click("#go", "Replay 1");
        browser.see("#progress .state", "done");
        assertThat(orchestrator.callsFor(cart)).hasSize(1);
        browser.click("#entries .c-what a");
        browser.see(".lead .state", "resolved");
        browser.see(".does .why", "Its checkout is started");
        assertThat(browser.texts(".timeline li"))
                .anyMatch(line -> line.startsWith("Repaired"))
                .anyMatch(line -> line.startsWith("Resolved"));
    }

    /** Whether a browser would ask before it leaves the page. */
    private static final String LEAVES =
            "const e = new Event('beforeunload', {cancelable: true}); dispatchEvent(e); return e.defaultPrevented";

    @Test
    void aRepairIsSavedAndReplayedFromTheSameForm() throws Exception {
        String cart = UUID.randomUUID().toString();
        send("{\"cartId\":\"" + cart + "\",\"tag\":\"" + tag + "\"}");
        awaitFiled(1);
        browser.open("/ops/entries?text=" + tag).click(".list .c-what a");
        browser.click("#repair");
        browser.type("#edited", "{\"cartId\":\"" + cart + "\",\"customerId\":\"" + UUID.randomUUID() + "\"}");
        browser.see("#verdict.good", "Valid.");
        browser.see("#changes .d-gone", tag);
        browser.click("#save-replay");
        browser.see("#dialog-title", "Replay 1 entry?");
        assertThat(orchestrator.callsFor(cart)).isEmpty();
        browser.click("[data-close]", "Not now");
        focused("replay");
        browser.click("#replay");
        browser.click("#go", "Replay 1");
        browser.see("#progress .state", "done");
        assertThat(orchestrator.callsFor(cart)).hasSize(1);
    }

    private static void focused(String id) {
        await("focus on #" + id + ", not on #" + browser.run("return document.activeElement.id"))
                .until(() -> id.equals(browser.run("return document.activeElement.id")));
    }

    @Test
    void focusAndTheLiveRegionFollowWhatHasChanged() throws Exception {
        filed(3);
        browser.open("/ops/entries?state=OPEN&text=" + tag).see(".summary b", "3 entries");
        browser.press("j", "x");
        browser.click("#bulk-discard");
        browser.see("#dialog-title", "Discard 1 entry?");
        browser.click("[data-close]", "Not now");
        focused("bulk-discard");
        browser.click("#bulk-discard");
        browser.type("#reason", "Test data");
        browser.click("#go", "Discard 1");
        browser.see(".summary b", "2 entries");
        focused("bulk-discard");
        assertThat(browser.run("return document.querySelector('#spoken').textContent"))
                .isEqualTo("1 entry discarded.");

        // The row that has the focus goes away: the next one has it.
        browser.run("document.querySelector('[data-row] [data-open]').focus()");
        String next = (String) browser.run("const [row, next] = document.querySelectorAll('[data-row]');"
                + " row.id = 'gone'; row.querySelector('[data-open]').id = 'gone-link';"
                + " return next.querySelector('[data-open]').id");
        browser.press("r");
        browser.gone("#gone");
        focused(next);
    }

    @Test
    void singleKeysCanBeSwitchedOffAndStayOff() throws Exception {
        filed(1);
        browser.open("/ops/entries?text=" + tag).see(".summary b", "1 entry");
        browser.press("?");
        browser.see("#help", "Switched off, none of these keys acts");
        browser.click("#keys");
        browser.click("#help button", "Close");
        try {
            browser.open("/ops/entries?text=" + tag).see(".summary b", "1 entry");
            browser.press("a", "f", "?");
            assertThat(browser.run(
                            "return document.activeElement === document.body && !document.querySelector('dialog[open]')"
                                    + " && !document.querySelector('#list input:checked')"))
                    .isEqualTo(true);
            browser.click(".help");
            browser.click("#keys");
            browser.click("#help button", "Close");
            browser.press("a");
            browser.see("#chosen", "1 selected");
        } finally {
            browser.run("localStorage.clear()");
        }
    }

    @Test
    void onPaperThereIsInkOnWhiteAndNothingToPress() throws Exception {
        filed(1);
        browser.open("/ops/entries?text=" + tag).click(".list .c-what a");
        browser.see("#title");
        try {
            browser.driver.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of(
                            "media",
                            "print",
                            "features",
                            List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
            assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(255, 255, 255)");
            assertThat(browser.run(
                            "return [...document.querySelectorAll('nav, button, input, select, textarea, .button')]"
                                    + ".filter(each => each.checkVisibility()).map(each => each.outerHTML)"))
                    .isEqualTo(List.of());
            assertThat(browser.run(UNREADABLE)).isEqualTo("");
        } finally {
            browser.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of()));
        }
    }

    @Test
    void whoIsTurnedAwayGetsAReadablePage() {
        browser.login("vera", "vera-s3cret").open("/ops/entries/" + UUID.randomUUID() + "/body");
        browser.see("h1", "Not allowed");
        browser.see("main", "ask whoever runs this service for it");
        assertThat(browser.run("return getComputedStyle(document.body).maxWidth"))
                .isEqualTo("640px");
        browser.open("/ops/nowhere").see("h1", "Not found");
        browser.see("nav", "Entries");
    }

    @Test
    void aReplayStopsAtItsCanaryAndIsWatchedPausedAndCancelled() throws Exception {
        // So many that, at one a second, a slow browser comes in time for each click.
        filed(45);
        browser.open("/ops/entries?text=" + tag);
        browser.click("#page");
        browser.see("#chosen", "45 selected");
        browser.click("#selection button", "Replay…");
        browser.see("#dialog", "To standard");
        browser.type("#canary", "2");
        browser.click("#go", "Replay 45");
        browser.see("#progress .state", "stopped at its canary");
        int failed = figure("failed again");
        assertThat(failed).as("the canary stops at its first failure").isBetween(1, 2);
        assertThat(figure("not sent")).isEqualTo(45 - failed);
        browser.see("#progress .next", "What was not sent is as it was.");

        HEALED.add(tag);
        browser.open("/ops/entries?text=" + tag + "&state=OPEN").see(".summary b", 45 - failed + " entries");
        browser.click("#page");
        browser.click("#selection button", "Replay…");
        browser.type("#rate", "1");
        browser.see("#estimate", "At 1 a second this takes about " + (45 - failed) + " s");
        browser.type("#canary", "1");
        browser.click("#go", "Replay " + (45 - failed));
        browser.see("#progress .state", "running");
        browser.see("#progress", "passed: the first one started");
        browser.click("#pause");
        browser.see("#progress .state", "paused");
        focused("resume");
        assertThat((String) browser.run("return document.querySelector('#spoken').textContent"))
                .startsWith("Replay paused");
        browser.click("#resume");
        browser.see("#progress .state", "running");
        browser.click("#pause");
        browser.see("#progress .state", "paused");
        browser.click("#cancel");
        assertThat(browser.driver.switchTo().alert().getText()).contains("not sent yet will stay as they were");
        browser.driver.switchTo().alert().accept();
        browser.see("#progress .state", "cancelled");
        int notSent = figure("not sent");
        assertThat(notSent).isPositive();
        browser.open("/ops/entries?text=" + tag + "&state=OPEN")
                .see(".summary b", notSent == 1 ? "1 entry" : notSent + " entries");
        browser.open("/ops/replays").see(".list tbody tr", "cancelled");
    }

    private static int figure(String label) {
        return Integer.parseInt(browser.see(".figure", label).getText().split("\n")[0]);
    }

    @Test
    void theKeyboardSelectsDiscardsAndTakesBack() throws Exception {
        filed(4);
        browser.open("/ops/entries?text=" + tag).see(".summary b", "4 entries");
        browser.click("#selection [data-needs]", "Discard…");
        browser.see("#chosen", "Select entries first");
        browser.press("?");
        browser.see("#help", "select it");
        browser.press(Keys.ESCAPE);
        browser.press("j", "x", "j", "j", "x");
        browser.see("#chosen", "2 selected");
        browser.click("#selection [data-needs]", "Discard…");
        browser.see("#dialog-title", "Discard 2 entries?");
        browser.press("Test data", Keys.ENTER);
        browser.see("#said", "2 entries discarded.");
        browser.see(".summary", "2 discarded");
        browser.click("#undo");
        browser.see("#dialog-title", "Undo discarding 2 entries?");
        browser.click("#go", "Undo 2");
        browser.see("#said", "2 entries are open again.");
        browser.see(".summary", "4 open");

        browser.press("j", Keys.ENTER);
        browser.see("h1", "refuses what this service sends");
        browser.click("#discard");
        browser.type("#reason", "Twice <b>");
        browser.click("#go", "Discard 1");
        browser.see(".lead .state", "discarded");
        browser.see(".lead", "discarded: Twice <b>");
        browser.click("#restore");
        browser.see(".lead .state", "open");
        assertThat(browser.texts(".timeline li"))
                .anyMatch(line -> line.startsWith("Discarded"))
                .anyMatch(line -> line.startsWith("Restored"));
    }

    @Test
    void aRangeIsSelectedWithShiftAndAllThatMatchWithOneBox() throws Exception {
        filed(51);
        browser.open("/ops/entries?text=" + tag).see(".summary b", "51 entries");
        List<WebElement> boxes = browser.driver.findElements(By.cssSelector("input[name=ids]"));
        boxes.get(1).click();
        browser.run(
                "document.querySelectorAll('input[name=ids]')[4].dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true}))");
        browser.see("#chosen", "4 selected");
        browser.press(Keys.ESCAPE);
        browser.see("#chosen", "Nothing selected");
        browser.click("#all");
        browser.click("#selection button", "Replay…");
        browser.see("#dialog-title", "Replay 51 entries?");
        browser.see("#dialog", "all with: “" + tag + "”");
        browser.click("[data-close]", "Not now");
        browser.gone("#dialog");
        browser.click(".pager a", "Older");
        browser.see(".pager a", "Newest");
        assertThat(browser.texts(".list tbody tr")).hasSize(1);
    }

    @Test
    void nothingStaleIsShownWithoutSayingSo() throws Exception {
        filed(1);
        browser.open("/ops").see("#asof", "As of");
        browser.network(false);
        try {
            browser.press("r");
            browser.see("#trouble", "The server does not answer. What you see is as of");
        } finally {
            browser.network(true);
        }
        browser.press("r");
        browser.gone("#trouble");
        browser.open("/ops/entries/" + UUID.randomUUID()).see("h1", "Not found");
    }

    /** What a page leaves unreadable, in words: contrast below 4.5 (WCAG 2.2, 1.4.3), controls without a name (4.1.2), ids twice, sideways scrolling. */
    private static final String UNREADABLE = """
            const shown = e => e.getClientRects().length && getComputedStyle(e).visibility === 'visible' && e.checkVisibility();
            const rgba = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
            const over = (t, b) => [0, 1, 2].map(i => t[i] * t[3] + b[i] * (1 - t[3]));
            const behind = e => { if (!e) return rgba(getComputedStyle(document.documentElement).backgroundColor)[3]
                    ? rgba(getComputedStyle(document.documentElement).backgroundColor).slice(0, 3) : [255, 255, 255];
                const c = rgba(getComputedStyle(e).backgroundColor); return c[3] === 1 ? c.slice(0, 3) : over(c, behind(e.parentElement)); };
            const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
            const bad = [];
            for (const e of document.querySelectorAll('body *')) {
              const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join('');
              if (own && shown(e) && !e.matches('script, style, option, .sr, .sr *, [aria-disabled=true]')) {
                const b = behind(e), t = over(rgba(getComputedStyle(e).color), b), [l, d] = [light(t), light(b)].sort((x, y) => y - x);
                if ((l + .05) / (d + .05) < 4.5) bad.push('contrast ' + ((l + .05) / (d + .05)).toFixed(2) + ': ' + own.slice(0, 40));
              }
              if (e.matches('a[href], button, input:not([type=hidden]), select, textarea') && shown(e)) {
                const name = e.getAttribute('aria-label') || e.textContent.trim() || e.labels && [...e.labels].map(l => l.textContent.trim()).join('');
                if (!name) bad.push('no name: ' + e.outerHTML.slice(0, 80));
              }
            }
            const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => bad.push('twice: #' + id));
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth > wide) bad.push('scrolls sideways, ' + document.documentElement.scrollWidth + ' for ' + wide + ': '
                    + [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1).map(e => e.outerHTML.slice(0, 60)).join(' | '));
            if (!document.documentElement.lang || !document.title || document.querySelectorAll('h1').length !== 1) bad.push('lang, title or h1');
            return bad.join('; ');""";

    @Test
    void eachPageIsReadableOnAPhoneAndOnAWideScreenInLightAndDark() throws Exception {
        String word = tag.repeat(6);
        filed(3, "\"long\":\"" + word + "\"");
        browser.open("/ops/entries?text=" + tag).click(".list .c-what a");
        browser.see("h1");
        String entry = browser.path();
        send("{\"cartId\":\"" + UUID.randomUUID() + "\",\"tag\":\"" + tag + "-invalid\"}");
        await("filed")
                .until(() -> ask("/ops/dead-letters/counts?text=" + tag + "-invalid")
                        .body()
                        .contains("\"total\":1,"));
        browser.open("/ops/entries?text=" + tag + "-invalid").click(".list .c-what a");
        browser.see("#repair");
        String invalid = browser.path();
        browser.open("/ops/entries?text=" + tag + "&reason=REFUSED").click("#page");
        browser.click("#selection button", "Replay…");
        browser.click("#go", "Replay 3");
        browser.see("#progress .state", "done");
        String replay = browser.path();
        try {
            for (String path : List.of(
                    "/ops",
                    "/ops?show=all",
                    "/ops/entries",
                    "/ops/entries?reason=REFUSED&state=OPEN,FAILED_AGAIN",
                    "/ops/entries?text=nowhere",
                    "/ops/entries?text=" + word,
                    "/ops/entries?text=no-" + word,
                    "/ops?text=" + word,
                    "/ops?text=no-" + word,
                    "/ops/entries?cart=no-" + word,
                    "/ops/entries?from=yesterday",
                    "/ops/find?q=no-" + word,
                    entry,
                    entry + "/body",
                    invalid,
                    invalid + "/repair",
                    "/ops/replays",
                    "/ops/routes",
                    "/ops/arrivals",
                    "/ops/arrivals?period=hour&by=cause",
                    "/ops/arrivals?period=week",
                    replay,
                    "/ops/audit",
                    "/ops/audit?actor=nobody")) {
                browser.open(path).see("main");
                readable(path);
            }
            browser.open("/ops/entries?text=" + word).click("#page");
            browser.click("#selection button", "Discard…");
            browser.see("#dialog-title");
            readable("the dialog");
        } finally {
            browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
            browser.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    private static void readable(String what) {
        for (int width : new int[] {360, 1920}) {
            for (String scheme : List.of("light", "dark")) {
                browser.look(width, scheme);
                assertThat(browser.run(UNREADABLE))
                        .as(what + " at " + width + ", " + scheme)
                        .isEqualTo("");
            }
        }
    }

    @Test
    void withoutScriptsAnEntryIsFoundReplayedAndDiscardedAllTheSame() throws Exception {
        filed(2);
        browser.driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            browser.open("/ops/entries").type("#text", tag);
            browser.press(Keys.ENTER);
            browser.see(".summary b", "2 entries");
            browser.driver
                    .findElements(By.cssSelector("input[name=ids]"))
                    .get(0)
                    .click();
            browser.click("#selection button", "Discard…");
            browser.see("#dialog-title", "Discard 1 entry?");
            browser.see("#reason").sendKeys("without scripts");
            browser.click("#go");
            browser.see("main", "1 entry discarded.");
            browser.open("/ops/entries?state=OPEN&text=" + tag).click(".list .c-what a");
            browser.click("#replay");
            browser.see("#dialog-title", "Replay 1 entry?");
            HEALED.add(tag);
            browser.click("#go");
            browser.see("h1", "Replay of 1 entry");
        } finally {
            browser.driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
        await("resolved")
                .until(() -> ask("/ops/dead-letters/counts?state=RESOLVED&text=" + tag)
                        .body()
                        .contains("\"total\":1,"));
    }
}
