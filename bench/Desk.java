import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Fills the dead-letter desk's database with entries, or asks the desk and prints how long its answers take.
 *
 * <p>{@code fill <jdbc-url> <entries>}, with the database's driver on the class path, while no service has it open;
 * {@code ask <base-url> <user> <password> <requests>}; {@code paint}, of the same, has a browser (chromedriver) open the pages.
 */
public class Desk {

    private static final String[] REASONS = {"EXHAUSTED", "REJECTED", "INVALID", "REFUSED", "UNROUTABLE", "UNREADABLE", "INTERNAL"};
    private static final int WARMUP = 30;
    private static final String[] STATES = {"OPEN", "OPEN", "OPEN", "OPEN", "OPEN", "OPEN", "RESOLVED", "DISCARDED", "FAILED_AGAIN", "OPEN"};

    public static void main(String[] args) throws Exception {
        if (args[0].equals("fill")) {
            fill(args[1], Integer.parseInt(args[2]));
        } else if (args[0].equals("ask")) {
            ask(args[1], args[2], args[3], Integer.parseInt(args[4]));
        } else {
            paint(args[1], args[2], args[3], Integer.parseInt(args[4]));
        }
    }

    private static void fill(String url, int entries) throws Exception {
        Random random = new Random(7);
        Instant start = Instant.now().minusSeconds(86_400);
        try (Connection db = DriverManager.getConnection(url)) {
            db.setAutoCommit(false);
            try (PreparedStatement entry = db.prepareStatement("insert into dead_letter (id, state, fingerprint, reason, detail, exception, status, attempts,"
                    + " first_at, last_at, filed_at, changed_at, source, route, destination, checkout_id, cart_id, traceparent)"
                    + " values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
                    PreparedStatement payload = db.prepareStatement("insert into payload (seq, headers, body) select seq, ?, ? from dead_letter where id = ?");
                    PreparedStatement search = db.prepareStatement("insert into search (seq, text) select seq, ? from dead_letter where id = ?");
                    PreparedStatement cause = db.prepareStatement("insert into cause (fingerprint, reason, route, status, exception, detail) values (?,?,?,?,?,?)")) {
                for (int c = 0; c < 40; c++) {
                    Object[] values = {String.format("%032x", c), REASONS[c % 7], "attempt-standard", c % 3 == 0 ? 503 : null,
                        "java.net.SocketTimeoutException: cause number " + c, "not started after <n> attempts"};
                    for (int i = 0; i < values.length; i++) {
                        cause.setObject(i + 1, values[i]);
                    }
                    cause.addBatch();
                }
                cause.executeBatch();
                for (int n = 0; n < entries; n++) {
                    UUID id = new UUID(random.nextLong(), random.nextLong());
                    int c = (int) (40 * Math.pow(random.nextDouble(), 3));
                    String cart = new UUID(random.nextLong(), random.nextLong()).toString();
                    String detail = "not started after 16 attempts; last: HTTP 503";
                    String exception = "com.acme.checkout.delivery.TransientFailure: HTTP 503 from node " + random.nextInt(50);
                    String headers = "{\"Content-Type\":\"application/json\",\"traceparent\":\"00-" + id.toString().replace("-", "") + "-0123456789abcdef-01\"}";
                    String body = "{\"cartId\":\"" + cart + "\",\"customerId\":\"" + new UUID(random.nextLong(), random.nextLong()) + "\",\"channel\":\"app-" + random.nextInt(9) + "\"}";
                    Timestamp at = Timestamp.from(start.plusMillis(n * 86_000_000L / entries));
                    Object[] values = {id, STATES[random.nextInt(STATES.length)], String.format("%032x", c), REASONS[c % 7], detail, exception, 503, 16,
                        at, at, at, at, "checkout.commands partition " + n % 12 + " offset " + n, "attempt-standard", n % 5 == 0 ? "promotion" : "standard",
                        new UUID(random.nextLong(), random.nextLong()).toString(), cart, "00-" + id.toString().replace("-", "") + "-0123456789abcdef-01"};
                    for (int i = 0; i < values.length; i++) {
                        entry.setObject(i + 1, values[i]);
                    }
                    entry.addBatch();
                    payload.setString(1, headers);
                    payload.setBytes(2, body.getBytes(StandardCharsets.UTF_8));
                    payload.setObject(3, id);
                    payload.addBatch();
                    search.setString(1, (detail + '\n' + exception + '\n' + headers + '\n' + body).toLowerCase());
                    search.setObject(2, id);
                    search.addBatch();
                    if (n % 1000 == 999 || n == entries - 1) {
                        entry.executeBatch();
                        payload.executeBatch();
                        search.executeBatch();
                        db.commit();
                    }
                }
            }
            db.commit();
            if (url.startsWith("jdbc:postgresql")) {
                db.setAutoCommit(true);
                db.createStatement().execute("vacuum analyze"); // what its autovacuum does within a minute
            }
        }
    }

    private static void ask(String url, String user, String password, int requests) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        String credentials = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        String first = http.send(HttpRequest.newBuilder(URI.create(url + "/ops/dead-letters?limit=1")).header("Authorization", "Basic " + credentials).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        String one = first.replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        List<String> paths = List.of("/ops/dead-letters?id=" + one, "/ops/dead-letters?id=" + one.substring(0, 8), "/ops/find?q=" + one,
                "/ops/entries?sort=oldest", "/ops/entries?sort=destination", "/ops/entries?sort=destination&state=OPEN", "/ops/entries?sort=reason",
                "/ops/entries?sort=attempts", "/ops/arrivals", "/ops/arrivals?period=week&by=cause", "/ops/dead-letters/destinations",
                "/ops/dead-letters", "/ops/dead-letters?state=FAILED_AGAIN&destination=promotion",
                "/ops/dead-letters?reason=UNREADABLE,INTERNAL&limit=100", "/ops/dead-letters?cause=" + String.format("%032x", 39),
                "/ops/dead-letters?from=" + Instant.now().minusSeconds(3600) + "&to=" + Instant.now().minusSeconds(3000),
                "/ops/dead-letters?source=" + URLEncoder.encode("checkout.commands partition 7", StandardCharsets.UTF_8),
                "/ops/dead-letters?text=app-3", "/ops/dead-letters?text=" + URLEncoder.encode("is nowhere at all", StandardCharsets.UTF_8),
                "/ops/dead-letters?text=" + URLEncoder.encode("is nowhere at all", StandardCharsets.UTF_8) + "&state=OPEN",
                "/ops/dead-letters?cart=" + UUID.randomUUID(), "/ops/dead-letters?after=50000&state=OPEN",
                "/ops/dead-letters/counts", "/ops/dead-letters/counts?state=OPEN&destination=standard", "/ops/dead-letters/groups",
                "/ops/dead-letters/groups?state=OPEN,FAILED_AGAIN", "/ops/dead-letters/groups?text=app-3", "/ops", "/ops/entries", "/ops/entries?state=OPEN&text=app-3");
        System.out.printf("%8s %8s %8s  %s%n", "p50 ms", "p95 ms", "max ms", "GET");
        for (String path : paths) {
            double[] millis = new double[requests];
            int status = 0;
            for (int i = -WARMUP; i < requests; i++) {
                long begin = System.nanoTime();
                HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Basic " + credentials).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                status = answer.statusCode();
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - begin) / 1e6;
                }
            }
            print(millis, path + (status == 200 || status == 302 ? "" : " -> " + status));
        }
    }

    private static void print(double[] millis, String what) {
        Arrays.sort(millis);
        System.out.printf("%8.1f %8.1f %8.1f  %s%n", millis[millis.length / 2], millis[(int) (millis.length * 0.95)], millis[millis.length - 1], what);
    }

    /** From the click to the first content on the screen, as the browser reports it (W3C Paint Timing), its cache warm as an operator's. */
    private static void paint(String url, String user, String password, int visits) throws Exception {
        int port = 29_085;
        Process driver = new ProcessBuilder("chromedriver", "--port=" + port, "--silent").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        String session = "";
        try {
            for (int i = 0; i < 50 && !session.contains("sessionId"); i++) {
                try {
                    session = browser(port, "", "{\"capabilities\":{\"alwaysMatch\":{\"goog:chromeOptions\":{\"args\":[\"--headless=new\",\"--no-sandbox\"]}}}}");
                } catch (java.io.IOException e) {
                    Thread.sleep(100); // it is not up yet
                }
            }
            String id = '/' + session.replaceAll("(?s).*\"sessionId\":\"([^\"]+)\".*", "$1");
            for (String path : List.of("/ops/replays", "/ops", "/ops/entries", "/ops/entries?state=OPEN&text=app-3")) {
                double[] millis = new double[visits];
                for (int i = -WARMUP; i < visits; i++) {
                    browser(port, id + "/url", "{\"url\":\"" + url.replace("://", "://" + user + ':' + password + '@') + path + "\"}");
                    String answer = browser(port, id + "/execute/async", "{\"args\":[],\"script\":\"const done = arguments[0]; new PerformanceObserver(l =>"
                            + " done(l.getEntriesByName('first-contentful-paint')[0].startTime)).observe({type: 'paint', buffered: true})\"}");
                    if (i >= 0) {
                        millis[i] = Double.parseDouble(answer.replaceAll("[^0-9.]", ""));
                    }
                }
                print(millis, path + ", first contentful paint");
            }
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/session" + id)).DELETE().build(),
                    HttpResponse.BodyHandlers.discarding());
        } finally {
            driver.destroy();
        }
    }

    private static String browser(int port, String path, String body) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/session" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
