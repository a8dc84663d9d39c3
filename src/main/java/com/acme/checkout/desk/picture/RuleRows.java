package com.acme.checkout.desk.picture;

import com.acme.checkout.desk.picture.Picture.Row;
import com.acme.checkout.desk.picture.RunningRoute.Step;
import java.util.List;
import java.util.function.UnaryOperator;

/** The rules that a route's steps say: for each branch its condition and what it picks. */
final class RuleRows {

    static final String DESTINATION = "destination";

    private RuleRows() {}

    /**
     * Adds to {@code rows} what {@code step} and all within it say.
     *
     * @param when the condition that leads there; empty where none does
     * @param target gives the box of a destination
     */
    static void add(Step step, String when, UnaryOperator<String> target, List<Row> rows) {
        String condition = condition(step, when);
        if (step.kind().equals("setProperty") && DESTINATION.equals(step.name())) {
            String picked = step.text().replaceFirst("^[^=]*= *", "");
            rows.add(new Row(
                    (condition.isEmpty() ? "always" : condition) + " → " + picked,
                    step.figures().came(),
                    step.figures().rate(),
                    null,
                    target.apply(picked)));
        } else if (step.kind().equals("throwException")) {
            rows.add(Row.of(
                    (condition.isEmpty() ? "always" : condition) + " → "
                            + step.text().replaceFirst(":.*", ""),
                    step.figures()));
        }
        step.steps().forEach(inner -> add(inner, condition, target, rows));
    }

    private static String condition(Step step, String when) {
        if (step.kind().equals("when") || step.kind().equals("filter")) {
            return (when.isEmpty() ? "" : when + " and ") + step.text();
        }
        return step.kind().equals("otherwise") ? (when.isEmpty() ? "" : when + ", ") + "otherwise" : when;
    }
}
