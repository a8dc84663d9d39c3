package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How arguments become requests; {@code CommandLineIT} has the rest. */
class DeadLettersCommandTest {

    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        shell = new Shell();
        shell.environment.put("DEAD_LETTERS_URL", shell.url());
        shell.environment.put("DEAD_LETTERS_PASSWORD", "pa55-word");
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private Shell.Run run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return shell.run(all);
    }

    @Test
    void filtersBecomeAQuery() {
        assertThat(run("list", "--state", "OPEN,RESOLVED", "--text=a b", "--limit", "3")
                        .out())
                .isEqualTo("No dead letter matches.\n");
        assertThat(run("audit", "--actor", "vera", "--after", "n1").out()).isEqualTo("No action matches.\n");
        assertThat(run("counts").code()).isZero();
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly(
                        "GET /ops/dead-letters?state=OPEN&state=RESOLVED&text=a+b&limit=3",
                        "GET /ops/dead-letters/audit?actor=vera&after=n1",
                        "GET /ops/dead-letters/counts");
        assertThat(shell.asked.get(0).headers().get("authorization")).startsWith("Basic ");
    }

    @Test
    void aSearchIsForAnIdAndForWordsWhereNothingHasIt() {
        shell.answer = "{\"entries\":[]}";
        assertThat(run("list", "--search", "a b", "--state", "OPEN").out()).isEqualTo("No dead letter matches.\n");
        assertThat(run("counts", "--id", "5f0c2a4e").code()).isZero();
        shell.answer = "{\"entries\":[{\"id\":\"e1\"}],\"next\":\"n1\"}";
        assertThat(run("list", "--search", "5f0c2a4e").out()).startsWith("e1 ");
        assertThat(run("list", "--search", "5f0c2a4e", "--after", "n1").out()).startsWith("e1 ");
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly(
                        "GET /ops/dead-letters?state=OPEN&id=a+b",
                        "GET /ops/dead-letters?state=OPEN&text=a+b",
                        "GET /ops/dead-letters/counts?id=5f0c2a4e",
                        "GET /ops/dead-letters?id=5f0c2a4e",
                        "GET /ops/dead-letters?id=5f0c2a4e",
                        "GET /ops/dead-letters?id=5f0c2a4e&after=n1");
        for (String[] wrong : new String[][] {
            {"list", "--search", " "},
            {"list", "--search", "a", "--id", "b"},
            {"list", "--text", "b", "--search", "a"},
            {"list", "--id", ""}
        }) {
            assertThat(run(wrong).code()).as(wrong[1]).isEqualTo(2);
        }
    }

    /** Each with its exit code, and with what to do next in its one line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {'detail':'Log in.'}         | 3 | Check DEAD_LETTERS_USER and DEAD_LETTERS_PASSWORD",
                "403 | {'detail':'needs ops-view'}  | 3 | Use a login that has the role",
                "404 | {'detail':'no such entry'}   | 5 | Check the id with list",
                "404 | <html>nothing here</html>    | 4 | There is no desk there: check DEAD_LETTERS_URL",
                "404 | {'error':'Not Found'}      | 4 | There is no desk there: check DEAD_LETTERS_URL",
                "302 | ''                           | 4 | There is no desk there: check DEAD_LETTERS_URL",
                "409 | {'detail':'has changed'}     | 5 | Look at it again, then decide again",
                "429 | {'detail':'too many'}        | 4 | Wait, and check the password",
                "503 | {'detail':'database'}        | 4 | docs/runbooks/CheckoutDeskDatabaseAway.md",
                "500 | {'detail':'failed'}          | 4 | Look into the log",
                "400 | {'detail':'limit is wrong'}  | 2 | Correct the command",
            })
    void anErrorSaysWhatToDoNext(int status, String answer, int code, String next) {
        shell.status = status;
        shell.answer = answer.replace('\'', '"');
        Shell.Run run = run("list");
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err().lines()).singleElement().asString().contains(status + "", next);
    }

    @Test
    void aServiceThatDoesNotAnswerIsNamedAndWhatToCheck() {
        shell.environment.put("DEAD_LETTERS_URL", shell.url());
        shell.close();
        Shell.Run run = run("list");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("does not answer", "is DEAD_LETTERS_URL its address?");
    }

    @Test
    void aDiscardSaysHowItIsUndoneAndARestoreDoesNot() {
        shell.answer = "{\"count\":2,\"token\":\"t\",\"discard\":\"d1\"}";
        assertThat(run("discard", "--destination", "standard", "--because", "tests", "--yes")
                        .err())
                .contains("To undo it: dead-letters restore --discard d1");
        shell.answer = "{\"count\":2,\"token\":\"t\"}";
        assertThat(run("restore", "--discard", "d1", "--yes").err()).doesNotContain("To undo");
        assertThat(shell.asked.get(2).body()).contains("\"filter\":{\"discard\":[\"d1\"]}");
    }

    /** Who was woken types them as they stand there. */
    @Test
    void eachCommandOfARunbookIsOne() throws IOException {
        List<String> commands = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("docs", "runbooks"))) {
            for (Path page : pages.toList()) {
                Files.readString(page)
                        .lines()
                        .filter(line -> line.startsWith("bin/dead-letters "))
                        .forEach(commands::add);
            }
        }
        assertThat(commands).hasSizeGreaterThan(10);
        for (String command : commands) {
            List<String> words = Pattern.compile("'([^']*)'|(\\S+)")
                    .matcher(command.replaceFirst(" > .*", ""))
                    .results()
                    .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                    .skip(1)
                    .collect(Collectors.toList());
            if (words.get(0).matches("replay|discard") && !words.contains("--dry-run")) {
                words.add("--yes");
            }
            shell.asked.clear();
            Shell.Run run = run(words.toArray(String[]::new));
            assertThat(run.code()).as(command + ": " + run.err()).isNotEqualTo(2);
            assertThat(shell.asked).as(command).isNotEmpty();
        }
    }

    @Test
    void anExportIsOfBodiesOrAsCsvOfTheList() {
        shell.answer = "id,state\r\n";
        assertThat(run("export", "--csv", "--reason", "INVALID").out()).isEqualTo(shell.answer);
        assertThat(run("export").out()).isEqualTo(shell.answer);
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly("GET /ops/dead-letters/export.csv?reason=INVALID", "GET /ops/dead-letters/export");
    }

    @Test
    void aNoteMayBeAnyTextOfAnEntryOrACause() {
        assertThat(run("note", "e1", "@all \"quoted\"").out()).isEqualTo("Noted.\n");
        assertThat(run("note", "--cause", "abc", "mended").out()).isEqualTo("Noted.\n");
        assertThat(shell.asked)
                .extracting(request -> request.line() + ' ' + request.body())
                .containsExactly(
                        "POST /ops/dead-letters/e1/notes {\"text\":\"@all \\\"quoted\\\"\"}",
                        "POST /ops/dead-letters/groups/abc/notes {\"text\":\"mended\"}");
        assertThat(run("note", "e1").code()).isEqualTo(2);
        assertThat(run("note", "--cause", "abc", "e1", "text").code()).isEqualTo(2);
    }

    @Test
    void causesAreCountedAsThePageCountsThemAndSayWhoWorksOnThem() {
        shell.answer =
                "{\"groups\":[{\"fingerprint\":\"f1\",\"reason\":\"INTERNAL\",\"exception\":\"E: no\",\"detail\":\"d\",\"details\":1,"
                        + "\"count\":3,\"byDestination\":{\"standard\":3},\"first\":\"A\",\"last\":\"B\",\"owner\":\"alice\",\"ticket\":\"PAY-7\","
                        + "\"snoozedUntil\":\"C\",\"snoozed\":true},{\"fingerprint\":\"f2\",\"reason\":\"REJECTED\",\"exception\":\"\",\"detail\":\"e\","
                        + "\"details\":2,\"count\":1,\"byDestination\":{},\"first\":\"A\",\"last\":\"B\",\"snoozed\":false}]}";
        assertThat(run("groups").out())
                .isEqualTo(
                        "f1        3  INTERNAL   standard   E: no  A to B  owner alice, ticket PAY-7, snoozed until C\n"
                                + "f2        1  REJECTED   -          e (2 different details)  A to B\n");
        run("groups", "--all");
        run("groups", "--state", "RESOLVED");
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly(
                        "GET /ops/dead-letters/groups?state=OPEN&state=FAILED_AGAIN&state=REPLAYING",
                        "GET /ops/dead-letters/groups",
                        "GET /ops/dead-letters/groups?state=RESOLVED");
        assertThat(run("groups", "--all", "--state", "OPEN").code()).isEqualTo(2);
    }

    @Test
    void eachDestinationIsALineThatSaysWhatTheStripSays() {
        shell.answer =
                "{\"destinations\":[{\"name\":\"standard\",\"state\":\"OUT\",\"since\":\"A\",\"breaker\":\"open\",\"lastStatus\":503,"
                        + "\"lastCallSucceeded\":false,\"lastCall\":\"B\",\"waiting\":{\"messages\":200,\"more\":true,\"oldest\":\"C\"},"
                        + "\"callsLastMinute\":9,\"failedCallsLastMinute\":9,\"failingCheckouts\":3,\"failedCallsLastHour\":70,"
                        + "\"deadLettersLastHour\":2},{\"name\":\"promotion\",\"state\":\"NOT_CALLED\",\"breaker\":\"closed\","
                        + "\"waiting\":{\"more\":false,\"why\":\"no answer\"},\"callsLastMinute\":0,\"failedCallsLastMinute\":0,"
                        + "\"failingCheckouts\":0,\"failedCallsLastHour\":0,\"deadLettersLastHour\":0}],\"unassigned\":5}";
        assertThat(run("destinations").out().lines())
                .containsExactly(
                        "standard     OUT        since A, circuit breaker open, 9 of 9 calls in the last minute failed, of 3 checkouts; "
                                + "last: 503 at B; waiting: 200+, the oldest since C; in the last hour: 2 dead letters, 70 calls failed",
                        "promotion    NOT_CALLED circuit breaker closed, 0 of 0 calls in the last minute failed, of 0 checkouts; "
                                + "last: none; waiting: not known (no answer); in the last hour: 0 dead letters, 0 calls failed",
                        "5 more wait until later in queues that all destinations share.");
        assertThat(shell.asked).extracting(Shell.Request::line).containsExactly("GET /ops/dead-letters/destinations");
    }

    @Test
    void aRepairTakesStandardInputAndIsTakenBack() {
        shell.in = "{}";
        assertThat(run("repair", "e1", "-", "--check").out()).isEqualTo("These bytes are a valid command.\n");
        assertThat(run("unrepair", "e1").out()).isEqualTo("taken back\n");
        assertThat(shell.asked)
                .extracting(request -> request.line() + ' ' + request.body())
                .containsExactly("POST /ops/dead-letters/e1/repair/check {}", "DELETE /ops/dead-letters/e1/repair ");
    }

    @Test
    void theApisOwnAnswerIsPrintedAsItIs() {
        shell.answer = "{\"n\":1.50, \"more\":[]}";
        for (List<String> each : List.of(
                List.of("list"),
                List.of("counts"),
                List.of("groups"),
                List.of("destinations"),
                List.of("show", "e1"),
                List.of("operations"),
                List.of("pause", "o1"))) {
            Shell.Run run =
                    run(Stream.concat(each.stream(), Stream.of("--json")).toArray(String[]::new));
            assertThat(run.out()).as(each.toString()).isEqualTo(shell.answer + '\n');
        }
    }

    @Test
    void aReplayIsHeldAndResumedAndCancelled() {
        shell.answer = "{\"state\":\"PAUSED\",\"sent\":1,\"frozen\":2}";
        assertThat(run("pause", "o1").out()).startsWith("PAUSED: 1 of 2 sent");
        shell.answer = "";
        assertThat(run("cancel", "o1").out()).isEqualTo("asked to cancel\n");
        assertThat(run("resume").err()).isEqualTo("dead-letters: which one? Give its id\n");
    }

    @Test
    void eachRefusalHasItsCode() {
        shell.answer = "{\"title\":\"T\",\"detail\":\"Because.\",\"violations\":[{\"field\":\"f\",\"message\":\"m\"}]}";
        int[][] codes = {{400, 2}, {401, 3}, {403, 3}, {404, 5}, {409, 5}, {410, 5}, {429, 4}, {500, 4}, {503, 4}};
        for (int[] code : codes) {
            shell.status = code[0];
            Shell.Run run = run("show", "e1");
            assertThat(run.code()).as("" + code[0]).isEqualTo(code[1]);
            assertThat(run.err()).startsWith("dead-letters: " + code[0] + ": Because. f m. ");
        }
        shell.status = 200;
        shell.answer = "<html>";
        assertThat(run("list"))
                .isEqualTo(new Shell.Run(
                        4, "", "dead-letters: the answer is not JSON: is DEAD_LETTERS_URL the Checkout API?\n"));
        shell.environment.remove("DEAD_LETTERS_PASSWORD");
        assertThat(run("list").err()).startsWith("dead-letters: as whom? Set DEAD_LETTERS_PASSWORD");
    }
}
