import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The dead-letter desk from a terminal, by its API. Run by {@code dead-letters} beside it, from source. */
final class DeadLetters {

    private static final int DONE = 0;
    private static final int PARTLY = 1;
    private static final int WRONG_USE = 2;
    private static final int NOT_ALLOWED = 3;
    private static final int NOT_REACHABLE = 4;
    private static final int NOT_THERE = 5;

    private static final Set<String> FILTERS = Set.of("state", "reason", "destination", "source", "cart", "checkout", "from", "to", "text", "cause");
    private static final Set<String> FLAGS = Set.of("json", "yes", "watch", "dry-run", "all", "check", "held-back", "help");
    /** What the API takes where nothing is said. */
    private static final int RATE = 50;
    private static final int CANARY = 5;
    /** How long a watch bears that nobody answers, as while the service is started anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String SELECTION = """
            which entries: one or more ids, or --cause FINGERPRINT, or a filter, or --all
              --state OPEN|REPLAYING|RESOLVED|FAILED_AGAIN|DISCARDED   --reason EXHAUSTED|INVALID|...
              --destination NAME   --source TEXT   --cart ID   --checkout ID   --from TIME   --to TIME (RFC 3339)
              --text WORDS (in detail, exception, headers, body; needs ops-payload)
            several of one kind: --state OPEN,FAILED_AGAIN
            """;
    private static final String FILTER = SELECTION.substring(SELECTION.indexOf("  --state"))
            .replaceFirst("^", "filters\n") + "  --cause FINGERPRINT\n";

    private static final Map<String, String> HELP = new LinkedHashMap<>();

    static {
        HELP.put("list", "list [filters] [--limit N] [--after NEXT]\nThe newest first, a page at a time.\n" + FILTER);
        HELP.put("counts", "counts [filters]\nHow many, by state and by reason.\n" + FILTER);
        HELP.put("groups", "groups [filters]\nBy cause, with its fingerprint, count, and the first and the last.\n" + FILTER);
        HELP.put("show", "show ID\nOne entry whole, and its history.\n");
        HELP.put("body", "body ID\nThe original message, byte for byte (on a terminal without its control characters). Needs ops-payload.\n");
        HELP.put("headers", "headers ID\nThe original message's headers. Needs ops-payload.\n");
        HELP.put("replay", "replay WHICH [--rate N] [--canary N] [--held-back] [--dry-run] [--watch] [--yes]\nBack to the doors that they came from, N a second"
                + " (50), the first N of each destination (5; 0 for none) as a\ncanary that has to succeed before the rest goes; with --held-back also what failed again\ntwice. Says what will happen, and asks; what it said is what it does.\n" + SELECTION);
        HELP.put("discard", "discard WHICH --because TEXT [--yes]\nWill not be replayed; restore takes it back.\n" + SELECTION);
        HELP.put("restore", "restore WHICH [--yes]\nTakes a discard back.\n" + SELECTION);
        HELP.put("repair", "repair ID FILE [--check]\nPuts the bytes of FILE (- for standard input) in the place of the body; --check only tells whether they would do.\n");
        HELP.put("unrepair", "unrepair ID\nTakes a repair back.\n");
        HELP.put("note", "note ID TEXT, or note --cause FINGERPRINT TEXT\nA note for others who look at it.\n");
        HELP.put("export", "export [filters]\nEntries with their bodies, one JSON object a line. Needs ops-payload.\n" + FILTER);
        HELP.put("operations", "operations\nThe latest replays.\n");
        HELP.put("operation", "operation OPERATION [--watch]\nWhere a replay stands.\n");
        HELP.put("pause", "pause OPERATION\n");
        HELP.put("resume", "resume OPERATION\n");
        HELP.put("cancel", "cancel OPERATION\nWhat was sent stays sent.\n");
        HELP.put("audit", "audit [--actor NAME] [--limit N] [--after NEXT]\nWho did what.\n");
    }

    private static final String USAGE = """
            dead-letters COMMAND: works the dead-letter desk of the Checkout API

              list, counts, groups         what there is
              show, body, headers, export  what is in it
              replay                       puts it right
              discard, restore, repair, unrepair, note
              operations, operation, pause, resume, cancel     replays under way
              audit                        who did what

            dead-letters COMMAND --help says more. --json prints the API's own answer.

            environment
              DEAD_LETTERS_URL       where the service is (http://localhost:8080)
              DEAD_LETTERS_USER      operator
              DEAD_LETTERS_PASSWORD  asked for on a terminal where it is not set
              DEAD_LETTERS_TOKEN     a bearer token, in the place of user and password

            exit codes
              0 done   1 done in part: some failed again, or were refused, or it was stopped   2 wrong use
              3 not allowed   4 not reachable, or not now   5 no such entry or operation, or not in a state for that
            """;

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private String url;
    private String authorization;

    /** Ends the program with a code of those above and a line for a person. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int code;

        Failure(int code, String line) {
            super(line);
            this.code = code;
        }
    }

    public static void main(String[] args) {
        DeadLetters program = new DeadLetters();
        int code;
        try {
            code = program.run(args);
        } catch (Failure e) {
            System.err.println("dead-letters: " + clean(e.getMessage()));
            code = e.code;
        } catch (IOException e) {
            System.err.println("dead-letters: " + clean(e.toString()));
            code = NOT_REACHABLE;
        }
        program.out.flush();
        System.exit(code);
    }

    private int run(String[] args) throws IOException {
        String command = args.length == 0 ? "--help" : args[0];
        if (command.equals("--help") || command.equals("-h") || command.equals("help") && args.length == 1) {
            out.print(USAGE);
            return args.length == 0 ? WRONG_USE : DONE;
        }
        if (!HELP.containsKey(command)) {
            throw wrong("there is no command " + command + "; see dead-letters --help");
        }
        read(command, Arrays.copyOfRange(args, 1, args.length));
        if (flag("help")) {
            out.print("dead-letters " + HELP.get(command));
            return DONE;
        }
        connect();
        return switch (command) {
            case "list" -> list();
            case "counts" -> counts();
            case "groups" -> groups();
            case "show" -> show();
            case "body" -> body();
            case "headers" -> headers();
            case "replay" -> replay();
            case "discard" -> change("discards", "Discard", "discarded");
            case "restore" -> change("restores", "Restore", "restored");
            case "repair" -> repair();
            case "unrepair" -> tell(call("DELETE", "/" + id() + "/repair", null, null), "taken back");
            case "note" -> note();
            case "export" -> export();
            case "operations" -> operations();
            case "operation" -> operation();
            case "audit" -> audit();
            default -> {
                Answer answer = call("POST", "/replays/" + id() + "/" + command, "{}", "application/json");
                yield tell(answer, object(answer.json()).containsKey("state") ? progress(object(answer.json())) : "asked to " + command);
            }
        };
    }

    // What was asked for

    private void read(String command, String[] args) {
        Set<String> known = switch (command) {
            case "list" -> with(FILTERS, "limit", "after");
            case "counts", "groups", "export" -> FILTERS;
            case "replay" -> with(FILTERS, "rate", "canary", "held-back", "dry-run", "watch", "yes", "all");
            case "discard" -> with(FILTERS, "because", "yes", "all");
            case "restore" -> with(FILTERS, "yes", "all");
            case "repair" -> Set.of("check");
            case "note" -> Set.of("cause");
            case "operation" -> Set.of("watch");
            case "audit" -> Set.of("actor", "limit", "after");
            default -> Set.of();
        };
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("-") || args[i].equals("-")) {
                words.add(args[i]);
                continue;
            }
            String[] option = args[i].equals("-h") ? new String[] {"help"} : args[i].replaceFirst("^-+", "").split("=", 2);
            if (!known.contains(option[0]) && !option[0].equals("json") && !option[0].equals("help")) {
                throw wrong(command + " takes no --" + option[0] + "; see dead-letters " + command + " --help");
            }
            if (FLAGS.contains(option[0])) {
                if (option.length == 2) {
                    // --all=false would be all, and --dry-run=no a dry run: a flag is there or it is not.
                    throw wrong("--" + option[0] + " takes no value; leave it out where it is not meant");
                }
                options.put(option[0], List.of("true"));
            } else {
                String value = option.length == 2 ? option[1] : i + 1 < args.length ? args[++i] : null;
                if (value == null) {
                    throw wrong("--" + option[0] + " needs a value");
                }
                boolean many = Set.of("state", "reason", "destination").contains(option[0]);
                options.computeIfAbsent(option[0], name -> new ArrayList<>()).addAll(many ? List.of(value.split(",", -1)) : List.of(value));
                if (FILTERS.contains(option[0]) && options.get(option[0]).stream().anyMatch(String::isBlank)) {
                    throw wrong("--" + option[0] + " is blank; leave it out if you do not need it");
                }
            }
        }
        int most = switch (command) {
            case "replay", "discard", "restore" -> Integer.MAX_VALUE;
            case "repair", "note" -> 2;
            case "list", "counts", "groups", "export", "operations", "audit" -> 0;
            default -> 1;
        };
        if (words.size() > most) {
            throw wrong("what is " + words.get(most) + "? See dead-letters " + command + " --help");
        }
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new java.util.HashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private boolean flag(String name) {
        return options.containsKey(name);
    }

    private String option(String name) {
        return options.containsKey(name) ? options.get(name).get(options.get(name).size() - 1) : null;
    }

    private int number(String name) {
        try {
            int number = Integer.parseInt(option(name));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrong("--" + name + " is not a whole number");
    }

    private String id() {
        if (words.isEmpty()) {
            throw wrong("which one? Give its id");
        }
        if (!words.get(0).matches("[0-9A-Za-z-]+")) {
            throw wrong("'" + words.get(0) + "' is not an id");
        }
        return words.get(0);
    }

    private String query(String... more) {
        return options.entrySet().stream().filter(option -> FILTERS.contains(option.getKey()) || List.of(more).contains(option.getKey()))
                .flatMap(option -> option.getValue().stream().map(value -> option.getKey() + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&", "?", "")).replaceFirst("^\\?$", "");
    }

    /** As the API takes it: ids, cause, filter or all. */
    private Map<String, Object> selection() {
        Map<String, List<String>> filter = new LinkedHashMap<>(options);
        filter.keySet().retainAll(FILTERS);
        int ways = (words.isEmpty() ? 0 : 1) + (filter.isEmpty() ? 0 : 1) + (flag("all") ? 1 : 0);
        if (ways != 1) {
            throw wrong(ways == 0 ? "which entries? Give ids, --cause, a filter or --all" : "give either ids or a filter or --all");
        }
        Map<String, Object> selection = new LinkedHashMap<>();
        if (!words.isEmpty()) {
            words.stream().filter(word -> !word.matches("[0-9A-Za-z-]+")).findFirst().ifPresent(word -> {
                throw wrong("'" + word + "' is not an id");
            });
            selection.put("ids", words);
        } else if (flag("all")) {
            selection.put("all", true);
        } else if (filter.keySet().equals(Set.of("cause"))) {
            selection.put("cause", option("cause"));
        } else {
            selection.put("filter", filter);
        }
        return selection;
    }

