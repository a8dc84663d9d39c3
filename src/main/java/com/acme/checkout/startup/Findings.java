package com.acme.checkout.startup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All mistakes that the checks find, in the order in which they find them. What a template makes of one mistake for each
 * destination is one.
 */
final class Findings {

    private final Map<String, InvalidRouteException> found = new LinkedHashMap<>();
    private final Pattern destinations;
    private final boolean forgiving;

    private Findings(Collection<String> destinations, boolean forgiving) {
        this.destinations = Pattern.compile(
                destinations.isEmpty()
                        ? "$."
                        : "\\b("
                                + destinations.stream()
                                        .sorted((a, b) -> b.length() - a.length())
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining("|"))
                                + ")\\b");
        this.forgiving = forgiving;
    }

    /** For a start, which a file that can't be read ends as it is. */
    static Findings ofStart(Collection<String> destinations) {
        return new Findings(destinations, false);
    }

    /** For a look at the text: whoever asks has been told already which files can't be read. */
    static Findings ofText(Collection<String> destinations) {
        return new Findings(destinations, true);
    }

    void add(InvalidRouteException mistake) {
        found.putIfAbsent(
                mistake.file()
                        + '|'
                        + mistake.line()
                        + '|'
                        + destinations.matcher(mistake.wrong()).replaceAll("*"),
                mistake);
    }

    /** Keeps what the check throws, so that the next one runs. */
    void run(Runnable check) {
        try {
            check.run();
        } catch (InvalidRouteException e) {
            add(e);
        }
    }

    /** A file that Camel can't read. */
    void unreadable(Exception failure) {
        if (!forgiving) {
            throw new IllegalStateException(failure);
        }
    }

    List<InvalidRouteException> list() {
        return new ArrayList<>(found.values());
    }

    /** @throws InvalidRouteException the first, with how many more there are */
    void refuse() {
        if (!found.isEmpty()) {
            throw found.values().iterator().next().and(found.size() - 1);
        }
    }
}
