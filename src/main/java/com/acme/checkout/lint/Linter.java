package com.acme.checkout.lint;

import com.acme.checkout.startup.InvalidRouteException;
import com.acme.checkout.startup.RoutesReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds all mistakes in a project that can be known without running it. */
public final class Linter {

    private static final Path SETTINGS = Path.of("application.yaml");

    private final Path folder;
    private final String broker;
    private final Map<String, String> variables;
    private final Map<Path, YamlText> files = new LinkedHashMap<>();

    /**
     * @param folder    the project's: it holds {@code application.yaml} and {@code routes/}
     * @param broker    the broker whose folder is looked at; null for the one that the settings name
     * @param variables the environment
     */
    public Linter(Path folder, String broker, Map<String, String> variables) {
        this.folder = folder.toAbsolutePath().normalize();
        this.broker = broker;
        this.variables = variables;
    }

    /**
     * All findings, sorted by file and line; one for each place.
     *
     * @throws UncheckedIOException a file can't be read
     */
    public List<Finding> findings() {
        files.clear();
        YamlText settings = yaml(SETTINGS);
        Project project = settings.root() == null ? null : project(settings);
        if (project == null) {
            texts(broker == null ? "embedded" : broker);
        } else {
            project.check(folder.resolve("routes"));
            boolean known = project.hasBroker(brokers());
            texts(project.broker());
            if (known) {
                routes(project, settings);
            }
        }
        return onceForEachPlace(Stream.concat(Stream.of(settings), files.values().stream()));
    }

    /**
     * What is wrong in the folders of the brokers that are not chosen, as far as that can be known without their settings: sorted as
     * {@link #findings()}, and each says whose it is.
     *
     * @throws UncheckedIOException a file can't be read
     */
    public List<Finding> findingsOfOtherBrokers() {
        YamlText settings = yaml(SETTINGS);
        Project chosen = settings.root() == null ? null : project(settings);
        if (chosen == null) {
            return List.of();
        }
        Set<Finding> all = new TreeSet<>();
        for (String other : brokers()) {
            if (!other.equals(chosen.broker())) {
                List<YamlText> own = Stream.of(".camel.yaml", ".kamelet.yaml")
                        .flatMap(ending -> list("routes/brokers/" + other, ending).stream())
                        .map(this::yaml)
                        .toList();
                new OtherBroker(folder, own).check(project(yaml(SETTINGS), other));
                onceForEachPlace(own.stream())
                        .forEach(each -> all.add(new Finding(
                                each.file(),
                                each.line(),
                                each.column(),
                                "(broker " + other + ", not chosen) " + each.wrong(),
                                each.fix())));
            }
        }
        return List.copyOf(all);
    }

    /** The destinations that the settings list; none where those can't be read. */
    public Set<String> destinations() {
        YamlText settings = yaml(SETTINGS);
        Project project = settings.root() == null ? null : project(settings);
        return project == null ? Set.of() : project.destinations();
    }

    private static List<Finding> onceForEachPlace(Stream<YamlText> files) {
        Map<String, Finding> places = new LinkedHashMap<>();
        files.flatMap(each -> each.findings().stream())
                .forEach(each -> places.putIfAbsent(
                        each.file() + ":" + each.line() + ":" + each.column()
                                + (each.line() == 1 ? each.message() : ""),
                        each));
        return new TreeSet<>(places.values()).stream().toList();
    }

    private Project project(YamlText settings) {
        return project(settings, broker);
    }

    private Project project(YamlText settings, String of) {
        try {
            return new Project(settings, of, variables);
        } catch (IOException | RuntimeException e) {
            settings.add(0, "", "can't be read (" + e.getMessage() + ")", "correct it");
            return null;
        }
    }

