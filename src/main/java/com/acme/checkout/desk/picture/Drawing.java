package com.acme.checkout.desk.picture;

import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.picture.Picture.Arrow;
import com.acme.checkout.desk.picture.Picture.Box;
import com.acme.checkout.desk.picture.Picture.Row;
import com.acme.checkout.desk.picture.Picture.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture with a place for each thing in it, in the units of an SVG: one column for each stage, and below them the way to the
 * dead letters.
 *
 * @param width  of the whole
 * @param height of the whole
 */
record Drawing(int width, int height, List<Frame> frames, List<Line> lines) {

    private static final Words WORDS = new Words();
    private static final int COLUMN = 246;
    private static final int GAP = 38;
    private static final int EDGE = 4;
    private static final int HEAD = 56;
    private static final int PAD = 10;
    private static final int TITLE = 54;
    private static final int TEXT_LINE = 17;
    private static final double CHARACTER = 7.4;
    private static final int LINES = 3;
    private static final int BUS = 34;

    /** A stage: a column. */
    record Frame(int x, int y, int width, int height, String title, String meaning, List<Place> boxes) {}

    /** A box; {@code state} in words, null where it has no circuit breaker. */
    record Place(
            Box box,
            int x,
            int y,
            int width,
            int height,
            String title,
            String figures,
            String state,
            List<Spot> rows) {}

    /** A line in a box: its text in as many lines as it needs, and its number. */
    record Spot(Row row, String id, int y, int height, List<String> text, String count) {}

    /** A way from one thing to another; {@code kind} is {@code on}, {@code again} or {@code dead}. */
    record Line(String path, String kind, boolean head) {}

    static Drawing of(Picture picture) {
        int[] tops = tops(picture);
        List<Frame> frames = new ArrayList<>();
        Map<String, Place> places = new LinkedHashMap<>();
        int x = EDGE;
        int bottom = 0;
        for (Stage stage : picture.stages()) {
            List<Place> boxes = new ArrayList<>();
            int y = HEAD;
            int index = 0;
            boolean level = isLevel(stage);
            for (Box box : stage.boxes()) {
                int top = level ? tops[index] : y;
                Place place = place(box, x + PAD, top, COLUMN - 2 * PAD);
                boxes.add(place);
                places.put(box.id(), place);
                y = top + place.height() + PAD;
                index++;
            }
            bottom = Math.max(bottom, y);
            frames.add(new Frame(x, EDGE, COLUMN, 0, stage.title(), stage.meaning(), boxes));
            x += COLUMN + GAP;
        }
        int end = bottom;
        List<Frame> level = frames.stream()
                .map(each -> new Frame(
                        each.x(), each.y(), each.width(), end - EDGE, each.title(), each.meaning(), each.boxes()))
                .toList();
        List<Line> lines = new ArrayList<>();
        picture.arrows().forEach(arrow -> lines.add(line(arrow, places)));
        lines.addAll(dead(level));
        return new Drawing(x - GAP + EDGE, end + BUS, level, lines);
    }

    /** What belongs to one destination stands side by side. */
    private static boolean isLevel(Stage stage) {
        return stage.id().equals("destinations") || stage.id().equals("retries");
    }

    private static int[] tops(Picture picture) {
        List<Stage> level = picture.stages().stream().filter(Drawing::isLevel).toList();
        int most = level.stream().mapToInt(stage -> stage.boxes().size()).max().orElse(0);
        int[] tops = new int[most + 1];
        tops[0] = HEAD;
        for (int i = 0; i < most; i++) {
            int row = i;
            tops[i + 1] = tops[i]
                    + PAD
                    + level.stream()
                            .filter(stage -> stage.boxes().size() > row)
                            .mapToInt(stage -> place(stage.boxes().get(row), 0, 0, COLUMN - 2 * PAD)
                                    .height())
                            .max()
                            .orElse(0);
        }
        return tops;
    }

    private static Place place(Box box, int x, int y, int width) {
        List<Spot> rows = new ArrayList<>();
        int at = TITLE;
        for (Row row : box.rows()) {
            String count = row.count() == null ? "" : WORDS.number(row.count());
            List<String> text = wrapped(row.text(), (int) ((width - 2 * PAD) / CHARACTER) - count.length() - 1);
            int height = Math.max(24, text.size() * TEXT_LINE + 7);
            rows.add(new Spot(row, box.id() + '-' + rows.size(), y + at, height, text, count));
            at += height;
        }
        Figures figures = box.figures();
        return new Place(
                box,
                x,
                y,
                width,
                at + (rows.isEmpty() ? 2 : 6),
                cut(box.title(), box.state() == null ? 27 : 15),
                WORDS.number(figures.came()) + " in all, " + WORDS.number(figures.rate()) + " last minute",
                state(box.state()),
                rows);
    }

    /** How a circuit breaker stands, in words. */
    static String state(String state) {
        return state == null
                ? null
                : switch (state) {
                    case "OPEN", "FORCED_OPEN" -> "breaker open";
                    case "HALF_OPEN" -> "breaker tries";
                    case "CLOSED" -> "breaker closed";
                    default -> "no breaker";
                };
    }

    private static List<String> wrapped(String text, int most) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > most && lines.size() < LINES - 1) {
            int space = rest.lastIndexOf(' ', most);
            int end = space <= 0 ? most : space;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        lines.add(cut(rest, most));
        return lines;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, Math.max(0, most - 1)) + '…';
    }

    private static Line line(Arrow arrow, Map<String, Place> places) {
        Place from = places.get(arrow.from());
        Place to = places.get(arrow.to());
        if (arrow.again()) {
            return new Line(
                    curve(from.x(), from.y() + from.height() - 14, to.x() + to.width(), to.y() + to.height() - 14),
                    "again",
                    true);
        }
        int start = arrow.row() < 0
                ? from.y() + 22
                : from.rows().get(arrow.row()).y()
                        + from.rows().get(arrow.row()).height() / 2;
        return new Line(curve(from.x() + from.width(), start, to.x(), to.y() + 22), "on", true);
    }

    private static String curve(int x1, int y1, int x2, int y2) {
        int middle = (x1 + x2) / 2;
        return "M" + x1 + ' ' + y1 + " C" + middle + ' ' + y1 + ' ' + middle + ' ' + y2 + ' ' + x2 + ' ' + y2;
    }

    /** From the stages at whose steps a command can fail for good, along the bottom, up to where it is kept. */
    private static List<Line> dead(List<Frame> frames) {
        Frame last = frames.get(frames.size() - 1);
        if (last.boxes().isEmpty()) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        int end = last.x() + COLUMN / 2;
        int y = last.y() + last.height();
        int first = end;
        for (Frame frame : frames.subList(1, frames.size() - 1)) {
            if (!frame.boxes().isEmpty()) {
                int x = frame.x() + COLUMN / 2;
                first = Math.min(first, x);
                lines.add(new Line("M" + x + ' ' + y + " V" + (y + BUS / 2), "dead", false));
            }
        }
        lines.add(new Line("M" + first + ' ' + (y + BUS / 2) + " H" + end + " V" + y, "dead", true));
        return lines;
    }
}
