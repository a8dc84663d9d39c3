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

    private static final String ONE = "5f0c2a4e-0000-4000-8000-000000000001";

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
        assertThat(run("list", "--sort", "attempts", "--after", "7:3").code()).isZero();
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly(
                        "GET /ops/dead-letters?state=OPEN&state=RESOLVED&text=a+b&limit=3",
                        "GET /ops/dead-letters/audit?actor=vera&after=n1",
                        "GET /ops/dead-letters/counts",
                        "GET /ops/dead-letters?sort=attempts&after=7%3A3");
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

    @Test
    void aSavedFilterIsOneLikeAnyOtherAndShownBeforeAnythingIsDone() {
        shell.answer =
                "{\"count\":2,\"token\":\"t\",\"savedFilters\":[{\"id\":\"s1\",\"name\":\"Mine\",\"savedBy\":\"vera\",\"shared\":true,"
                        + "\"filter\":{\"state\":[\"OPEN\"],\"exception\":[\"a b\"]}},{\"id\":\"s2\",\"name\":\"old\",\"savedBy\":\"operator\","
                        + "\"shared\":false,\"problem\":\"There is no filter colour.\"}]}";
        assertThat(run("saved").out())
                .isEqualTo(
                        "Mine                  shared   vera         {\"state\":[\"OPEN\"],\"exception\":[\"a b\"]}\n"
                                + "old                   own      operator     can't be read any more: There is no filter colour.\n");
        assertThat(run("list", "--saved", "mine", "--reason", "INVALID").code()).isZero();
        assertThat(run("discard", "--saved", "Mine", "--because", "x", "--yes").code())
                .isZero();
        assertThat(run("save", "n", "--state", "OPEN", "--shared").out()).isEqualTo("Saved.\n");
        assertThat(run("unsave", "MINE").out()).isEqualTo("Deleted the saved filter Mine, shared by vera.\n");
        assertThat(shell.asked)
                .extracting(request -> (request.line() + ' ' + request.body()).replace("/ops/dead-letters", ""))
                .containsExactly(
                        "GET /saved-filters ",
                        "GET /saved-filters ",
                        "GET ?state=OPEN&exception=a+b&reason=INVALID ",
                        "GET /saved-filters ",
                        "POST /discards {\"filter\":{\"state\":[\"OPEN\"],\"exception\":[\"a b\"]},\"dryRun\":true}",
                        "POST /discards {\"token\":\"t\",\"reason\":\"x\"}",
                        shell.asked.get(6).line().replace("/ops/dead-letters", "")
                                + ' '
                                + shell.asked.get(6).body(),
                        "GET /saved-filters ",
                        "DELETE /saved-filters/s1 ");
        assertThat(shell.asked.get(6).line()).isEqualTo("POST /ops/dead-letters/saved-filters");
        assertThat(shell.asked.get(6).body())
                .contains("\"name\":\"n\"", "\"shared\":true", "\"filter\":{\"state\":[\"OPEN\"]}");
    }

    /** Never everything. */
    @Test
    void aSavedFilterThatCanNotBeReadFindsNothing() {
        shell.answer = "{\"savedFilters\":[{\"id\":\"s2\",\"name\":\"old\",\"problem\":\"There is no filter colour.\"},"
                + "{\"id\":\"s3\",\"name\":\"open\",\"filter\":{\"state\":[\"OPEN\"]}}]}";
        for (String command : List.of("list", "counts", "export", "groups", "replay")) {
            Shell.Run run = run(command, "--saved", "old");
            assertThat(run.code()).as(command).isEqualTo(5);
            assertThat(run.err()).contains("the saved filter old can't be read any more: There is no filter colour.");
        }
        assertThat(run("list", "--saved", "none").code()).isEqualTo(5);
        assertThat(run("list", "--saved", "open", "--state", "RESOLVED").code()).isEqualTo(2);
        assertThat(run("save", "x").code()).isEqualTo(2);
        assertThat(shell.asked).extracting(Shell.Request::line).containsOnly("GET /ops/dead-letters/saved-filters");
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
        assertThat(run("audit", "--csv", "--actor", "vera").out()).isEqualTo(shell.answer);
        assertThat(run("audit", "--ndjson").out()).isEqualTo(shell.answer);
        assertThat(run("audit", "--ndjson", "--limit", "3").code()).isEqualTo(2);
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly(
                        "GET /ops/dead-letters/export.csv?reason=INVALID",
                        "GET /ops/dead-letters/export",
                        "GET /ops/dead-letters/audit/export.csv?actor=vera",
                        "GET /ops/dead-letters/audit/export");
    }

    /** As the pages show it: its beginning, or the id of its cart or its checkout. */
    @Test
    void anEntryIsToldByAnyIdThatItAloneHas() {
        shell.answer = "{\"entries\":[{\"id\":\"" + ONE + "\"}]}";
        assertThat(run("show", "5f0c2a4e").code()).isZero();
        assertThat(run("body", "order/17").code()).isZero();
        assertThat(run("discard", "5f0c2a4e", ONE, "--because", "tests", "--yes")
                        .code())
                .isZero();
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .startsWith(
                        "GET /ops/dead-letters?id=5f0c2a4e&limit=21",
                        "GET /ops/dead-letters/" + ONE,
                        "GET /ops/dead-letters/" + ONE + "/history",
                        "GET /ops/dead-letters/" + ONE + "/notes",
                        "GET /ops/dead-letters?id=order%2F17&limit=21",
                        "GET /ops/dead-letters/" + ONE + "/body");
        assertThat(shell.asked.get(8).body()).isEqualTo("{\"ids\":[\"" + ONE + "\"],\"dryRun\":true}");
    }

    /** Never one of several by chance, and never all of them. */
    @Test
    void ofSeveralEntriesWithOneIdNoneIsTakenAndEachIsNamed() {
        String other = ONE.replace('1', '2');
        shell.answer = "{\"entries\":[{\"id\":\"" + ONE
                + "\",\"cartId\":\"c1\",\"reason\":\"REFUSED\",\"lastAt\":\"2026-01-31T03:04:05.6Z\"},{\"id\":\""
                + other
                + "\"}]}";
        for (String[] each : new String[][] {
            {"show", "5f0c2a4e"}, {"replay", "5f0c2a4e", "--yes"}, {"discard", "5f0c2a4e", "--because", "x", "--yes"}
        }) {
            Shell.Run run = run(each);
            assertThat(run.code()).as(each[0]).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines().toList()).hasSize(3).satisfies(lines -> {
                assertThat(lines.get(0)).startsWith(ONE).contains("cart c1 ", "REFUSED", "2026-01-31T03:04:05Z");
                assertThat(lines.get(1)).startsWith(other);
                assertThat(lines.get(2)).startsWith("dead-letters: which one? 2 entries have the id 5f0c2a4e.");
            });
        }
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsOnly("GET /ops/dead-letters?id=5f0c2a4e&limit=21");
        // Its own id, though another's cart has the same.
        assertThat(run("show", ONE.toUpperCase()).code()).isZero();
        shell.answer = "{\"entries\":[]}";
        Shell.Run none = run("discard", "5f0c2a4e", "--because", "x", "--yes");
        assertThat(none.code()).isEqualTo(5);
        assertThat(none.err()).startsWith("dead-letters: no entry has the id 5f0c2a4e. ");
    }

    /** A script has them from a list, and waits for no question about each. */
    @Test
    void manyWholeIdsAreNotAskedForOneByOne() {
        String[] arguments = new String[25];
        arguments[0] = "discard";
        arguments[1] = "--yes";
        arguments[2] = "--because=tests";
        for (int i = 3; i < arguments.length; i++) {
            arguments[i] = "00000000-0000-4000-8000-0000000000" + (i + 10);
        }
        assertThat(run(arguments).code()).isZero();
        assertThat(shell.asked)
                .extracting(Shell.Request::line)
                .containsExactly("POST /ops/dead-letters/discards", "POST /ops/dead-letters/discards");
    }

    @Test
    void aNoteMayBeAnyTextOfAnEntryOrACause() {
        shell.answer = "{\"entries\":[{\"id\":\"e1\"}]}";
        assertThat(run("note", "e1", "@all \"quoted\"").out()).isEqualTo("Noted.\n");
        assertThat(run("note", "--cause", "abc", "mended").out()).isEqualTo("Noted.\n");
        assertThat(shell.asked)
                .extracting(request -> request.line() + ' ' + request.body())
                .containsExactly(
                        "GET /ops/dead-letters?id=e1&limit=21 ",
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
                        + "\"callsLastMinute\":9,\"failedCallsLastMinute\":9,\"failingCheckouts\":3,\"unreachable\":true,\"failedCallsLastHour\":70,"
                        + "\"deadLettersLastHour\":2},{\"name\":\"promotion\",\"state\":\"NOT_CALLED\",\"breaker\":\"closed\","
                        + "\"waiting\":{\"more\":false,\"why\":\"no answer\"},\"callsLastMinute\":0,\"failedCallsLastMinute\":0,"
                        + "\"failingCheckouts\":0,\"unreachable\":false,\"failedCallsLastHour\":0,\"deadLettersLastHour\":0}],\"unassigned\":5}";
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
        shell.answer = "{\"entries\":[{\"id\":\"e1\"}]}";
        assertThat(run("repair", "e1", "-", "--check").out()).isEqualTo("These bytes are a valid command.\n");
        assertThat(run("unrepair", "e1").out()).isEqualTo("taken back\n");
        assertThat(shell.asked)
                .extracting(request -> request.line() + ' ' + request.body())
                .containsExactly(
                        "GET /ops/dead-letters?id=e1&limit=21 ",
                        "POST /ops/dead-letters/e1/repair/check {}",
                        "GET /ops/dead-letters?id=e1&limit=21 ",
                        "DELETE /ops/dead-letters/e1/repair ");
    }

    @Test
    void theApisOwnAnswerIsPrintedAsItIs() {
        shell.answer = "{\"n\":1.50, \"more\":[], \"entries\":[{\"id\":\"e1\"}]}";
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
    void showPrintsThePath() {
        shell.answer =
                "{\"entries\":[{\"id\":\"e1\"}],\"attempts\":3,\"failures\":0,\"attemptLog\":[{\"number\":1,\"at\":\"2026-01-31T12:00:00.5Z\",\"failure\":\"timeout\","
                        + "\"ms\":30000,\"waitedMs\":4,\"parked\":false},{\"number\":3,\"at\":\"2026-01-31T12:01:00Z\",\"status\":503,\"ms\":5,"
                        + "\"parked\":true}],\"replays\":[{\"operation\":\"o1\",\"actor\":\"alice\",\"at\":\"2026-01-31T13:00:00Z\","
                        + "\"state\":\"REFUSED\",\"detail\":\"another\",\"attemptLog\":[]}]}";
        assertThat(run("show", "e1").out().lines())
                .containsSequence(
                        "  2026-01-31T12:00:00Z  attempt 1      no answer: timeout  30000 ms, waited 4 ms before",
                        "  (1 attempt is not kept)",
                        "  2026-01-31T12:01:00Z  attempt 3      HTTP 503  5 ms, parked",
                        "  2026-01-31T13:00:00Z  replay         alice  REFUSED: another");
    }

    /** The same rows as on the page. */
    @Test
    void aPathBeginsAtTheDoorAndHasTheRulesAndTheDeadLetter() {
        shell.answer =
                "{\"entries\":[{\"id\":\"e1\"}],\"source\":\"checkout.commands p0@7\",\"receivedAt\":\"2026-01-31T11:59:00.1Z\",\"destination\":\"standard\","
                        + "\"attempts\":1,\"failures\":0,\"reason\":\"REFUSED\",\"detail\":\"HTTP 422\",\"filedAt\":\"2026-01-31T12:00:02Z\","
                        + "\"attemptLog\":[{\"number\":1,\"at\":\"2026-01-31T12:00:00Z\",\"status\":422,\"ms\":5,\"parked\":false,\"calls\":2}],\"lines\":"
                        + "[{\"at\":\"A\",\"kind\":\"FILED\",\"detail\":\"the first\"},{\"at\":\"B\",\"kind\":\"FILED\",\"detail\":\"the second\"}]}";
        assertThat(run("show", "e1").out().lines())
                .containsSequence(
                        "path:",
                        "  2026-01-31T11:59:00Z  received       at checkout.commands p0@7",
                        "  -                     rules          picked the destination standard",
                        "  2026-01-31T12:00:00Z  attempt 1      HTTP 422  5 ms, 2 calls: the connection had been closed",
                        "  2026-01-31T12:00:02Z  dead letter    REFUSED: HTTP 422",
                        "history:");
        shell.answer = shell.answer
                .replace("\"failures\":0", "\"failures\":1")
                .replace("\"destination\":\"standard\",\"attempts\":1", "\"destination\":\"\",\"attempts\":0");
        assertThat(run("show", "e1").out().lines())
                .contains(
                        "  -                     rules          no destination was picked",
                        "  2026-01-31T12:00:02Z  dead letter    the first");
    }

    /** As pages show it. */
    @Test
    void aReplayAndADiscardAreToldByTheirFirstEightCharacters() {
        String brief = ONE.substring(0, 8);
        shell.answer = "{\"replays\":[{\"id\":\"" + ONE
                + "\"}],\"state\":\"DONE\",\"count\":1,\"token\":\"t\",\"lines\":[{\"discard\":\"" + ONE
                + "\"},{\"discard\":\"" + ONE.replace('5', '6') + "\"}]}";
        String asked = "GET /replays?id=" + brief + "&limit=21";
        for (String command : List.of("operation", "pause", "resume", "cancel")) {
            assertThat(run(command, brief).code()).as(command).isZero();
        }
        run("operation", brief, "--watch");
        run("operation", ONE);
        run("list", "--replay", brief);
        run("audit", "--replay", brief);
        run("restore", "--discard", brief.toUpperCase(), "--yes");
        assertThat(shell.asked)
                .extracting(request -> request.line().replace("/ops/dead-letters", ""))
                .containsExactly(
                        asked,
                        "GET /replays/" + ONE,
                        asked,
                        "POST /replays/" + ONE + "/pause",
                        asked,
                        "POST /replays/" + ONE + "/resume",
                        asked,
                        "POST /replays/" + ONE + "/cancel",
                        asked,
                        "GET /replays/" + ONE,
                        "GET /replays/" + ONE,
                        asked,
                        "GET ?replay=" + ONE,
                        asked,
                        "GET /audit?replay=" + ONE,
                        "GET /audit?action=DISCARD&limit=500",
                        "POST /restores",
                        "POST /restores");
        assertThat(shell.asked.get(16).body()).contains("\"filter\":{\"discard\":[\"" + ONE + "\"]}");
        shell.answer =
                "{\"replays\":[{\"id\":\"" + ONE + "\"},{\"id\":\"" + ONE.replace('1', '2') + "\"}],\"lines\":[]}";
        shell.asked.clear();
        Shell.Run several = run("cancel", brief);
        assertThat(several.code()).isEqualTo(2);
        assertThat(several.err())
                .startsWith("dead-letters: which one? 2 replays have the id " + brief)
                .contains(ONE);
        assertThat(run("restore", "--discard", brief, "--yes").code()).isEqualTo(5);
        assertThat(shell.asked).extracting(Shell.Request::line).noneMatch(line -> line.startsWith("POST"));
    }

    @Test
    void whatTouchesNothingSaysSoAndIsNotDone() {
        shell.answer = "{\"count\":0,\"leftAlone\":0,\"token\":\"t\"}";
        Shell.Run none = run("discard", "--reason", "INVALID", "--because", "x", "--yes");
        assertThat(none.code()).isEqualTo(5);
        assertThat(none.err()).isEqualTo("dead-letters: nothing to discard: no entry matches\n");
        shell.answer = "{\"count\":0,\"leftAlone\":3,\"token\":\"t\"}";
        Shell.Run left = run("restore", "--all");
        assertThat(left.code()).isEqualTo(5);
        assertThat(left.err()).isEqualTo("dead-letters: nothing to restore: of 3 chosen none is in a state for it\n");
        assertThat(shell.asked).extracting(Shell.Request::body).allMatch(body -> body.contains("\"dryRun\":true"));
    }

    /** As the page: nothing remains of what has ended. */
    @Test
    void ofAReplayThatHasEndedNothingRemains() {
        shell.answer = "{\"state\":\"STOPPED\",\"sent\":1,\"frozen\":11,\"remaining\":0,\"cancelled\":10,\"rate\":50}";
        assertThat(run("operation", "o1").out())
                .contains(", 10 not sent, 50 a second")
                .doesNotContain("remaining");
        shell.answer = shell.answer.replace("STOPPED", "RUNNING").replace("\"remaining\":0", "\"remaining\":10");
        assertThat(run("operation", "o1").out()).contains(", 10 remaining, 50 a second");
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