    // Looking

    private int list() throws IOException {
        Answer answer = call("GET", query("limit", "after"), null, null);
        if (json(answer)) {
            return DONE;
        }
        List<Object> entries = listOf(answer.json(), "entries");
        for (Object each : entries) {
            Map<String, Object> entry = object(each);
            out.printf("%s  %-12s %-10s %-10s %s  %s%n", text(entry, "id"), text(entry, "state"), text(entry, "reason"), text(entry, "destination"),
                    text(entry, "lastAt"), text(entry, "detail"));
        }
        rest(answer, entries, "No dead letter matches.");
        return DONE;
    }

    private void rest(Answer answer, List<Object> lines, String none) {
        Object next = object(answer.json()).get("next");
        if (lines.isEmpty()) {
            out.println(none);
        } else if (next != null) {
            out.println("There are more: --after " + clean(next.toString()));
        }
    }

    private int counts() throws IOException {
        Answer answer = call("GET", "/counts" + query(), null, null);
        if (!json(answer)) {
            Map<String, Object> counts = object(answer.json());
            out.println("total " + text(counts, "total"));
            object(counts.get("byState")).forEach((state, count) -> out.printf("%8s %s%n", clean("" + count), clean(state)));
            object(counts.get("byReason")).forEach((reason, count) -> out.printf("%8s %s%n", clean("" + count), clean(reason)));
        }
        return DONE;
    }

