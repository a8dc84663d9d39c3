package com.acme.checkout.lint;

import com.acme.checkout.startup.YamlFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One YAML file as a tree whose nodes know their places. What is found wrong is kept here, and taken out of {@link #corrected}:
 * so the rest of the file can be looked at too.
 */
final class YamlText {

    private record Edit(int from, int to, String by) {}

    /** A word of so few letters may stand anywhere. */
    private static final int SHORT = 5;

    private final Path file;
    private final String text;
    private final List<String> lines;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();
    private Node root;
    private boolean lost;

    /** {@code file}: as seen from the project's folder. */
    YamlText(Path file, String text) {
        this.file = file;
        this.text = text;
        this.lines = text.lines().toList();
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setLabel(file.toString())
                .build();
        try {
            root = new Compose(settings).composeString(text).orElse(null);
            duplicates(root);
        } catch (MarkedYamlEngineException e) {
            YamlFault fault = YamlFault.of(e, text);
            findings.add(new Finding(file, fault.line(), fault.column(), fault.fault(), fault.cure()));
        } catch (YamlEngineException e) {
            findings.add(new Finding(file, 1, 1, "is no YAML (" + e.getMessage() + ")", "correct it"));
        }
    }

    Path file() {
        return file;
    }

    String text() {
        return text;
    }

    /** Null where the file is empty, or no YAML. */
    Node root() {
        return root;
    }

    /** Camel can't read it. */
    void lose() {
        lost = true;
    }

    /** Whether what the file holds is known. */
    boolean isRead() {
        return !lost && (root != null || findings.isEmpty());
    }

    List<Finding> findings() {
        return findings;
    }

    void add(Node at, String wrong, String fix) {
        Mark mark = at.getStartMark().orElseThrow();
        findings.add(new Finding(file, mark.getLine() + 1, mark.getColumn() + 1, wrong, fix));
    }

    /** A place where the same mistake has been found. */
    void add(int line, String word, String wrong, String fix) {
        int[] place = locate(line, word);
        findings.add(new Finding(file, place[0], place[1], wrong, fix));
    }

    private void duplicates(Node node) {
        if (node instanceof MappingNode mapping) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple each : mapping.getValue()) {
                if (each.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
                    add(key, key.getValue() + " stands here a second time", "keep one of the two");
                    remove(each);
                }
                duplicates(each.getValueNode());
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::duplicates);
        }
    }

    /** Takes a name for another. */
    void replace(Node node, String by) {
        edits.add(new Edit(start(node), end(node), by));
    }

    /** Takes an option out; the lines stay. */
    void remove(NodeTuple tuple) {
        int to = end(tuple.getValueNode());
        if (to < text.length() && text.charAt(to) == ',') {
            to++;
        }
        blank(start(tuple.getKeyNode()), to);
    }

    /** Takes a member of a list out, dash and all; the lines stay. */
    void remove(Node item) {
        int from = start(item);
        int dash = text.lastIndexOf('-', from - 1);
        blank(dash >= 0 && text.substring(dash + 1, from).isBlank() ? dash : from, end(item));
    }

    private void blank(int from, int to) {
        edits.add(new Edit(from, to, text.substring(from, to).replaceAll("[^\\n]", " ")));
    }

    /** The text without what was taken out, each line where it was. */
    String corrected() {
        StringBuilder corrected = new StringBuilder(text);
        int before = Integer.MAX_VALUE;
        List<Edit> last = new ArrayList<>(edits);
        last.sort(Comparator.comparingInt(Edit::to).reversed().thenComparing(Comparator.comparingInt(Edit::from)));
        for (Edit edit : last) {
            if (edit.to() <= before) {
                corrected.replace(edit.from(), edit.to(), edit.by());
                before = edit.from();
            }
        }
        return corrected.toString();
    }

    int start(Node node) {
        return offset(node.getStartMark().orElseThrow());
    }

    /** A block ends where its last line does, not where the next begins. */
    private int end(Node node) {
        int end = offset(node.getEndMark().orElseThrow());
        int start = start(node);
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, Math.min(mark.getIndex(), text.codePointCount(0, text.length())));
    }

    /** Line and column of what is said to be wrong at a line, or below it in the same step; 0: anywhere. */
    int[] locate(int line, String word) {
        for (String part = word.trim(); part.length() > 2; part = shorter(part)) {
            for (String form : new String[] {"(?<![\\w-])%s(?![\\w-])", "%s"}) {
                Pattern pattern = Pattern.compile(form.formatted(Pattern.quote(part)));
                int[] found = find(line, pattern);
                if (found == null && part.length() > SHORT) {
                    // Camel is wrong by a line or two now and then.
                    found = nearest(line, pattern);
                }
                if (found != null) {
                    return found;
                }
            }
        }
        int at = Math.max(1, Math.min(line, lines.size()));
        return new int[] {at, line == 0 || lines.isEmpty() ? 1 : indent(lines.get(at - 1)) + 1};
    }

    private int[] find(int line, Pattern word) {
        int least = line > 0 && line <= lines.size() ? indent(lines.get(line - 1)) : 0;
        for (int i = Math.max(0, line - 1); i < lines.size(); i++) {
            String each = lines.get(i);
            boolean empty = each.isBlank() || each.strip().startsWith("#");
            if (!empty && i > line - 1 && indent(each) < least) {
                return null;
            }
            var found = word.matcher(each);
            if (!empty && found.find()) {
                return new int[] {i + 1, found.start() + 1};
            }
        }
        return null;
    }

    private int[] nearest(int line, Pattern word) {
        int[] nearest = null;
        for (int i = 0; i < lines.size(); i++) {
            String each = lines.get(i);
            var found = word.matcher(each);
            if (!each.strip().startsWith("#")
                    && found.find()
                    && (nearest == null || Math.abs(i + 1 - line) < Math.abs(nearest[0] - line))) {
                nearest = new int[] {i + 1, found.start() + 1};
            }
        }
        return nearest;
    }

    private static String shorter(String word) {
        int cut = word.length() - 1;
        while (cut > 0 && (Character.isLetterOrDigit(word.charAt(cut - 1)) || word.charAt(cut - 1) == '_')) {
            cut--;
        }
        return word.substring(0, Math.max(0, cut));
    }

    /** Of what stands behind the dashes of a list. */
    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length()
                && (line.charAt(indent) == ' ' || line.charAt(indent) == '-' && line.startsWith("- ", indent))) {
            indent++;
        }
        return indent;
    }
}