    private YamlText yaml(Path file) {
        try {
            return new YamlText(file, Files.readString(folder.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> brokers() {
        try (Stream<Path> folders = Files.list(folder.resolve("routes/brokers"))) {
            return folders.filter(each -> Files.isRegularFile(each.resolve("broker-source.kamelet.yaml")))
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Reads the files that a start reads, and looks at each by itself. */
    private void texts(String chosen) {
        List<Path> found = new ArrayList<>();
        found.addAll(list("routes", ".camel.yaml"));
        found.addAll(list("routes/commands", ".camel.yaml"));
        found.addAll(list("routes/brokers/" + chosen, ".camel.yaml"));
        found.addAll(list("routes/brokers/" + chosen, ".kamelet.yaml"));
        found.addAll(list("routes/orchestrators/http", ".kamelet.yaml"));
        found.addAll(list("routes/orchestrators/queue", ".kamelet.yaml"));
        found.addAll(list("routes/orchestrators/sandbox", ".camel.yaml"));
        CamelSchema schema = CamelSchema.ofCamel();
        for (Path file : found) {
            YamlText yaml = yaml(file);
            files.put(file, yaml);
            if (yaml.root() != null) {
                new SchemaCheck(schema, yaml).check();
                new StepsCheck(yaml).check();
            }
        }
        new TemplatesCheck(files.values()).check(files.values().stream().allMatch(YamlText::isRead));
    }

    private List<Path> list(String in, String ending) {
        try (Stream<Path> all = Files.list(folder.resolve(in))) {
            return all.filter(each -> each.toString().endsWith(ending)
                            && !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .map(folder::relativize)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What Camel makes of them, and what the start's checks say of that. */
    private void routes(Project project, YamlText settings) {
        var env = project.in(folder);
        BeanNames beans = new BeanNames(env);
        try (CamelRoutes camel = new CamelRoutes(folder, env, beans::add)) {
            Collection<YamlText> read =
                    files.values().stream().filter(each -> each.root() != null).toList();
            read.forEach(camel::load);
            read.forEach(camel::loadTemplated);
            RoutesReport.mistakes(
                            camel.context(),
                            folder.resolve("routes"),
                            project.broker(),
                            project.sinks(),
                            env,
                            beans.factory())
                    .forEach(mistake -> add(mistake, settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(InvalidRouteException mistake, YamlText settings) {
        if (isInAFileThatIsNotRead(mistake.word())
                // Of application.yaml: Project has said so.
                || Finding.follows(mistake.wrong(), settings.findings())) {
            return;
        }
        Path file = relative(mistake.file());
        YamlText yaml = file.equals(settings.file()) ? settings : files.get(file);
        String wrong = mistake.wrong().replace(folder + "/", "");
        String fix = mistake.fix().replace(folder + "/", "");
        if (yaml == null) {
            YamlText none = files.computeIfAbsent(file, each -> new YamlText(each, ""));
            int line = mistake.line() > 0 ? mistake.line() : line(file, mistake.word());
            none.findings().add(new Finding(file, line, 1, wrong, fix));
        } else if (yaml == settings) {
            yaml.add(0, mistake.word().substring(mistake.word().lastIndexOf('.') + 1) + ":", wrong, fix);
        } else {
            yaml.add(mistake.line(), mistake.word(), wrong, fix);
        }
    }

    /** Of a file that is no YAML: the first that holds the word in quotes; 1 where none does. */
    private int line(Path file, String word) {
        try {
            List<String> lines = word.isEmpty() ? List.of() : Files.readAllLines(folder.resolve(file));
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains("\"" + word + "\"")) {
                    return i + 1;
                }
            }
        } catch (IOException e) {
            // A file that is missed has no lines.
        }
        return 1;
    }

    /** What is missed may be there, where nobody could look. */
    private boolean isInAFileThatIsNotRead(String word) {
        String last = word.replaceFirst(".*[-./:]", "");
        String first = word.substring(0, word.length() - last.length());
        return !word.isEmpty()
                && files.values().stream()
                        .filter(each -> !each.isRead())
                        .anyMatch(each -> each.text().contains(word)
                                || last.length() > 2 && each.text().contains(last)
                                || first.length() > 2 && each.text().contains(first));
    }

    private Path relative(String file) {
        Path absolute = Path.of(file).toAbsolutePath().normalize();
        return absolute.startsWith(folder) ? folder.relativize(absolute) : Path.of(file);
    }
}
