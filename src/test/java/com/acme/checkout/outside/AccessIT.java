package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in at the dead-letter desk, and what each may do there. */
class AccessIT {

    private static final String ALL = basic("operator:the-operator");
    private static final String VIEWER = basic("vera:vera-s3cret");
    private static final String REPLAYER = basic("rita:rita-s3cret");
    private static final String JSON = "application/json";

    private final HttpClient http = HttpClient.newHttpClient();

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = new java.util.HashMap<>(Map.of(
                "CHECKOUT_DESK",
                "true",
                "CHECKOUT_DESK_PASSWORD",
                "the-operator",
                "CHECKOUT_DESK_USERS_VERA_PASSWORD",
                "vera-s3cret",
                "CHECKOUT_DESK_USERS_VERA_ROLES",
                "ops-view",
                "CHECKOUT_DESK_USERS_RITA_PASSWORD",
                "rita-s3cret",
                "CHECKOUT_DESK_USERS_RITA_ROLES",
                "ops-replay"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    @Test
    void whoeverIsAskedForOnlyWhatTheRolesAllow(@TempDir Path folder) throws Exception {
        try (Service service =
                new Service(folder, settings("CHECKOUT_HTTP_AUTH", "basic", "CHECKOUT_HTTP_PASSWORD", "s3cret"))) {
            open(service.start());
            theDoorsCallersAreOthers(service);
            nobodyIsAnsweredWithoutCredentials(service);
            noSpellingOfAPathGetsAround(service);
            eachIsToldTheRoleThatIsMissing(service);
            eachOperationOfTheDocumentIsThereAndNeedsTheRolesThatItNames(service);
            noOtherSiteActsThroughABrowser(service);
            pagesCarryWhatProtectsThem(service);
            theAuditTellsOfAllThat(service);
            whoGuessesWaits(service);
        }
    }

    private void theDoorsCallersAreOthers(Service service) throws Exception {
        String cart = "/carts/" + UUID.randomUUID() + "/checkout";
        String customer = "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";
        assertThat(service.post(cart, customer, "Authorization", basic("shopping:s3cret"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.post(cart, customer, "Authorization", ALL).statusCode())
                .isEqualTo(401);
        assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", ALL)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", basic("shopping:s3cret"))
                        .statusCode())
                .isEqualTo(401);
    }

    private void nobodyIsAnsweredWithoutCredentials(Service service) throws Exception {
        for (String path : List.of(
                "/ops",
                "/ops/",
                "/ops/dead-letters",
                "/ops/dead-letters/export",
                "/ops/assets/htmx.min.js",
                "/ops/login",
                "/ops/nothing-here")) {
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                HttpResponse<String> answer = ask(service, method, path, method.equals("POST") ? "a=b" : "");
                assertThat(answer.statusCode()).as(method + ' ' + path).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate"))
                        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
                assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
                if (!method.equals("HEAD")) {
                    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                }
            }
        }
    }

    /** Spellings of a path that one part of the house might read otherwise than another. */
    private void noSpellingOfAPathGetsAround(Service service) throws Exception {
        String entry = "/ops/dead-letters/" + UUID.randomUUID();
        for (String path : List.of(
                "//ops/dead-letters",
                "/ops//dead-letters",
                "/ops/./dead-letters",
                "/x/../ops/dead-letters",
                "/ops;a=b/dead-letters",
                "/ops/dead-letters;a=b",
                "/ops%2Fdead-letters",
                "/%6fps/dead-letters",
                "/OPS/dead-letters",
                "/ops/dead-letters/",
                "/ops/dead-letters.json")) {
            assertThat(raw(service, "GET " + path, "")).as(path).matches("40[0146]");
        }
        for (String path : List.of(
                entry + "//body",
                entry + "/body/",
                entry + "/body;a=b",
                entry + "/./body",
                entry + "/x/../body",
                entry + "/body.json",
                entry + "/BODY")) {
            assertThat(raw(service, "GET " + path, "Authorization: " + VIEWER + "\r\n"))
                    .as(path)
                    .matches("40[034]");
        }
    }

    /** The status of a request that no client would send so. */
    private static String raw(Service service, String request, String headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", service.port)) {
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes());
            String answer = new String(socket.getInputStream().readAllBytes());
            return answer.isEmpty() ? "" : answer.split(" ")[1];
        }
    }

    private void eachIsToldTheRoleThatIsMissing(Service service) throws Exception {
        String entry = "/ops/dead-letters/" + UUID.randomUUID();
        assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", VIEWER)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", REPLAYER)
                        .statusCode())
                .as("who may act may look")
                .isEqualTo(200);
        List<List<String>> refused = List.of(
                List.of(VIEWER, "POST", "/ops/dead-letters/replays", "ops-replay"),
                List.of(VIEWER, "POST", "/ops/dead-letters/discards", "ops-replay"),
                List.of(VIEWER, "POST", entry + "/notes", "ops-replay"),
                List.of(VIEWER, "DELETE", entry + "/repair", "ops-replay"),
                List.of(VIEWER, "GET", entry + "/body", "ops-payload"),
                List.of(VIEWER, "HEAD", entry + "/body", "ops-payload"),
                List.of(VIEWER, "GET", entry + "/%62ody", "ops-payload"),
                List.of(VIEWER, "GET", entry + "/headers", "ops-payload"),
                List.of(VIEWER, "GET", "/ops/dead-letters/export", "ops-payload"),
                List.of(VIEWER, "GET", "/ops/dead-letters?text=secret", "ops-payload"),
                List.of(VIEWER, "GET", "/ops/dead-letters?text=&text=secret", "ops-payload"),
                List.of(REPLAYER, "GET", entry + "/body", "ops-payload"),
                List.of(REPLAYER, "PUT", entry + "/repair", "ops-payload"),
                List.of(VIEWER, "PUT", entry + "/repair", "ops-replay and ops-payload"));
        for (List<String> each : refused) {
            HttpResponse<String> answer =
                    ask(service, each.get(1), each.get(2), "", "Authorization", each.get(0), "Content-Type", JSON);
            assertThat(answer.statusCode()).as(each.toString()).isEqualTo(403);
            if (!each.get(1).equals("HEAD")) {
                assertThat(answer.body())
                        .as(each.toString())
                        .contains("This needs " + each.get(3) + ",")
                        .contains("urn:acme:checkout:problem:forbidden");
            }
        }
        for (String dry : List.of("true", "false")) {
            HttpResponse<String> guess = ask(
                    service,
                    "POST",
                    "/ops/dead-letters/replays",
                    "{\"filter\":{\"text\":\"secret\"},\"dryRun\":" + dry + "}",
                    "Authorization",
                    REPLAYER,
                    "Content-Type",
                    JSON);
            assertThat(guess.statusCode())
                    .as("a filter that searches in payload")
                    .isEqualTo(403);
            assertThat(guess.body()).contains("This needs ops-payload,");
        }
        assertThat(ask(service, "GET", entry + "/body", "", "Authorization", ALL)
                        .statusCode())
                .as("let in, and there is no such entry")
                .isEqualTo(404);
    }

    private void eachOperationOfTheDocumentIsThereAndNeedsTheRolesThatItNames(Service service) throws Exception {
        List<OpenApi.Operation> operations = OpenApi.operations("/ops/dead-letters");
        assertThat(operations)
                .isNotEmpty()
                .allMatch(operation -> !operation.roles().isEmpty());
        for (OpenApi.Operation each : operations) {
            String path =
                    each.path().replace("{id}", UUID.randomUUID().toString()).replace("{cause}", "0".repeat(32));
            String body = each.takesJson() ? "{}" : "";
            List<String> missing = each.roles().stream()
                    .filter(role -> !role.equals("ops-view"))
                    .toList();
            HttpResponse<String> viewed =
                    ask(service, each.method(), path, body, "Authorization", VIEWER, "Content-Type", JSON);
            assertThat(viewed.statusCode() == 403)
                    .as(each + " asked by who may look: " + viewed.body())
                    .isEqualTo(!missing.isEmpty());
            if (!missing.isEmpty()) {
                assertThat(viewed.body())
                        .as(each.toString())
                        .contains("This needs " + String.join(" and ", missing) + ',');
            }
            HttpResponse<String> answer =
                    ask(service, each.method(), path, body, "Authorization", ALL, "Content-Type", JSON);
            assertThat(answer.statusCode()).as(each + ": " + answer.body()).isIn(200, 400, 404);
            assertThat(answer.body()).as(each.toString()).doesNotContain("There is nothing here");
            assertThat(ask(
                                    service,
                                    each.method(),
                                    path,
                                    body,
                                    "Authorization",
                                    ALL,
                                    "Content-Type",
                                    JSON,
                                    "Accept",
                                    "application/yaml")
                            .statusCode())
                    .as(each + ", refused before its body is looked at")
                    .isEqualTo(406);
            if (each.takesJson()) {
                assertThat(ask(
                                        service,
                                        each.method(),
                                        path,
                                        body,
                                        "Authorization",
                                        ALL,
                                        "Content-Type",
                                        "application/yaml")
                                .statusCode())
                        .as(each.toString())
                        .isEqualTo(415);
            }
        }
    }

    private void noOtherSiteActsThroughABrowser(Service service) throws Exception {
        String path = "/ops/dead-letters/replays";
        String here = "http://127.0.0.1:" + service.port;
        List<List<String>> forged = List.of(
                List.of("Origin", "http://evil.example"),
                List.of("Origin", "null"),
                List.of("Origin", "http://127.0.0.1:1"),
                List.of("Sec-Fetch-Site", "cross-site"),
                List.of("Sec-Fetch-Site", "same-site"),
                List.of("Origin", here, "Sec-Fetch-Site", "cross-site"));
        for (List<String> each : forged) {
            List<String> headers = new ArrayList<>(each);
            headers.addAll(List.of("Authorization", ALL, "Content-Type", JSON));
            HttpResponse<String> answer = ask(service, "POST", path, "{}", headers.toArray(String[]::new));
            assertThat(answer.statusCode()).as(each.toString()).isEqualTo(403);
            assertThat(answer.body()).contains("another site");
        }
        for (String form : List.of(
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain",
                "TEXT/PLAIN;charset=utf-8")) {
            HttpResponse<String> answer = ask(service, "POST", path, "{}", "Authorization", ALL, "Content-Type", form);
            assertThat(answer.statusCode()).as(form).isEqualTo(403);
            assertThat(answer.body()).contains("token");
        }
        assertThat(ask(service, "POST", path, "", "Authorization", ALL, "Origin", here)
                        .statusCode())
                .as("no body, from a page")
                .isEqualTo(403);
        assertThat(ask(service, "POST", path, "{}", "Authorization", ALL, "Origin", here, "Content-Type", JSON)
                        .statusCode())
                .isNotEqualTo(403);
        assertThat(ask(service, "POST", path, "{}", "Authorization", ALL, "Content-Type", JSON)
                        .statusCode())
                .as("a program")
                .isNotEqualTo(403);
    }

    private void pagesCarryWhatProtectsThem(Service service) throws Exception {
        HttpResponse<String> api = ask(service, "GET", "/ops/dead-letters", "", "Authorization", ALL);
        assertThat(api.headers().firstValue("Set-Cookie"))
                .as("no cookie for a program")
                .isEmpty();
        HttpResponse<String> stranger = ask(service, "GET", "/ops", "", "Accept", "text/html,*/*;q=0.8");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate"))
                .as("the browser asks for the password")
                .isPresent();
        assertThat(stranger.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(stranger.body()).contains("<h1>No valid credentials</h1>");
        HttpResponse<String> page = ask(service, "GET", "/ops", "", "Authorization", ALL, "Accept", "text/html");
        assertThat(page.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("desk-form=")
                .contains("Path=/ops", "HttpOnly", "SameSite=Strict");
        for (HttpResponse<String> answer : List.of(api, page)) {
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                            .doesNotContain("unsafe"));
            assertThat(answer.headers().firstValue("Cache-Control"))
                    .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
    }

    private void theAuditTellsOfAllThat(Service service) throws Exception {
        JsonNode lines = audit(service, "?limit=500");
        assertThat(lines.get("lines"))
                .anySatisfy(line -> assertThat(line.toString())
                        .contains("\"vera\"", "\"DENIED\"", "POST /ops/dead-letters/replays"));
        assertThat(lines.get("lines"))
                .anySatisfy(line -> assertThat(line.toString()).contains("\"operator\"", "\"PAYLOAD\"", "\"ids\":["));
        JsonNode first = audit(service, "?limit=2");
        assertThat(first.get("lines")).hasSize(2);
        JsonNode second = audit(service, "?limit=2&after=" + first.get("next").asText());
        assertThat(second.at("/lines/0/id").asLong())
                .isLessThan(first.at("/lines/1/id").asLong());
        assertThat(ask(service, "GET", "/ops/dead-letters/audit?limit=0", "", "Authorization", ALL)
                        .statusCode())
                .isEqualTo(400);
        assertThat(ask(service, "GET", "/ops/dead-letters/audit?after=x", "", "Authorization", ALL)
                        .statusCode())
                .isEqualTo(400);
    }

    private JsonNode audit(Service service, String query) throws Exception {
        return new ObjectMapper()
                .readTree(ask(service, "GET", "/ops/dead-letters/audit" + query, "", "Authorization", ALL)
                        .body());
    }

    /** Last: the address of the tests has to wait as well. */
    private void whoGuessesWaits(Service service) throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i < 6; i++) {
            last = ask(service, "GET", "/ops", "", "Authorization", basic("vera:guess-" + i));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", VIEWER)
                        .statusCode())
                .as("a right guess is not to be told from a wrong one meanwhile")
                .isEqualTo(429);
        await().until(() -> ask(service, "GET", "/ops/dead-letters", "", "Authorization", VIEWER)
                        .statusCode()
                == 200);
        assertThat(audit(service, "?limit=500&actor=vera").get("lines"))
                .anySatisfy(line -> assertThat(line.get("action").asText()).isEqualTo("LOGIN_REFUSED"));
    }

    @Test
    @Tag("long")
    void aPasswordIsDrawnOnceAndForAllNodesOfADatabase(@TempDir Path folder) throws Exception {
        Pattern said = Pattern.compile("user operator password (\\S+)");
        try (Service service = new Service(folder, Map.of("CHECKOUT_DESK", "true"))) {
            open(service.start());
            Matcher password = said.matcher(service.log());
            assertThat(password.find()).isTrue();
            String operator = basic("operator:" + password.group(1));
            assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", operator)
                            .statusCode())
                    .isEqualTo(200);
            service.kill();
            open(service.start());
            assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", operator)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(said.matcher(service.log()).results().count()).isEqualTo(1);
        }
    }

    @Test
    void aTokenOfTheIssuerSaysWhoAndWhatOnceTheIssuerAnswers(@TempDir Path folder) throws Exception {
        try (TokenIssuer issuer = new TokenIssuer();
                Service service = new Service(
                        folder,
                        settings(
                                "CHECKOUT_DESK_AUTH",
                                "jwt",
                                "CHECKOUT_DESK_ISSUER",
                                issuer.url(),
                                "CHECKOUT_DESK_AUDIENCE",
                                "desk",
                                "CHECKOUT_DESK_ROLES_CLAIM",
                                "realm_access.roles"))) {
            open(service.start());
            Map<String, Object> roles = Map.of(
                    "realm_access", Map.of("roles", List.of("staff", "ops-view")), "preferred_username", "alice");
            String alice = "Bearer " + issuer.token(roles, Map.of("aud", "desk"));
            HttpResponse<String> early = ask(service, "GET", "/ops/dead-letters", "", "Authorization", alice);
            assertThat(early.statusCode()).as("the issuer is away").isEqualTo(503);
            assertThat(early.headers().firstValue("Retry-After")).isPresent();
            assertThat(ask(service, "GET", "/ops/dead-letters", "").statusCode())
                    .isEqualTo(401);
            assertThat(service.post(
                                    "/carts/" + UUID.randomUUID() + "/checkout",
                                    "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}")
                            .statusCode())
                    .as("the checkouts go on")
                    .isEqualTo(200);
            issuer.start();
            await().until(() -> ask(service, "GET", "/ops/dead-letters", "", "Authorization", alice)
                            .statusCode()
                    == 200);
            assertThat(service.log())
                    .contains("CHECKOUT_DESK_ISSUER")
                    .contains("The issuer of operators' tokens answers");
            HttpResponse<String> acting = ask(
                    service, "POST", "/ops/dead-letters/replays", "{}", "Authorization", alice, "Content-Type", JSON);
            assertThat(acting.statusCode()).isEqualTo(403);
            assertThat(acting.body()).contains("ops-replay, which alice does not have");
            assertThat(acting.headers().firstValue("Set-Cookie")).isEmpty();
            for (String wrong : List.of(
                    "nonsense",
                    issuer.token(roles),
                    issuer.token(roles, Map.of("aud", "desk", "iss", "http://other")))) {
                HttpResponse<String> refused =
                        ask(service, "GET", "/ops/dead-letters", "", "Authorization", "Bearer " + wrong);
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate"))
                        .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
            }
            assertThat(ask(service, "GET", "/ops/dead-letters", "", "Authorization", ALL)
                            .statusCode())
                    .as("no password any more")
                    .isEqualTo(401);
        }
    }

    @Test
    void aBrowserLogsInAtTheIssuer(@TempDir Path folder) throws Exception {
        try (TokenIssuer issuer = new TokenIssuer().start();
                Service service = new Service(
                        folder,
                        settings(
                                "CHECKOUT_DESK_AUTH",
                                "oidc",
                                "CHECKOUT_DESK_ISSUER",
                                issuer.url(),
                                "CHECKOUT_DESK_CLIENT_ID",
                                TokenIssuer.CLIENT,
                                "CHECKOUT_DESK_CLIENT_SECRET",
                                TokenIssuer.SECRET,
                                "CHECKOUT_DESK_ROLES_CLAIM",
                                "roles",
                                "CHECKOUT_HTTP_AUTH",
                                "jwt",
                                "CHECKOUT_HTTP_ISSUER",
                                issuer.url()))) {
            open(service.start());
            issuer.person = Map.of("roles", List.of("ops-view"), "preferred_username", "bob");
            HttpResponse<String> program = ask(service, "GET", "/ops/dead-letters", "");
            assertThat(program.statusCode()).isEqualTo(401);
            assertThat(program.headers().firstValue("Set-Cookie")).isEmpty();

            await("the issuer was asked")
                    .until(() -> navigate(
                                            http,
                                            URI.create("http://127.0.0.1:" + service.port
                                                    + "/ops/oauth2/authorization/desk"),
                                            "none")
                                    .statusCode()
                            == 302);
            CookieManager cookies = new CookieManager();
            HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();
            URI asked = URI.create("http://127.0.0.1:" + service.port + "/ops/dead-letters/audit?limit=7");
            HttpResponse<String> toLogin = navigate(browser, asked, "none");
            HttpResponse<String> toIssuer = navigate(
                    browser,
                    asked.resolve(toLogin.headers().firstValue("Location").orElseThrow()),
                    "none");
            assertThat(toIssuer.headers().firstValue("Location").orElseThrow())
                    .startsWith(issuer.url() + "/authorize?")
                    .contains("code_challenge=");
            HttpResponse<String> back = navigate(
                    browser,
                    URI.create(toIssuer.headers().firstValue("Location").orElseThrow()),
                    "none");
            URI callback = URI.create(back.headers().firstValue("Location").orElseThrow());

            // A browser keeps a SameSite=Strict cookie back where the issuer leads here: it is led to the same place by
            // ourselves.
            HttpResponse<String> bounce = navigate(HttpClient.newHttpClient(), callback, "cross-site");
            assertThat(bounce.statusCode()).isEqualTo(200);
            assertThat(bounce.body())
                    .contains("http-equiv=\"refresh\"", callback.getRawQuery().replace("&", "&amp;"));
            HttpResponse<String> in = navigate(browser, callback, "same-origin");
            assertThat(in.statusCode()).as(in.body()).isEqualTo(302);
            assertThat(in.headers().allValues("Set-Cookie"))
                    .anySatisfy(cookie -> assertThat(cookie)
                            .startsWith("desk=")
                            .contains("Path=/ops", "HttpOnly", "SameSite=Strict"));
            assertThat(in.headers().firstValue("Location"))
                    .hasValueSatisfying(where -> assertThat(where).endsWith("/ops/dead-letters/audit?limit=7"));
            HttpResponse<String> page = navigate(browser, asked, "same-origin");
            assertThat(page.statusCode()).isEqualTo(200);

            HttpResponse<String> acting = browser.send(
                    HttpRequest.newBuilder(asked.resolve("/ops/dead-letters/replays"))
                            .header("Content-Type", JSON)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(acting.body()).contains("ops-replay, which bob does not have");
            HttpResponse<String> forged = browser.send(
                    HttpRequest.newBuilder(asked.resolve("/ops/dead-letters/replays"))
                            .header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(forged.body()).contains("token");
            HttpResponse<String> bearer = ask(
                    service,
                    "GET",
                    "/ops/dead-letters",
                    "",
                    "Authorization",
                    "Bearer " + issuer.token(Map.of("roles", "ops-view ops-replay")));
            assertThat(bearer.statusCode()).isEqualTo(200);
            assertThat(bearer.headers().firstValue("Set-Cookie"))
                    .as("no session for a program")
                    .isEmpty();
            assertThat(service.post(
                                    "/carts/" + UUID.randomUUID() + "/checkout",
                                    "{}",
                                    "Authorization",
                                    "Bearer " + issuer.token(Map.of("roles", "ops-view ops-replay")))
                            .statusCode())
                    .as("an operator is no caller of the door")
                    .isEqualTo(403);
        }
    }

    private static HttpResponse<String> navigate(HttpClient browser, URI to, String site) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(to)
                        .header("Accept", "text/html,*/*;q=0.8")
                        .header("Sec-Fetch-Site", site)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aWrongUserStopsTheStartWithOneLine(@TempDir Path folder) throws Exception {
        try (Service service = new Service(folder, settings("CHECKOUT_DESK_USERS_VERA_ROLES", "ops-view,root"))) {
            service.launch();
            assertThat(service.ended()).isNotZero();
            assertThat(service.log().lines())
                    .singleElement()
                    .asString()
                    .contains("CHECKOUT_DESK_USERS_VERA_ROLES")
                    .doesNotContain("vera-s3cret");
        }
    }

    private void open(Service service) {
        await("the desk is open").until(() -> ask(service, "GET", "/ops", "").statusCode() != 503);
    }

    private HttpResponse<String> ask(Service service, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port + path))
                .timeout(Duration.ofMinutes(5))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (path.startsWith("/ops/dead-letters") && OpenApi.describes(method, answer.uri())) {
            OpenApi.conforms(answer);
        }
        return answer;
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
    }
}
