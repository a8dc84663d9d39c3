package com.acme.checkout.lint;

import com.acme.checkout.startup.InvalidRouteException;
import com.acme.checkout.startup.RoutesReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.env.Environment;

/**
 * The folder of a broker that is not chosen. Its settings and beans may be missing, and what else there is in {@code routes/} is looked at
 * with the chosen one: so only what its files say by themselves can be wrong.
 */
final class OtherBroker {

    private final Path folder;
    private final List<YamlText> files;

    OtherBroker(Path folder, List<YamlText> files) {
        this.folder = folder;
        this.files = files;
    }

    void check(Project project) {
        CamelSchema schema = CamelSchema.ofCamel();
        List<YamlText> read = files.stream().filter(each -> each.root() != null).toList();
        for (YamlText yaml : read) {
            new SchemaCheck(schema, yaml).check();
            new StepsCheck(yaml).check();
        }
        Environment env = project.in(folder);
        try (CamelRoutes camel = new CamelRoutes(folder, env, (name, type) -> {})) {
            read.forEach(camel::load);
            RoutesReport.mistakesOfText(camel.context(), env).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(InvalidRouteException mistake) {
        Path absolute = Path.of(mistake.file()).toAbsolutePath().normalize();
        files.stream()
                .filter(each -> folder.resolve(each.file()).equals(absolute))
                .forEach(each -> each.add(
                        mistake.line(),
                        mistake.word(),
                        mistake.wrong().replace(folder + "/", ""),
                        mistake.fix().replace(folder + "/", "")));
    }
}
