package com.acme.checkout.desk.entry;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.DeltaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a repaired body differs from what came, line by line. Where both are JSON they are compared as they are when
 * formatted, so that spaces and line ends are no change.
 *
 * @param lines   changed lines with a few around them; empty where nothing differs, or there is too much to compare
 * @param added   how many lines are new
 * @param removed how many lines are gone
 * @param note    what a person should know in the place of lines; null where the lines say all
 */
record BodyDiff(List<Line> lines, int added, int removed, String note) {

    /** So many lines of each at most: the time that a comparison takes grows with the product of both. */
    static final int MOST_LINES = 2000;

    private static final int AROUND = 3;

    /**
     * A line of the comparison.
     *
     * @param kind {@code same}, {@code new}, {@code gone}, or {@code skip} for lines that are left out
     * @param sign what stands before it, as in a unified diff
     */
    record Line(String kind, String sign, String text) {}

    /** Compares two texts whose lines end with a line feed. */
    static BodyDiff of(String was, String now) {
        if (was.equals(now)) {
            return new BodyDiff(List.of(), 0, 0, "Nothing is changed.");
        }
        List<String> old = lines(was);
        List<String> young = lines(now);
        if (old.size() > MOST_LINES || young.size() > MOST_LINES) {
            return new BodyDiff(List.of(), 0, 0, "Too long to compare: more than " + MOST_LINES + " lines.");
        }
        List<Change> changes = new MyersDiffWithLinearSpace<String>().computeDiff(old, young, null);
        if (changes.isEmpty()) {
            return new BodyDiff(List.of(), 0, 0, "Only spaces and line ends are changed.");
        }
        List<Line> lines = new ArrayList<>();
        List<Line> fresh = new ArrayList<>();
        int from = 0;
        int added = 0;
        int removed = 0;
        for (Change each : changes) {
            if (each.startOriginal > from) {
                lines.addAll(fresh);
                fresh.clear();
            }
            same(old.subList(from, each.startOriginal), lines, from == 0, false);
            if (each.deltaType != DeltaType.INSERT) {
                List<String> gone = old.subList(each.startOriginal, each.endOriginal);
                gone.forEach(text -> lines.add(new Line("gone", "-", text)));
                removed += gone.size();
            }
            if (each.deltaType != DeltaType.DELETE) {
                List<String> instead = young.subList(each.startRevised, each.endRevised);
                // Behind all that is gone at this place, as in a unified diff.
                instead.forEach(text -> fresh.add(new Line("new", "+", text)));
                added += instead.size();
            }
            from = each.endOriginal;
        }
        lines.addAll(fresh);
        same(old.subList(from, old.size()), lines, false, true);
        return new BodyDiff(lines, added, removed, null);
    }

    private static List<String> lines(String text) {
        PayloadView view = PayloadView.of(text.getBytes(StandardCharsets.UTF_8), PayloadView.Veil.NONE);
        String shown = view.kind().equals("JSON") && view.text() != null ? view.text() : text;
        return shown.lines().toList();
    }

    /** Lines without a change: those next to one are shown, and how many lie between. */
    private static void same(List<String> run, List<Line> lines, boolean first, boolean last) {
        int head = first ? 0 : Math.min(AROUND, run.size());
        int tail = last ? run.size() : Math.max(head, run.size() - AROUND);
        if (tail - head == 1) {
            tail = head;
        }
        run.subList(0, head).forEach(text -> lines.add(new Line("same", " ", text)));
        if (tail > head) {
            lines.add(new Line("skip", " ", tail - head + " lines are the same"));
        }
        run.subList(tail, run.size()).forEach(text -> lines.add(new Line("same", " ", text)));
    }
}
