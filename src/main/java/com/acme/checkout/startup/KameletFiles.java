package com.acme.checkout.startup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The files that hold Kamelets, in the folders where Camel looks for them. */
final class KameletFiles {

    private final ModelCamelContext camel;
    private final List<String> locations;
    private final Findings findings;

    KameletFiles(ModelCamelContext camel, String locations, Findings findings) {
        this.camel = camel;
        this.findings = findings;
        this.locations = RouteParts.split(locations);
    }

    /** Reads the Kamelet of that name, as Camel will. */
    void load(RouteEndpoint endpoint, String name) {
        String file = name + ".kamelet.yaml";
        for (String location : locations) {
            Path path = Path.of(location.replaceFirst("^file:", "")).resolve(file);
            if (Files.isRegularFile(path)) {
                try {
                    PluginHelper.getRoutesLoader(camel)
                            .loadRoutes(ResourceHelper.resolveResource(camel, "file:" + path));
                } catch (Exception e) {
                    findings.unreadable(e);
                    return;
                }
                if (camel.getRouteTemplateDefinition(name) == null) {
                    throw new InvalidRouteException(
                            Place.of(path.toString()),
                            "name:",
                            "its metadata.name is not " + name,
                            "name it as its file");
                }
                return;
            }
        }
        throw new InvalidRouteException(
                endpoint.where(),
                name,
                "there is no Kamelet " + name + ": none of "
                        + String.join(
                                ", ",
                                locations.stream()
                                        .map(each -> each.replaceFirst("^file:", ""))
                                        .toList()) + " holds " + file,
                NearestName.orElse(name, kameletFiles(), "add that file, or correct the name"));
    }

    private List<String> kameletFiles() {
        List<String> names = new ArrayList<>();
        for (String location : locations) {
            String[] files = Path.of(location.replaceFirst("^file:", ""))
                    .toFile()
                    .list((folder, name) -> name.endsWith(".kamelet.yaml"));
            if (files != null) {
                for (String file : files) {
                    names.add(file.replace(".kamelet.yaml", ""));
                }
            }
        }
        return names;
    }
}
