package com.acme.checkout.routetest;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.Outcome;
import com.acme.checkout.startup.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at files of tests without running them: what no run could understand, and names that there are not. One that is misspelt may
 * make a test fail, or let it say nothing.
 */
public final class TestFilesCheck {

    private static final String ENDING = ".test.yaml";

    /** A setting of a test may describe a destination of its own. */
    private static final Pattern DESTINATION = Pattern.compile("checkout\\.destinations\\.([\\w-]+)\\..*");

    private static final List<String> ANSWER = List.of("status", "headers", "delay", "fails");
    private static final List<String> CALL = List.of("destination", "method", "path", "headers", "body");
    private static final List<String> OUTCOMES =
            Stream.of(Outcome.values()).map(Outcome::label).toList();

    private final List<InvalidTestException> mistakes = new ArrayList<>();
    private final Set<String> destinations = new TreeSet<>();

    private TestFilesCheck() {}

    /**
     * All that is wrong, of each step the first that can't be understood.
     *
     * @param folder       where the files are, at any depth
     * @param destinations those that {@code application.yaml} lists; none where that is not known
     * @throws UncheckedIOException a file can't be read
     */
    public static List<InvalidTestException> mistakes(Path folder, Collection<String> destinations) {
        List<InvalidTestException> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(ENDING) && Files.isRegularFile(each))
                    .sorted()
                    .toList()) {
                TestFilesCheck check = new TestFilesCheck();
                check.destinations.addAll(destinations);
                check.run(() -> check.file(Located.read(file)));
                all.addAll(check.mistakes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void run(Runnable look) {
        try {
            look.run();
        } catch (InvalidTestException e) {
            mistakes.add(e);
        }
    }

    private void file(Located root) {
        if (root.value() == null || root.at("tests") == null) {
            // Says so.
            TestFile.read(root.file());
        }
        run(() -> root.names(TestFile.FILE));
        if (root.at("routes") != null) {
            run(() -> TestRoutes.check(root.at("routes")));
        }
        if (root.at("settings") != null && !destinations.isEmpty()) {
            for (String name : root.at("settings").members().keySet()) {
                Matcher own = DESTINATION.matcher(name);
                if (own.matches()) {
                    destinations.add(own.group(1));
                }
            }
        }
        for (Located test : root.at("tests").items()) {
            run(() -> TestFile.test(test, Map.of()));
            if (test.at("steps") == null) {
                step(test);
            } else {
                test.at("steps").items().forEach(this::step);
            }
        }
    }

    private void step(Located step) {
        for (String answers : List.of("orchestrator", "lookup")) {
            Located named = step.at(answers);
            if (named != null
                    && named.isMap()
                    && named.members().keySet().stream().noneMatch(ANSWER::contains)) {
                destinations(named, List.of());
            }
        }
        Located breakers = step.at("breakers");
        if (breakers != null) {
            destinations(breakers, List.of());
            breakers.members().values().forEach(each -> word(each, List.of("open", "half-open"), true));
        }
        Located expected = step.at("expect");
        if (expected == null) {
            return;
        }
        word(expected.at("outcome"), OUTCOMES, true);
        members(expected.at("answer"), List.of("status", "headers", "body"));
        members(expected.at("retries"), List.of("immediate", "delayed"));
        members(expected.at("deadLetter"), List.of("reason", "headers", "body"));
        Located letter = expected.at("deadLetter");
        // A route may have reasons of its own.
        word(letter != null && letter.isMap() ? letter.at("reason") : letter, DeadLetterReason.names(), false);
        calls(expected.at("calls"));
        calls(expected.at("lookups"));
        if (expected.at("parked") != null) {
            for (Located each : expected.at("parked").items()) {
                members(each, List.of("destination", "after", "headers", "body"));
                destination(each.at("destination"));
            }
        }
    }

    private void calls(Located calls) {
        if (calls == null) {
            return;
        }
        if (calls.isMap() && calls.members().keySet().stream().noneMatch(CALL::contains)) {
            destinations(calls, CALL);
            return;
        }
        for (Located each : calls.items()) {
            members(each, CALL);
            destination(each.isMap() ? each.at("destination") : each);
        }
    }

    private void members(Located map, List<String> known) {
        if (map != null && map.isMap()) {
            run(() -> map.names(known));
        }
    }

    /** Those that stand as names; {@code others} might have been meant. */
    private void destinations(Located byName, List<String> others) {
        if (destinations.isEmpty()) {
            return;
        }
        Set<String> known = new TreeSet<>(others);
        known.addAll(destinations);
        byName.members().forEach((name, at) -> {
            if (!destinations.contains(name)) {
                mistakes.add(none(at, name, known));
            }
        });
    }

    private void destination(Located name) {
        if (!destinations.isEmpty()
                && name != null
                && name.value() instanceof String text
                && !text.startsWith("~")
                && !destinations.contains(text)) {
            mistakes.add(none(name, text, destinations));
        }
    }

    private static InvalidTestException none(Located at, String name, Collection<String> known) {
        return new InvalidTestException(
                at,
                "application.yaml lists no destination " + name,
                NearestName.orElse(name, known, "name one that is there, or add it"));
    }

    /** {@code closed}: there are no others. */
    private void word(Located word, Collection<String> known, boolean closed) {
        if (word != null
                && word.value() instanceof String text
                && !text.startsWith("~")
                && !known.contains(text)
                && (closed || NearestName.to(text, known).isPresent())) {
            mistakes.add(new InvalidTestException(
                    word,
                    "there is no " + text + " here",
                    NearestName.orElse(text, known, "choose one of " + String.join(", ", known))));
        }
    }
}