    private int groups() throws IOException {
        Answer answer = call("GET", "/groups" + query(), null, null);
        if (json(answer)) {
            return DONE;
        }
        List<Object> groups = listOf(answer.json(), "groups");
        for (Object each : groups) {
            Map<String, Object> group = object(each);
            out.printf("%s %8s  %-10s %s  %s to %s%n", text(group, "fingerprint"), text(group, "count"), text(group, "reason"),
                    group.get("detail") == null ? text(group, "exception") : text(group, "detail"), text(group, "first"), text(group, "last"));
        }
        rest(answer, groups, "No dead letter matches.");
        return DONE;
    }

    private int show() throws IOException {
        Answer answer = call("GET", "/" + id(), null, null);
        if (json(answer)) {
            return DONE;
        }
        Map<String, Object> entry = object(answer.json());
        entry.keySet().forEach(name -> out.printf("%-16s %s%n", clean(name), text(entry, name)));
        for (Object each : listOf(call("GET", "/" + id() + "/history", null, null).json(), "lines")) {
            Map<String, Object> line = object(each);
            out.printf("  %s  %-14s %s  %s%n", text(line, "at"), text(line, "kind"), text(line, "actor"), text(line, "detail"));
        }
        for (Object each : listOf(call("GET", "/" + id() + "/notes", null, null).json(), "notes")) {
            out.printf("  %s  %-14s %s  %s%n", text(object(each), "at"), "note", text(object(each), "actor"), text(object(each), "text"));
        }
        return DONE;
    }

