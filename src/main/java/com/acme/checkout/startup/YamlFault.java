package com.acme.checkout.startup;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Why a text is no YAML, and where to look. A quote that is never closed takes all up to the next one for its own, and the
 * parser stumbles over what follows that: then the place is where it was opened.
 *
 * @param line   from 1 on
 * @param column from 1 on
 * @param fault  as in "is no YAML (...)"
 */
public record YamlFault(int line, int column, String fault, String cure) {

    private static final Pattern MEMBER = Pattern.compile("\\s*(- .*|[\\w.-]+:( .*)?)");

    /** {@code e}: what reading {@code text} has ended with. */
    public static YamlFault of(MarkedYamlEngineException e, String text) {
        Optional<Mark> open = openQuote(e, text);
        Mark at = open.or(e::getProblemMark).or(e::getContextMark).orElse(null);
        return new YamlFault(
                at == null ? 1 : at.getLine() + 1,
                at == null ? 1 : at.getColumn() + 1,
                "is no YAML (" + e.getProblem()
                        + (open.isEmpty()
                                ? ""
                                : e.getProblemMark()
                                        .map(mark -> " in line " + (mark.getLine() + 1))
                                        .orElse(""))
                        + ")",
                open.isEmpty()
                        ? "correct the indentation, the quotes or the brackets there"
                        : "close the quote that is opened there, in the same line");
    }

    /** The first quote before the fault that has taken a further member or element for its own. */
    private static Optional<Mark> openQuote(MarkedYamlEngineException e, String text) {
        if (String.valueOf(e.getContext()).contains("quoted scalar")) {
            return e.getContextMark();
        }
        List<String> lines = text.lines().toList();
        try {
            LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
            for (Event each : new Parse(settings).parseString(text)) {
                if (each instanceof ScalarEvent scalar
                        && (scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
                                || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED)
                        && lines.subList(line(each.getStartMark()) + 1, line(each.getEndMark()) + 1).stream()
                                .anyMatch(MEMBER.asMatchPredicate())) {
                    return each.getStartMark();
                }
            }
        } catch (MarkedYamlEngineException same) {
            // As far as it can be read.
        }
        return Optional.empty();
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0);
    }
}