    private int body() throws IOException {
        Answer answer = call("GET", "/" + id() + "/body", null, null);
        if (Boolean.getBoolean("shows")) {
            out.println(Arrays.stream(answer.text().split("\r?\n", -1)).map(DeadLetters::clean).collect(Collectors.joining("\n")));
        } else {
            out.write(answer.bytes());
        }
        return DONE;
    }

    private int headers() throws IOException {
        Answer answer = call("GET", "/" + id() + "/headers", null, null);
        if (!json(answer)) {
            object(answer.json()).forEach((name, value) -> out.printf("%s: %s%n", clean(name), clean(value instanceof String ? value.toString() : write(value))));
        }
        return DONE;
    }

    /** A line at a time, however many there are. */
    private int export() throws IOException {
        HttpResponse<InputStream> response = send("GET", "/export" + query(), null, null);
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response.statusCode(), new Answer(response.statusCode(), in.readAllBytes()), response);
            }
            in.transferTo(out);
        }
        return DONE;
    }

    private int audit() throws IOException {
        Answer answer = call("GET", "/audit" + query("actor", "limit", "after"), null, null);
        if (json(answer)) {
            return DONE;
        }
        List<Object> lines = listOf(answer.json(), "lines");
        for (Object each : lines) {
            Map<String, Object> line = object(each);
            out.printf("%s  %-12s %-14s %6s  %s %s%n", text(line, "at"), text(line, "actor"), text(line, "action"), text(line, "count"),
                    line.get("selection") == null ? "" : clean(write(line.get("selection"))), text(line, "detail"));
        }
        rest(answer, lines, "Nothing was done yet.");
        return DONE;
    }

    // Acting

    private int replay() throws IOException {
        Map<String, Object> asked = selection();
        Map<String, Object> how = new LinkedHashMap<>();
        for (String name : List.of("rate", "canary")) {
            if (flag(name)) {
                how.put(name, number(name));
            }
        }
        if (flag("held-back")) {
            asked.put("heldBack", true);
        }
        asked.putAll(how);
        asked.put("dryRun", true);
        Answer answer = call("POST", "/replays", write(asked), "application/json");
        if (flag("dry-run") && json(answer)) {
            return DONE;
        }
        Map<String, Object> dry = object(answer.json());
        PrintStream to = flag("dry-run") ? out : System.err;
        long going = object(dry.get("byDestination")).values().stream().mapToLong(count -> Long.parseLong(count.toString())).sum();
        int canary = (int) how.getOrDefault("canary", CANARY);
        to.println("Replay " + going + " of " + text(dry, "total") + " at " + how.getOrDefault("rate", RATE) + " a second"
                + (canary > 0 && canary < going ? ", the first " + canary + " of each destination as a canary" : "") + ".");
        object(dry.get("byDestination")).forEach((name, count) -> to.println("  to " + clean(name.isEmpty() ? "no destination yet" : name) + ": " + clean("" + count)));
        object(dry.get("refused")).forEach((why, count) -> to.println("  left out, " + clean(why) + ": " + clean(count instanceof List<?> all ? "" + all.size() : "" + count)));
        if (dry.get("heldBack") != null && !zero(dry, "heldBack")) {
            to.println("  --held-back sends those too");
        }
        if (flag("dry-run")) {
            return DONE;
        }
        if (going == 0) {
            throw new Failure(NOT_THERE, "nothing of it can be replayed");
        }
        if (!flag("yes")) {
            confirm();
        }
        how.put("token", text(dry, "token"));
        Answer begun = call("POST", "/replays", write(how), "application/json");
        Map<String, Object> operation = object(begun.json());
        if (flag("watch")) {
            return watch(text(operation, "id"));
        }
        return json(begun) ? DONE : say("Replay " + text(operation, "id") + " has begun: dead-letters operation " + text(operation, "id") + " --watch");
    }

    private int change(String path, String verb, String done) throws IOException {
        Map<String, Object> asked = selection();
        boolean discard = path.equals("discards");
        if (discard && option("because") == null) {
            throw wrong("why? Give --because TEXT");
        }
        asked.put("dryRun", true);
        Map<String, Object> preview = object(call("POST", "/" + path, write(asked), "application/json").json());
        System.err.println(verb + " " + text(preview, "count") + (zero(preview, "leftAlone") ? "." : ", and leave " + text(preview, "leftAlone") + " alone."));
        if (!flag("yes")) {
            confirm();
        }
        Map<String, Object> confirmed = new LinkedHashMap<>(Map.of("token", text(preview, "token")));
        if (discard) {
            confirmed.put("reason", option("because"));
        }
        Answer answer = call("POST", "/" + path, write(confirmed), "application/json");
        Object count = object(answer.json()).get("count");
        return tell(answer, (count == null ? "" : count + " ") + done);
    }

    private int repair() throws IOException {
        if (words.size() < 2) {
            throw wrong("repair which entry, with what? Give its id and a file");
        }
        byte[] bytes;
        try {
            bytes = words.get(1).equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(words.get(1)));
        } catch (IOException e) {
            throw wrong(words.get(1) + " can't be read");
        }
        Answer answer = new Answer(flag("check") ? send("POST", "/" + id() + "/repair/check", bytes, "application/octet-stream")
                : send("PUT", "/" + id() + "/repair", bytes, "application/octet-stream"));
        if (json(answer)) {
            return DONE;
        }
        List<Object> violations = listOf(answer.json(), "violations");
        violations.forEach(each -> out.println(text(object(each), "field") + " " + text(object(each), "message")));
        return violations.isEmpty() ? say(flag("check") ? "These bytes would do." : "Repaired.") : PARTLY;
    }

    private int note() throws IOException {
        String cause = option("cause");
        if (words.size() != (cause == null ? 2 : 1)) {
            throw wrong("give the id of an entry or --cause, and a text");
        }
        if (cause != null && !cause.matches("[0-9A-Za-z-]+")) {
            throw wrong("'" + cause + "' is not a fingerprint");
        }
        String path = cause == null ? "/" + id() : "/groups/" + cause;
        return tell(call("POST", path + "/notes", write(Map.of("text", words.get(words.size() - 1))), "application/json"), "Noted.");
    }

    // Replays under way

    private int operations() throws IOException {
        Answer answer = call("GET", "/replays", null, null);
        if (json(answer)) {
            return DONE;
        }
        List<Object> all = listOf(answer.json(), "replays", "operations");
        all.forEach(each -> out.println(text(object(each), "id") + "  " + progress(object(each)) + "  by " + text(object(each), "actor")));
        rest(answer, all, "No replay yet.");
        return DONE;
    }

    private int operation() throws IOException {
        if (flag("watch")) {
            return watch(id());
        }
        Answer answer = call("GET", "/replays/" + id(), null, null);
        return tell(answer, progress(object(answer.json())));
    }

    private int watch(String id) throws IOException {
        boolean shows = Boolean.getBoolean("shows") && !flag("json");
        String said = "";
        long answered = System.nanoTime();
        while (true) {
            try {
                Answer answer = call("GET", "/replays/" + id, null, null);
                answered = System.nanoTime();
                Map<String, Object> operation = object(answer.json());
                String line = flag("json") ? answer.text().strip() : progress(operation);
                boolean ended = Set.of("DONE", "CANCELLED", "STOPPED").contains(text(operation, "state"));
                if (!line.equals(said)) {
                    out.print(shows ? "\r\033[K" + line + (ended ? "\n" : "") : line + "\n");
                    out.flush();
                    said = line;
                }
                if (ended) {
                    return text(operation, "state").equals("DONE") && zero(operation, "failedAgain") && zero(operation, "refused") ? DONE : PARTLY;
                }
            } catch (Failure e) {
                if (e.code != NOT_REACHABLE || System.nanoTime() - answered > PATIENCE.toNanos()) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            throw new Failure(NOT_REACHABLE, "interrupted");
        }
    }

    private static boolean zero(Map<String, Object> operation, String name) {
        Object count = operation.get(name);
        return count == null || count.toString().equals("0") || count instanceof List<?> none && none.isEmpty();
    }

    private static String progress(Map<String, Object> operation) {
        return text(operation, "state") + ": " + text(operation, "sent") + " of " + text(operation, "frozen") + " sent, "
                + text(operation, "resolved") + " resolved, " + text(operation, "failedAgain") + " failed again, "
                + text(operation, "refused") + " refused, " + (operation.containsKey("underway") ? text(operation, "underway") + " under way, " : "") + text(operation, "remaining") + " remaining, "
                + text(operation, "rate") + " a second" + (operation.get("why") == null ? "" : "; " + text(operation, "why"));
    }

    private static void confirm() throws IOException {
        if (!Boolean.getBoolean("asks")) {
            throw wrong("nobody is there to be asked; give --yes");
        }
        System.err.print("Go on? [y/N] ");
        StringBuilder line = new StringBuilder();
        for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
            line.append((char) c);
        }
        if (!line.toString().strip().matches("(?i)y(es)?")) {
            throw new Failure(WRONG_USE, "nothing was done");
        }
    }

    // The API

    private record Answer(int status, byte[] bytes) {

        Answer(HttpResponse<InputStream> response) throws IOException {
            this(response.statusCode(), response.body().readAllBytes());
            if (status / 100 != 2) {
                throw refused(status, this, response);
            }
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Object json() {
            return bytes.length == 0 ? Map.of() : new Reader(text()).read();
        }
    }

    private void connect() {
        url = Objects.requireNonNullElse(System.getenv("DEAD_LETTERS_URL"), "http://localhost:8080").strip().replaceFirst("/+$", "");
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            uri = URI.create("");
        }
        if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme()) || uri.getUserInfo() != null) {
            throw wrong("DEAD_LETTERS_URL is not a URL as in http://localhost:8080");
        }
        if (uri.getScheme().equals("http") && !uri.getHost().matches("localhost|127\\..*|\\[::1]")) {
            System.err.println("dead-letters: " + uri.getHost() + " is asked without TLS: whoever is in between reads the credentials");
        }
        String token = System.getenv("DEAD_LETTERS_TOKEN");
        String password = System.getenv("DEAD_LETTERS_PASSWORD");
        String user = Objects.requireNonNullElse(System.getenv("DEAD_LETTERS_USER"), "operator");
        if (token == null && password == null && Boolean.getBoolean("asks") && System.console() != null) {
            char[] typed = System.console().readPassword("Password of %s: ", user);
            password = typed == null ? null : new String(typed);
        }
        if (token == null && password == null) {
            throw wrong("as whom? Set DEAD_LETTERS_PASSWORD (and DEAD_LETTERS_USER), or DEAD_LETTERS_TOKEN");
        }
        authorization = token != null ? "Bearer " + token.strip()
                : "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    private Answer call(String method, String path, String body, String type) throws IOException {
        return new Answer(send(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), type));
    }

    private HttpResponse<InputStream> send(String method, String path, byte[] body, String type) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/ops/dead-letters" + path)).timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json, application/x-ndjson, application/octet-stream, */*").method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            request.header("Authorization", authorization);
            if (type != null) {
                request.header("Content-Type", type);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException e) {
            throw wrong("the credentials hold characters that no header takes");
        } catch (IOException e) {
            throw new Failure(NOT_REACHABLE, url + " does not answer" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        } catch (InterruptedException e) {
            throw new Failure(NOT_REACHABLE, "interrupted");
        }
    }

    private static Failure refused(int status, Answer answer, HttpResponse<?> response) {
        String detail = "";
        try {
            Map<String, Object> problem = object(answer.json());
            detail = text(problem, problem.containsKey("detail") ? "detail" : "title") + listOf(problem, "violations").stream()
                    .map(each -> " " + text(object(each), "field") + " " + text(object(each), "message") + ".").collect(Collectors.joining());
        } catch (Failure e) {
            // Not from the desk itself.
        }
        String wait = response.headers().firstValue("Retry-After").map(seconds -> " Again in " + seconds + " s.").orElse("");
        return new Failure(switch (status) {
            case 401, 403 -> NOT_ALLOWED;
            case 404, 409, 410 -> NOT_THERE;
            case 429 -> NOT_REACHABLE;
            default -> status < 500 ? WRONG_USE : NOT_REACHABLE;
        }, status + (detail.isEmpty() ? "" : ": " + detail) + wait);
    }

    // Words

    private boolean json(Answer answer) {
        if (flag("json")) {
            out.println(answer.text().strip());
        }
        return flag("json");
    }

    private int tell(Answer answer, String line) {
        return json(answer) ? DONE : say(line);
    }

    private int say(String line) {
        out.println(line);
        return DONE;
    }

    private static Failure wrong(String line) {
        return new Failure(WRONG_USE, line);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return json instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of();
    }

    /** A list, or the one that an object holds under one of these names. */
    @SuppressWarnings("unchecked")
    private static List<Object> listOf(Object json, String... names) {
        if (json instanceof List<?> list) {
            return (List<Object>) list;
        }
        for (String name : names) {
            if (object(json).get(name) instanceof List<?> list) {
                return (List<Object>) list;
            }
        }
        return List.of();
    }

    private static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null ? "-" : clean(value instanceof Map || value instanceof List ? write(value) : value.toString())
                .replaceFirst("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z$", "$1Z");
    }

    /** What strangers have sent must not steer the terminal. */
    private static String clean(String text) {
        return String.valueOf(text).replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", " ");
    }

    private static String write(Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.entrySet().stream().map(each -> write(each.getKey()) + ':' + write(each.getValue())).collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(DeadLetters::write).collect(Collectors.joining(",", "[", "]"));
        }
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(c == '"' || c == '\\' ? "\\" + (char) c : c < ' ' ? String.format("\\u%04x", c) : "" + (char) c));
        return json.append('"').toString();
    }

    /** Reads JSON (RFC 8259), which the JDK does not: objects as maps, numbers as they are written. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Object read() {
            Object value = value();
            space();
            if (at < text.length()) {
                throw bad();
            }
            return value;
        }

        private Failure bad() {
            return new Failure(NOT_REACHABLE, "the answer is not JSON: is DEAD_LETTERS_URL the Checkout API?");
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean next(char c) {
            space();
            boolean is = at < text.length() && text.charAt(at) == c;
            at += is ? 1 : 0;
            return is;
        }

        private void must(char c) {
            if (!next(c)) {
                throw bad();
            }
        }

        private Object value() {
            if (next('{')) {
                Map<String, Object> object = new LinkedHashMap<>();
                if (!next('}')) {
                    do {
                        must('"');
                        String name = string();
                        must(':');
                        object.put(name, value());
                    } while (next(','));
                    must('}');
                }
                return object;
            }
            if (next('[')) {
                List<Object> list = new ArrayList<>();
                if (!next(']')) {
                    do {
                        list.add(value());
                    } while (next(','));
                    must(']');
                }
                return list;
            }
            if (next('"')) {
                return string();
            }
            int start = at;
            while (at < text.length() && "+-.0123456789abcdefghijklmnopqrstuvwxyzE".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String word = text.substring(start, at);
            return switch (word) {
                case "null" -> null;
                case "true", "false" -> Boolean.valueOf(word);
                default -> {
                    try {
                        yield new java.math.BigDecimal(word) {
                            private static final long serialVersionUID = 1;

                            @Override
                            public String toString() {
                                return word;
                            }
                        };
                    } catch (NumberFormatException e) {
                        throw bad();
                    }
                }
            };
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            try {
                for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
                    if (c != '\\') {
                        string.append(c);
                        continue;
                    }
                    char escaped = text.charAt(at++);
                    int simple = "bfnrt".indexOf(escaped);
                    if (escaped == 'u') {
                        string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                        at += 4;
                    } else {
                        string.append(simple >= 0 ? "\b\f\n\r\t".charAt(simple) : escaped);
                    }
                }
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw bad();
            }
            return string.toString();
        }
    }
}
